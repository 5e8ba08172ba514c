#include "tests/ui/plane/fake_images.h"
#include "tests/ui/selection/plain_codes.h"
#include "ui/plane/film_card.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/interpolation_slot.h"
#include "ui/plane/interpolation_strip.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/picture_view.h"

#include <gtest/gtest.h>

#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>
#include <QUrl>

namespace zscape {
namespace {

class InterpolationPanelTest : public ::testing::Test {
protected:
    void SetUp() override {
        panel.resize(820, 245);
        panel.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    }
    void setBothEnds() {
        chosen.model.setEnd(PathEnd::A, endAt({0, 0}, greyPicture(8, 0), QStringLiteral("test 194"), 194));
        chosen.model.setEnd(PathEnd::B, endAt({1, 1}, greyPicture(8, 200), QStringLiteral("test 4142"), 4142));
        std::vector<Picture> pictures;
        for (int step = 0; step < panel.steps(); ++step) pictures.push_back(greyPicture(8, 255));
        panel.setStrip(pictures);
    }
    static bool drop(QWidget* on, const QMimeData* mime) {
        const QPoint at = on->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(on, &enter);
        if (!enter.isAccepted()) return false;
        QDropEvent event(at, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(on, &event);
        return true;
    }
    QPoint cell(int stop) const { return panel.stripWidget()->cellRect(0, stop).center().toPoint(); }
    Chosen chosen;
    InterpolationPanel panel{&chosen.model};
};

TEST(PixelFade, GoesFromAToBPixelByPixel) {
    const auto fade = pixelFade(greyPicture(2, 0), greyPicture(2, 200), 5);
    ASSERT_EQ(fade.size(), 5U);
    const int expected[] = {0, 50, 100, 150, 200};
    for (size_t step = 0; step < 5; ++step) EXPECT_EQ(fade[step].pixels[0], expected[step]);
    EXPECT_TRUE(pixelFade(greyPicture(2, 0), greyPicture(3, 0), 5).empty());
    EXPECT_TRUE(pixelFade({}, {}, 5).empty());
}

TEST_F(InterpolationPanelTest, SlotsTakeImagesCodesAndFiles) {
    PathEnd end = PathEnd::A;
    qint64 image = -1;
    QObject::connect(&panel, &InterpolationPanel::imageDropped, &panel, [&](PathEnd which, qint64 index) {
        end = which;
        image = index;
    });
    EXPECT_TRUE(drop(panel.slot(PathEnd::B)->picture(), imageMime(42, {}, QStringLiteral("/tmp/x.png")).get()));
    EXPECT_EQ(end, PathEnd::B);
    EXPECT_EQ(image, 42);
    std::vector<float> code;
    QObject::connect(&panel, &InterpolationPanel::codeDropped, &panel,
                     [&](PathEnd, const std::vector<float>& dropped) { code = dropped; });
    EXPECT_TRUE(drop(panel.slot(PathEnd::A)->picture(), codeMime({1, 2}, {}).get()));
    EXPECT_EQ(code, (std::vector<float>{1, 2}));
    QTemporaryFile file;
    ASSERT_TRUE(file.open());
    QString path;
    QObject::connect(&panel, &InterpolationPanel::fileDropped, &panel,
                     [&](PathEnd, const QString& dropped) { path = dropped; });
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(file.fileName())});
    EXPECT_TRUE(drop(panel.slot(PathEnd::A)->picture(), &mime));
    EXPECT_EQ(path, file.fileName());
    QMimeData text;
    text.setText(QStringLiteral("hello"));
    EXPECT_FALSE(drop(panel.slot(PathEnd::A)->picture(), &text));
}

TEST_F(InterpolationPanelTest, TheFadeLiesBeneathTheStrip) {
    setBothEnds();
    const QImage seen = panel.stripWidget()->grab().toImage();
    const auto grey = [&](int row, int stop) {
        return QColor(seen.pixel(panel.stripWidget()->cellRect(row, stop).center().toPoint())).red();
    };
    EXPECT_EQ(grey(0, 0), 255);
    EXPECT_EQ(grey(1, 0), 0);
    EXPECT_EQ(grey(1, 4), 100);
    EXPECT_EQ(grey(1, 8), 200);
}

TEST_F(InterpolationPanelTest, StepsRunFromThreeToThirtyThree) {
    setBothEnds();
    QSignalSpy steps(&panel, &InterpolationPanel::stepsChanged);
    QLineEdit* line = panel.findChild<NumberField*>()->line();
    const auto type = [&](const QString& text) {
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
    };
    type(QStringLiteral("33"));
    EXPECT_EQ(panel.steps(), 33);
    EXPECT_EQ(panel.fade().size(), 33U);
    EXPECT_LE(panel.stripWidget()->cellRect(0, 32).right(), panel.stripWidget()->width()) << "no scroll bar across";
    type(QStringLiteral("34"));
    EXPECT_EQ(panel.steps(), 33);
    type(QStringLiteral("3"));
    EXPECT_EQ(panel.steps(), 3);
    EXPECT_EQ(steps.count(), 2);
}

TEST_F(InterpolationPanelTest, HoverAndClickAreTold) {
    setBothEnds();
    QSignalSpy hovered(&panel, &InterpolationPanel::stopHovered),
        current(&panel, &InterpolationPanel::currentStopChanged);
    QTest::mouseMove(panel.stripWidget(), cell(3));
    ASSERT_EQ(hovered.count(), 1);
    EXPECT_EQ(hovered[0][0].toInt(), 3);
    QTest::mouseClick(panel.stripWidget(), Qt::LeftButton, {}, cell(5));
    EXPECT_EQ(panel.currentStop(), 5);
    EXPECT_EQ(current.last()[0].toInt(), 5);
    const QImage seen = panel.stripWidget()->grab().toImage();
    const QRectF rect = panel.stripWidget()->cellRect(0, 5);
    const QColor ring(seen.pixel(QPointF(rect.center().x(), rect.top() - 2).toPoint()));
    EXPECT_NEAR(ring.blue(), tokens().accent.blue(), 40);
    QTest::keyClick(panel.stripWidget(), Qt::Key_Left);
    EXPECT_EQ(panel.currentStop(), 4);
}

TEST_F(InterpolationPanelTest, PlayMovesTheMarkerAndSpaceStopsIt) {
    QTest::keyClick(panel.stripWidget(), Qt::Key_Space);
    EXPECT_FALSE(panel.isPlaying()) << "without ends there is nothing to play";
    setBothEnds();
    panel.setSteps(3);
    QSignalSpy marker(&panel, &InterpolationPanel::markerMoved), playing(&panel, &InterpolationPanel::playingChanged);
    panel.stripWidget()->setFocus();
    QTest::keyClick(panel.stripWidget(), Qt::Key_Space);
    EXPECT_TRUE(panel.isPlaying());
    EXPECT_TRUE(QTest::qWaitFor([&] { return panel.currentStop() == 1; }, 10000));
    EXPECT_GT(marker.last()[0].toDouble(), 0.4);
    QTest::keyClick(panel.stripWidget(), Qt::Key_Space);
    EXPECT_FALSE(panel.isPlaying());
    EXPECT_EQ(marker.last()[0].toDouble(), -1);
    EXPECT_EQ(playing.count(), 2);
    panel.setPlaying(true);
    chosen.model.setEnd(PathEnd::A, std::nullopt);
    EXPECT_FALSE(panel.isPlaying()) << "an end went away";
}

TEST_F(InterpolationPanelTest, PlayGoesByPlacesBetweenTheStopsAtThirtyASecond) {
    setBothEnds();
    panel.setSteps(3);
    QSignalSpy walked(&panel, &InterpolationPanel::walkedTo);
    panel.setPlaying(true);
    QElapsedTimer timer;
    timer.start();
    ASSERT_TRUE(QTest::qWaitFor([&] { return walked.count() >= 15; }, 20000));
    EXPECT_GE(timer.elapsed(), 14 * 1000 / kWalkRate) << "no faster than 30 a second";
    double last = -1;
    int between = 0;
    for (const QList<QVariant>& arguments : walked) {
        const double place = arguments[0].toDouble();
        EXPECT_GE(place, last) << "from A to B";
        last = place;
        if (place > 0 && place != 0.5 && place != 1) ++between;
    }
    EXPECT_GE(between, 10) << "codes of no thumbnail";
}

TEST_F(InterpolationPanelTest, OnceEndsAtB) {
    setBothEnds();
    panel.openFilmCard();
    FilmCard* card = panel.filmCard();
    ASSERT_TRUE(card->isVisible());
    const auto type = [&](NumberField* field, const QString& text) {
        field->line()->selectAll();
        QTest::keyClicks(field->line(), text);
        QTest::keyClick(field->line(), Qt::Key_Return);
    };
    type(card->secondsField(), QStringLiteral("0.2"));
    type(card->holdField(), QStringLiteral("0"));
    card->playBox()->setFocus();
    QTest::keyClick(card->playBox(), Qt::Key_End);
    EXPECT_EQ(panel.film().timing, (WalkTiming{0.2, 0, WalkPlay::Once, WalkPace::Even}));
    EXPECT_EQ(card->summary(), QStringLiteral("7 frames, 0.2 s, 64 × 64")) << "8 pixels are shown eight times as large";
    QTest::keyClick(card->playBox(), Qt::Key_Escape);
    EXPECT_FALSE(card->isVisible());
    QSignalSpy walked(&panel, &InterpolationPanel::walkedTo);
    panel.setPlaying(true);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !panel.isPlaying(); }, 20000));
    EXPECT_DOUBLE_EQ(walked.last()[0].toDouble(), 1);
    EXPECT_EQ(panel.currentStop(), panel.steps() - 1);
}

TEST_F(InterpolationPanelTest, AFilmOfTooManyFramesIsNotSaved) {
    setBothEnds();
    panel.openFilmCard();
    FilmCard* card = panel.filmCard();
    EXPECT_TRUE(card->gifButton()->isEnabled());
    card->secondsField()->line()->selectAll();
    QTest::keyClicks(card->secondsField()->line(), QStringLiteral("12"));
    QTest::keyClick(card->secondsField()->line(), Qt::Key_Return);
    EXPECT_TRUE(card->summary().contains(QStringLiteral("600"))) << qPrintable(card->summary());
    EXPECT_FALSE(card->gifButton()->isEnabled());
    EXPECT_FALSE(card->mp4Button()->isEnabled());
    QSignalSpy asked(&panel, &InterpolationPanel::exportRequested);
    QTest::mouseClick(card->mp4Button(), Qt::LeftButton);
    EXPECT_EQ(asked.count(), 0);
    card->paceBox()->setFocus();
    card->secondsField()->line()->setFocus();
    card->secondsField()->line()->selectAll();
    QTest::keyClicks(card->secondsField()->line(), QStringLiteral("2"));
    QTest::mouseClick(card->mp4Button(), Qt::LeftButton);
    ASSERT_EQ(asked.count(), 1) << "what was typed is taken by the click";
    EXPECT_EQ(asked[0][0].value<InterpolationPanel::ExportFormat>(), InterpolationPanel::ExportFormat::Mp4);
    EXPECT_DOUBLE_EQ(panel.film().timing.seconds, 2);
    EXPECT_FALSE(card->isVisible());
}

TEST_F(InterpolationPanelTest, ThePathIsCopiedAsOnePicture) {
    QGuiApplication::clipboard()->clear();
    panel.stripWidget()->setFocus();
    QTest::keyClick(panel.stripWidget(), Qt::Key_C, Qt::ControlModifier);
    EXPECT_TRUE(QGuiApplication::clipboard()->image().isNull()) << "there is none yet";
    setBothEnds();
    QTest::keyClick(panel.stripWidget(), Qt::Key_C, Qt::ControlModifier);
    const QImage copied = QGuiApplication::clipboard()->image();
    EXPECT_EQ(copied.size(), QSize(9 * 128 + 8 * 2, 128));
    EXPECT_EQ(QColor(copied.pixel(64, 64)).red(), 255);
}

TEST_F(InterpolationPanelTest, WithoutEndsItSaysWhatToDoFirst) {
    const QImage empty = panel.stripWidget()->grab().toImage();
    chosen.model.setEnd(PathEnd::A, endAt({0, 0}, greyPicture(8, 0), QStringLiteral("test 194"), 194));
    const QImage half = panel.stripWidget()->grab().toImage();
    EXPECT_NE(half, empty);
    QSignalSpy hovered(&panel, &InterpolationPanel::stopHovered);
    QTest::mouseMove(panel.stripWidget(), cell(2));
    EXPECT_EQ(hovered.count(), 0) << "there are no stops yet";
}

TEST_F(InterpolationPanelTest, KindIsChosenInTheHeader) {
    EXPECT_EQ(panel.kind(), PathKind::Linear);
    panel.setKind(PathKind::Slerp);
    EXPECT_EQ(panel.kind(), PathKind::Slerp);
}

}  // namespace
}  // namespace zscape
