// The path as it is played, and the film that is exactly that.
#include "tests/engine/data/film_reader.h"
#include "tests/ui/window/window_fixture.h"

#include "ui/plane/film_card.h"
#include "ui/plane/interpolation_strip.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/number_field.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>
#include <set>

namespace zscape {
namespace {

class WindowPlaying : public WindowFixture {
protected:
    void openAPath() {
        openDigits();
        ASSERT_NO_FATAL_FAILURE(chooseEnds());
    }
    void set(NumberField* field, const QString& value) {
        field->line()->selectAll();
        QTest::keyClicks(field->line(), value);
        QTest::keyClick(field->line(), Qt::Key_Return);
    }
    /// Presses Save as MP4 on the card and names the file.
    void saveFilm(const QString& file) {
        QTest::mouseClick(interpolation()->filmCard()->mp4Button(), Qt::LeftButton);
        QPointer<QFileDialog> dialog;
        ASSERT_TRUE(until([&] {
            for (auto* candidate : window->findChildren<QFileDialog*>())
                if (candidate->isVisible()) dialog = candidate;
            return !dialog.isNull();
        }));
        dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(file);
        auto* buttons = dialog->findChild<QDialogButtonBox*>();
        for (QAbstractButton* button : buttons->buttons())
            if (buttons->buttonRole(button) == QDialogButtonBox::AcceptRole) QTest::mouseClick(button, Qt::LeftButton);
    }
    bool leftNothing() const { return QDir(place_.path()).entryList(QDir::Files | QDir::Hidden).isEmpty(); }
    const QTemporaryDir place_;
};

TEST_F(WindowPlaying, TheDecoderSaysHowFarOnThePathItIs) {
    openDigits();
    EXPECT_EQ(decoder()->pathText(), QString());
    ASSERT_NO_FATAL_FAILURE(chooseEnds());
    const auto says = [&](const char* words) {
        return until([&] { return decoder()->pathText() == QLatin1String(words); });
    };
    EXPECT_TRUE(says("on the path, at B")) << "where the pointer has set it";
    InterpolationStrip* strip = interpolation()->stripWidget();
    strip->setFocus();
    QTest::keyClick(strip, Qt::Key_Right);
    EXPECT_TRUE(says("on the path, at A"));
    QTest::keyClick(strip, Qt::Key_Right);
    QTest::keyClick(strip, Qt::Key_Right);
    EXPECT_TRUE(says("on the path, 25 % from A to B"));
    // An image beside it, and then the path is gone.
    click({0, 1.5});
    EXPECT_TRUE(says(""));
    QTest::keyClick(strip, Qt::Key_Left);
    EXPECT_TRUE(until([&] { return !decoder()->pathText().isEmpty(); }));
    selection()->setEnd(PathEnd::B, std::nullopt);
    EXPECT_TRUE(says(""));
}

TEST_F(WindowPlaying, TheDecoderMorphsByCodesInBetween) {
    openAPath();
    const std::vector<float> a = selection()->end(PathEnd::A)->code, b = selection()->end(PathEnd::B)->code;
    interpolation()->stripWidget()->setFocus();
    QTest::keyClick(interpolation()->stripWidget(), Qt::Key_Space);
    std::set<float> places;
    QElapsedTimer timer;
    timer.start();
    ASSERT_TRUE(until([&] {
        const std::vector<float>& code = decoder()->code();
        if (code.size() == 2 && code != a && code != b) places.insert(code[0]);
        return places.size() >= 25;
    }));
    const double rate = static_cast<double>(places.size()) * 1000 / static_cast<double>(timer.elapsed());
    RecordProperty("pictures_a_second", std::to_string(rate));
    for (const float x : places) {
        EXPECT_GE(x, std::min(a[0], b[0]));
        EXPECT_LE(x, std::max(a[0], b[0]));
    }
    EXPECT_TRUE(until([&] { return window->statusLine()->text().contains(QStringLiteral("frames/s")); }));
    // The pointer does not take the decoder away meanwhile.
    movePointer({0, -2.5});
    EXPECT_TRUE(until([&] { return decoder()->code() != a; }));
    EXPECT_NEAR(decoder()->code()[1], 0, 0.6) << "on the way";
    QTest::keyClick(interpolation()->stripWidget(), Qt::Key_Space);
    EXPECT_FALSE(window->statusLine()->text().contains(QStringLiteral("frames/s")));
}

TEST_F(WindowPlaying, WhatIsKeptIsShownAgainAfterwards) {
    openAPath();
    click({2.5, 2.5});
    ASSERT_TRUE(selection()->kept().has_value());
    const std::vector<float> kept = selection()->kept()->code;
    interpolation()->setPlaying(true);
    ASSERT_TRUE(until([&] { return decoder()->code() != kept; }));
    interpolation()->setPlaying(false);
    EXPECT_TRUE(until([&] { return decoder()->code() == kept; }));
}

TEST_F(WindowPlaying, AFilmIsExactlyWhatIsPlayed) {
    openAPath();
    interpolation()->openFilmCard();
    FilmCard* card = interpolation()->filmCard();
    set(card->secondsField(), QStringLiteral("0.5"));
    set(card->holdField(), QStringLiteral("0.2"));
    card->sizeBox()->setFocus();
    QTest::keyClick(card->sizeBox(), Qt::Key_Home);
    QTest::keyClick(card->sizeBox(), Qt::Key_Down);
    const QString file = place_.filePath(QStringLiteral("walk.mp4"));
    ASSERT_NO_FATAL_FAILURE(saveFilm(file));
    ASSERT_TRUE(until([&] { return window->statusLine()->saidText().contains(QStringLiteral("walk.mp4")); }));
    EXPECT_FALSE(interpolation()->busy()->isVisible());
    const FilmBoxes film = readFilmBoxes(file.toStdString());
    EXPECT_EQ(film.frames, static_cast<uint32_t>(walkFrames(interpolation()->film().timing)));
    EXPECT_EQ(film.frames, 2U * (15 + 6));
    EXPECT_EQ(film.width, 56) << "twice";
    const std::vector<Picture> frames = playFilm(file.toStdString());
    ASSERT_EQ(frames.size(), film.frames);
    const auto brightness = [](const Picture& picture) {
        double sum = 0;
        for (const uint8_t pixel : picture.pixels) sum += pixel;
        return sum / static_cast<double>(picture.pixels.size());
    };
    EXPECT_NEAR(brightness(frames.front()), brightness(interpolation()->decoded().front()), 3) << "A is held";
    EXPECT_NEAR(brightness(frames[27]), brightness(interpolation()->decoded().back()), 3) << "B is held";
}

TEST_F(WindowPlaying, ACancelledFilmLeavesNothing) {
    openAPath();
    interpolation()->openFilmCard();
    FilmCard* card = interpolation()->filmCard();
    set(card->secondsField(), QStringLiteral("9"));
    card->sizeBox()->setFocus();
    QTest::keyClick(card->sizeBox(), Qt::Key_End);
    ASSERT_NO_FATAL_FAILURE(saveFilm(place_.filePath(QStringLiteral("long.mp4"))));
    ASSERT_TRUE(until([&] { return interpolation()->busy()->isVisible(); }));
    QPushButton* cancel = interpolation()->busy()->findChild<QPushButton*>();
    QTest::mouseClick(cancel, Qt::LeftButton);
    EXPECT_TRUE(until([&] { return !interpolation()->busy()->isVisible() && bridge->session().jobs().empty(); }));
    EXPECT_TRUE(leftNothing());
    EXPECT_TRUE(interpolation()->strip()->sentence().isEmpty()) << "who cancels needs no message";
}

TEST_F(WindowPlaying, WhatIsDecodedOfAFilmIsCountedAndCancelEndsThat) {
    RunConfig slow;
    slow.overrides = {{"hidden", std::string("2000-2000-2000")}};
    bridge->session().configure(slow);
    openAPath();
    interpolation()->openFilmCard();
    FilmCard* card = interpolation()->filmCard();
    card->playBox()->setFocus();
    QTest::keyClick(card->playBox(), Qt::Key_End);
    set(card->holdField(), QStringLiteral("0"));
    set(card->secondsField(), QStringLiteral("19.9"));
    ASSERT_TRUE(card->summary().startsWith(QStringLiteral("598 frames"))) << card->summary().toStdString();
    ASSERT_NO_FATAL_FAILURE(saveFilm(place_.filePath(QStringLiteral("long.gif"))));
    const BusyBar* busy = interpolation()->busy();
    const auto says = [&](const char* pattern) {
        const QRegularExpression wanted{QString::fromLatin1(pattern)};
        const QList<QLabel*> labels = busy->findChildren<QLabel*>();
        return busy->isVisible() && std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
                   return wanted.match(label->text()).hasMatch();
               });
    };
    ASSERT_TRUE(until([&] { return says("^Decoding the film: [1-9]\\d* of 598$"); }));
    EXPECT_TRUE(says("^\\d+ s left$"));
    QTest::mouseClick(busy->findChild<QPushButton*>(), Qt::LeftButton);
    EXPECT_TRUE(until([&] { return !busy->isVisible() && bridge->session().jobs().empty(); }));
    EXPECT_TRUE(leftNothing());
    EXPECT_TRUE(interpolation()->strip()->sentence().isEmpty());
    // The next one is made.
    interpolation()->openFilmCard();
    set(card->secondsField(), QStringLiteral("0.2"));
    const QString file = place_.filePath(QStringLiteral("short.mp4"));
    ASSERT_NO_FATAL_FAILURE(saveFilm(file));
    ASSERT_TRUE(until([&] { return window->statusLine()->saidText().contains(QStringLiteral("short.mp4")); }));
    EXPECT_EQ(readFilmBoxes(file.toStdString()).frames, 6U + 1U);
}

TEST_F(WindowPlaying, WhatWasChosenOfFilmAndPictureIsThereAgain) {
    openAPath();
    EXPECT_EQ(interpolation()->film().scale, filmScaleFor(28)) << "by the size of the pictures";
    interpolation()->openFilmCard();
    FilmCard* card = interpolation()->filmCard();
    set(card->secondsField(), QStringLiteral("4.5"));
    set(card->holdField(), QStringLiteral("1.25"));
    for (QComboBox* box : {card->playBox(), card->paceBox(), card->pixelsBox()}) {
        box->setFocus();
        QTest::keyClick(box, Qt::Key_End);
    }
    const auto again = [this] {
        end();
        begin();
        openDigits();
    };
    const WalkTiming chosen{4.5, 1.25, WalkPlay::Once, WalkPace::Eased};
    ASSERT_NO_FATAL_FAILURE(again());
    EXPECT_EQ(interpolation()->film().timing, chosen);
    EXPECT_TRUE(interpolation()->film().smooth);
    EXPECT_FALSE(interpolation()->hasOwnScale()) << "nobody has chosen one";
    EXPECT_EQ(decoder()->savedScale(), 1);

    interpolation()->openFilmCard();
    card = interpolation()->filmCard();
    EXPECT_EQ(card->secondsField()->line()->text(), QStringLiteral("4.5"));
    EXPECT_EQ(card->paceBox()->currentIndex(), card->paceBox()->count() - 1);
    card->sizeBox()->setFocus();
    QTest::keyClick(card->sizeBox(), Qt::Key_Home);
    QTest::keyClick(card->sizeBox(), Qt::Key_Down);
    QTest::keyClick(card, Qt::Key_Escape);
    const auto sizes = [this] {
        for (const QAction* action : decoder()->moreMenu()->actions())
            if (action->menu()) return action->menu();
        return static_cast<QMenu*>(nullptr);
    };
    ASSERT_NE(sizes(), nullptr);
    sizes()->popup(window->mapToGlobal(QPoint(600, 200)));
    QTest::mouseClick(sizes(), Qt::LeftButton, {}, sizes()->actionGeometry(sizes()->actions()[3]).center());
    EXPECT_EQ(decoder()->savedScale(), 4);

    ASSERT_NO_FATAL_FAILURE(again());
    ASSERT_NO_FATAL_FAILURE(chooseEnds());
    EXPECT_EQ(interpolation()->film(), (FilmSettings{chosen, 2, true})) << "its own scale, whatever the pictures' size";
    EXPECT_EQ(decoder()->savedScale(), 4);
    EXPECT_TRUE(sizes()->actions()[3]->isChecked());
}

TEST_F(WindowPlaying, SettingsThatAreNoneAreLeftOut) {
    KeptSettings().setValue(QStringLiteral("film/seconds"), -3);
    KeptSettings().setValue(QStringLiteral("film/hold"), QStringLiteral("nan"));
    KeptSettings().setValue(QStringLiteral("film/play"), 7);
    KeptSettings().setValue(QStringLiteral("film/scale"), 1000);
    KeptSettings().setValue(QStringLiteral("decoder/scale"), QStringLiteral("huge"));
    end();
    begin();
    EXPECT_EQ(interpolation()->film(), FilmSettings{});
    EXPECT_FALSE(interpolation()->hasOwnScale());
    EXPECT_EQ(decoder()->savedScale(), 1);
}

}  // namespace
}  // namespace zscape
