#include "tests/ui/window/full_disk.h"
#include "tests/ui/window/trouble_fixture.h"

#include "engine/project/project.h"
#include "ui/shell/actions.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/status_line.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/shell/trouble.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace zscape {
namespace {

namespace fs = std::filesystem;

class WindowTrouble : public TroubleFixture<WindowFixture> {
protected:
    MessageStrip* strip() const { return plane()->strip(); }
    bool says(const QString& sentence) {
        return until([&] { return strip()->isVisible() && strip()->sentence() == sentence; });
    }
    /// Pastes a path into a file dialog and presses its button: of one that is typed Qt completes each piece.
    void answer(QFileDialog* dialog, const QString& path) {
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        ASSERT_NE(name, nullptr);
        name->setFocus();
        name->selectAll();
        QGuiApplication::clipboard()->setText(path);
        QTest::keyClick(name, Qt::Key_V, Qt::ControlModifier);
        EXPECT_TRUE(path.endsWith(name->text())) << "Qt shows what lies in its folder by its last part";
        auto* buttons = dialog->findChild<QDialogButtonBox*>();
        ASSERT_NE(buttons, nullptr);
        for (QAbstractButton* button : buttons->buttons())
            if (buttons->buttonRole(button) == QDialogButtonBox::AcceptRole) QTest::mouseClick(button, Qt::LeftButton);
    }
    QStringList textsOf(const QWidget* widget) const {
        QStringList texts;
        for (const QLabel* label : widget->findChildren<QLabel*>())
            if (label->isVisible() && !label->text().isEmpty()) texts.append(label->text());
        return texts;
    }
};

TEST_F(WindowTrouble, ImagesThatMovedAreLocatedAndTheRunGoesOn) {
    makeProject(2);
    moveImages();
    openProject();
    ASSERT_TRUE(says(QStringLiteral("The images are not where they were.")));
    EXPECT_EQ(strip()->tone(), Tone::Warn);
    EXPECT_EQ(strip()->note(), QStringLiteral("Last seen at ") + photos());
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Locate…"));
    EXPECT_GE(strip()->height(), 54);
    EXPECT_TRUE(plane()->rect().contains(strip()->geometry()));
    EXPECT_TRUE(textsOf(window->panels().data).contains(QStringLiteral("not found")));
    EXPECT_FALSE(window->toolbar()->trainButton()->isEnabled());
    EXPECT_EQ(window->toolbar()->epochText(), QStringLiteral("The images are not where they were"));
    EXPECT_EQ(qApp->activeModalWidget(), nullptr) << "nothing is asked before somebody wants it";
    // Their decoded copies are still to be seen.
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));

    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(until([&] { return dialog->isVisible(); }));
    // A folder around the right one will do.
    answer(dialog, inHome(QStringLiteral("disk")));
    ASSERT_TRUE(until([&] { return bridge->info()->imagesGone.empty() && bridge->state() == RunState::Finished; }));
    ASSERT_TRUE(until([&] { return !strip()->isVisible(); }));
    EXPECT_EQ(bridge->images()->sources(), std::vector<std::string>{elsewhere().toStdString()});
    EXPECT_FALSE(textsOf(window->panels().data).contains(QStringLiteral("not found")));
    ASSERT_TRUE(until([&] { return window->toolbar()->trainButton()->isEnabled(); }));
    const int64_t step = bridge->info()->step;
    QTest::mouseClick(window->toolbar()->trainButton(), Qt::LeftButton);
    EXPECT_TRUE(until([&] { return bridge->info()->step > step; }));
}

TEST_F(WindowTrouble, AnotherFolderIsRefusedAndTheQuestionStays) {
    makeProject(2);
    moveImages();
    openProject();
    ASSERT_TRUE(says(QStringLiteral("The images are not where they were.")));
    fs::remove(elsewhere().toStdString() + "/7/" +
               QDir(elsewhere() + QStringLiteral("/7")).entryList({QStringLiteral("*.png")}).first().toStdString());
    window->trouble()->locateIn(elsewhere());
    ASSERT_TRUE(until([&] { return strip()->isVisible() && strip()->tone() == Tone::Bad; }));
    EXPECT_TRUE(strip()->sentence().contains(QStringLiteral("does not hold the images of this project")))
        << strip()->sentence().toStdString();
    EXPECT_EQ(bridge->state(), RunState::Finished);
    EXPECT_FALSE(bridge->info()->imagesGone.empty());
    // What was open is open, and a right answer can still be given.
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Locate…"));
}

TEST_F(WindowTrouble, WithoutAnyImagesOneStillExplores) {
    makeProject(2);
    moveImages();
    fs::remove_all(cacheOfImages());
    openProject();
    ASSERT_TRUE(says(QStringLiteral("The images are not where they were.")));
    EXPECT_EQ(bridge->images(), nullptr);
    EXPECT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; })) << "as they were saved";
    EXPECT_TRUE(window->panels().reconstructions->grid()->isGone()) << "nothing is promised that cannot come";
    EXPECT_FALSE(window->windowActions()->save->isEnabled());
    EXPECT_FALSE(window->windowActions()->saveAs->isEnabled());
    EXPECT_TRUE(window->windowTitle().startsWith(QStringLiteral("mine")));
    // The pointer is decoded where it rests.
    ASSERT_TRUE(until([&] { return !decoder()->code().empty(); }));
    movePointer({1.0, 0.5});
    ASSERT_TRUE(until([&] { return decoder()->code().size() == 2 && std::abs(decoder()->code()[0] - 1.0F) < 0.1F; }));
    EXPECT_FALSE(decoder()->picture()->image().isNull());
    // A dropped picture is encoded, and kept where it lies.
    const QString file = elsewhere() + QStringLiteral("/7/") +
                         QDir(elsewhere() + QStringLiteral("/7")).entryList({QStringLiteral("*.png")}).first();
    dropFiles(plane(), plane()->rect().center(), {file});
    ASSERT_TRUE(until([&] { return selection()->kept().has_value(); }));
    EXPECT_GT(bridge->metrics()->train.size(), 0) << "the curve is there";
    window->trouble()->locateIn(elsewhere());
    ASSERT_TRUE(until([&] { return bridge->images() && plane()->points().cloud().placed() == kImages; }));
}

TEST_F(WindowTrouble, ARunThatEndedByItselfSaysSoAgain) {
    makeProject(2);
    {
        Project stored = Project::open(project().toStdString());
        StoredRun run = stored.currentRun().value();
        run.endedBy = R"({"code":"run.ended.patience","arguments":["3","7"]})";
        stored.updateRun(run);
    }
    openProject();
    ASSERT_TRUE(says(QStringLiteral("Ended by itself: 3 epochs without a better held-out loss; best at epoch 7.")));
    const int64_t step = bridge->info()->step;
    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    EXPECT_TRUE(until([&] { return bridge->info()->step > step; })) << "and goes on where it is asked to";
}

TEST_F(WindowTrouble, OpenElsewhereItIsReadAndACopyTrains) {
    makeProject(2);
    const auto other = std::make_unique<Project>(Project::open(project().toStdString()));
    openProject();
    ASSERT_TRUE(says(QStringLiteral("It is open in another window, so nothing is saved here.")));
    EXPECT_EQ(strip()->tone(), Tone::Info);
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Save a copy…"));
    EXPECT_EQ(window->toolbar()->epochText(), QStringLiteral("Open for reading only"));
    EXPECT_FALSE(window->toolbar()->trainButton()->isEnabled());
    EXPECT_EQ(window->statusLine()->stateText(), QStringLiteral("reading only"));
    EXPECT_TRUE(window->statusLine()->text().contains(project())) << window->statusLine()->text().toStdString();
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));
    QTest::keyClick(window.get(), Qt::Key_T);
    EXPECT_EQ(bridge->state(), RunState::Finished);

    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(until([&] { return dialog->isVisible(); }));
    answer(dialog, inHome(QStringLiteral("copy.zscape")));
    ASSERT_TRUE(until(
        [&] { return bridge->info()->project == fs::path(inHome(QStringLiteral("copy.zscape")).toStdString()); }));
    ASSERT_TRUE(until([&] { return window->toolbar()->trainButton()->isEnabled(); }));
    EXPECT_NE(window->statusLine()->stateText(), QStringLiteral("reading only"));
    EXPECT_FALSE(strip()->isVisible());
}

TEST_F(WindowTrouble, WhatCannotBeSavedIsOfferedAnotherPlace) {
    makeProject(2);
    openProject();
    fs::rename(project().toStdString(), inHome(QStringLiteral("gone.zscape")).toStdString());
    std::ofstream(project().toStdString()) << "a file where the project was";
    bridge->session().save(project().toStdString());
    ASSERT_TRUE(until([&] { return strip()->isVisible() && strip()->tone() == Tone::Bad; }));
    EXPECT_TRUE(strip()->sentence().contains(QStringLiteral("mine.zscape"))) << strip()->sentence().toStdString();
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Save elsewhere…"));
    EXPECT_TRUE(until([&] { return window->toolbar()->saveButton()->isMarked(); }));
    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(until([&] { return dialog->isVisible(); }));
    answer(dialog, inHome(QStringLiteral("other.zscape")));
    ASSERT_TRUE(until(
        [&] { return bridge->info()->project == fs::path(inHome(QStringLiteral("other.zscape")).toStdString()); }));
    ASSERT_TRUE(until([&] { return !strip()->isVisible(); }));
    EXPECT_EQ(bridge->info()->savedStep, bridge->info()->step);
    EXPECT_TRUE(until([&] { return !window->toolbar()->saveButton()->isMarked(); }));
}

TEST_F(WindowTrouble, AFullDiskIsSaidUntilThereIsRoomAndTrainingGoesOn) {
    makeProject(2);
    openProject();
    auto full = std::make_unique<FullDisk>();
    const int64_t saved = bridge->info()->savedStep;
    bridge->session().train(10000);
    ASSERT_TRUE(reaches(RunState::Running));
    ASSERT_TRUE(until([&] { return bridge->info()->step > saved + 20; }));
    QTest::mouseClick(window->toolbar()->saveButton(), Qt::LeftButton);
    ASSERT_TRUE(says(QStringLiteral("Not saved: the disk is full.")));
    EXPECT_EQ(strip()->tone(), Tone::Bad);
    EXPECT_TRUE(QRegularExpression(QStringLiteral("^[\\d.,]+ [MG]B needed, [\\d.,]+ [MG]B free. Training goes on.$"))
                    .match(strip()->note())
                    .hasMatch())
        << strip()->note().toStdString();
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Save elsewhere…"));
    EXPECT_EQ(strip()->secondActionButton()->text(), QStringLiteral("Try again"));
    EXPECT_GE(strip()->height(), 54);
    ASSERT_TRUE(until([&] { return window->toolbar()->saveButton()->isMarked(); }));
    const QImage button = window->toolbar()->saveButton()->grab().toImage();
    EXPECT_EQ(button.pixelColor(QPoint(21, 7) * qRound(button.devicePixelRatio())), tokens().bad);
    ASSERT_TRUE(until([&] {
        return window->statusLine()->stateText() ==
               QStringLiteral("Training, not saved since step %1").arg(QLocale().toString(saved));
    })) << window->statusLine()->stateText().toStdString();

    // It is said again when it is tried in vain, and after another state.
    QTest::mouseClick(strip()->secondActionButton(), Qt::LeftButton);
    ASSERT_TRUE(says(QStringLiteral("Not saved: the disk is full.")));
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Paused));
    ASSERT_TRUE(until([&] { return !strip()->note().contains(QStringLiteral("Training goes on")); }));
    EXPECT_TRUE(strip()->isVisible());
    full.reset();
    QTest::mouseClick(strip()->secondActionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return !strip()->isVisible() && !window->toolbar()->saveButton()->isMarked(); }));
    EXPECT_EQ(bridge->info()->savedStep, bridge->info()->step);
    ASSERT_TRUE(until([&] { return window->statusLine()->stateText() == QStringLiteral("Paused"); }));
}

TEST_F(WindowTrouble, WhereTheNewestWeightsAreDamagedTheOnesBeforeAreOpened) {
    makeProject(2, 10, 2);
    damageNewestWeights();
    openProject();
    ASSERT_TRUE(bridge->info()->lostWeights);
    const LostWeights lost = *bridge->info()->lostWeights;
    EXPECT_EQ(lost.newest, 2 * lost.opened);
    EXPECT_EQ(bridge->info()->step, lost.opened);
    const QString opened = QLocale().toString(lost.opened), newest = QLocale().toString(lost.newest);
    ASSERT_TRUE(says(QStringLiteral("The newest weights are damaged; step %1 was opened.").arg(opened)));
    EXPECT_EQ(strip()->note(),
              QStringLiteral("Step %1: it fails its check sum. Train goes on from step %2.").arg(newest, opened));
    EXPECT_EQ(strip()->tone(), Tone::Warn);
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Show file"));
    EXPECT_TRUE(fs::exists(lost.file));
    LossPanel* loss = window->panels().loss;
    ASSERT_TRUE(until([&] { return loss->chart()->lostFrom().has_value(); }));
    EXPECT_GT(loss->chart()->xRange().second, static_cast<double>(lost.opened)) << "what is lost is in sight";
    EXPECT_EQ(loss->data().newestStep(), lost.opened) << "the numbers are those of the opened step";
    // Behind the mark the curve is there, and faint.
    const QRectF plot = loss->chart()->lanes().upper;
    const QImage picture = loss->chart()->viewport()->grab().toImage();
    int faint = 0, brightest = 0;
    const int from = static_cast<int>(*loss->chart()->lostFrom()) + 6;  // the diamond at the opened step is not faint
    for (int x = from; x < static_cast<int>(plot.right()); ++x)
        for (int y = static_cast<int>(plot.top()); y < static_cast<int>(plot.bottom()); ++y) {
            const int seen = picture.pixelColor(x, y).lightness();
            brightest = std::max(brightest, seen);
            faint += seen > tokens().panel.lightness() + 15 ? 1 : 0;
        }
    EXPECT_LT(brightest, 140);
    EXPECT_GT(faint, 20);
    // Trained on, the lost steps come anew.
    QTest::mouseClick(window->toolbar()->trainButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return !bridge->info()->lostWeights && !loss->chart()->lostFrom(); }));
}

TEST_F(WindowTrouble, LabelsThatTheRunDoesNotKnowAreGreyAndHaveARunOfTheirOwn) {
    makeProject(2, 7);
    addLabels(7);
    openProject();
    ASSERT_TRUE(says(QStringLiteral("7, 8 and 9 are not among this run's labels: grey here.")));
    EXPECT_EQ(strip()->tone(), Tone::Info);
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == bridge->images()->count(); }));
    const std::vector<PointGroup>& groups = plane()->points().groups();
    ASSERT_EQ(groups.size(), 9U) << "seven labels, the new ones, and none";
    EXPECT_EQ(groups[7].name, QStringLiteral("3 new"));
    EXPECT_GT(groups[7].points, 0);
    EXPECT_EQ(colourOfGroup(groups[7]), tokens().classColour(-1));
    EXPECT_EQ(groups[6].name, QStringLiteral("6"));
    EXPECT_EQ(groups[6].colourIndex, 6) << "as it was when it was trained";
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("New run with them"));
    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->info()->spec.shape.labelNames.size() == 10; }));
    EXPECT_EQ(bridge->runs()->rows.size(), 2U) << "beside the one before";
    ASSERT_TRUE(until([&] { return plane()->points().groups().size() == 11; }));
    EXPECT_FALSE(strip()->isVisible());
}

TEST_F(WindowTrouble, StoppedBeforeTheEndItSaysWhatIsLeft) {
    openDigits();
    bridge->session().adjust("epochs", 10000);
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(until([&] { return bridge->info()->epoch > 2; }));
    QTest::mouseClick(window->toolbar()->stopButton(), Qt::LeftButton);
    ASSERT_TRUE(reaches(RunState::Finished));
    ASSERT_TRUE(until([&] { return window->statusLine()->stateText() == QStringLiteral("Stopped"); }));
    EXPECT_TRUE(window->toolbar()->epochText().startsWith(QStringLiteral("Stopped at epoch ")))
        << window->toolbar()->epochText().toStdString();
    const QString status = window->statusLine()->text();
    EXPECT_TRUE(status.contains(QStringLiteral("epochs left"))) << status.toStdString();
    // The toolbar says the same number.
    const QString left = status.section(QStringLiteral(" epochs left"), 0, 0).section(QLatin1Char(' '), -1);
    const QString adds = QStringLiteral("Train adds %1 epochs").arg(left);
    const QList<ElidedLabel*> labels = window->toolbar()->findChildren<ElidedLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [&](const ElidedLabel* at) { return at->text() == adds; }))
        << adds.toStdString();
    EXPECT_TRUE(status.contains(
        QStringLiteral("Train goes on at step %1").arg(QLocale().toString(bridge->info()->lastStep + 1))))
        << status.toStdString();
}

}  // namespace
}  // namespace zscape
