#include "ui/shell/actions.h"
#include "ui/bridge/kept_settings.h"
#include "ui/shell/drop_rules.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/recents.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/run_words.h"
#include "ui/shell/screen_place.h"
#include "ui/shell/sample_card.h"
#include "ui/shell/status_line.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"

#include <QAction>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <gtest/gtest.h>

#include <tuple>

namespace zscape {
namespace {

TEST(RunWords, ListsAndBytesAreShort) {
    EXPECT_EQ(listText({QStringLiteral("7")}), QStringLiteral("7"));
    EXPECT_EQ(listText({QStringLiteral("7"), QStringLiteral("8"), QStringLiteral("9")}), QStringLiteral("7, 8 and 9"));
    QStringList many;
    for (int i = 0; i < 300; ++i) many.append(QString::number(i));
    EXPECT_EQ(listText(many), QStringLiteral("0, 1, 2 and 297 more"));
    EXPECT_EQ(bytesText(300'000'000), QStringLiteral("0.3 GB"));
    EXPECT_EQ(bytesText(4'200'000), QStringLiteral("5 MB")) << "never less than is needed";
}

TEST(RunWords, WhatIsLeftAndWhatTrainAddsAreOneNumber) {
    RunInfo info;
    info.epochsPlanned = 20;
    info.stepsPerEpoch = 6;
    info.lastStep = 10;
    // Of the best weights, which are shown: Train goes on from the last.
    info.epoch = 1;
    EXPECT_EQ(epochsLeftText(info), QStringLiteral("18.4 epochs left"));
    EXPECT_EQ(trainAddsText(info), QStringLiteral("Train adds 18.4 epochs"));
    info.lastStep = 19 * 6;
    EXPECT_EQ(epochsLeftText(info), QStringLiteral("1 epoch left"));
    EXPECT_EQ(trainAddsText(info), QStringLiteral("Train adds 1 epoch"));
    info.lastStep = 20 * 6;
    EXPECT_EQ(trainAddsText(info), QStringLiteral("Train adds 20 epochs")) << "the same once more";
    info.noTraining = ErrorInfo{"code", "words", {}};
    EXPECT_EQ(trainAddsText(info), QString());
}

TEST(RunWords, ARunIsUnderWayFromItsFirstStepToItsLast) {
    const std::tuple<RunState, bool, bool> states[] = {
        {RunState::Empty, false, false},    {RunState::Loading, false, false}, {RunState::Ready, false, false},
        {RunState::Running, true, true},    {RunState::Paused, false, true},   {RunState::Stopping, true, true},
        {RunState::Finished, false, false}, {RunState::Failed, false, false}};
    for (const auto& [state, trains, underWay] : states) {
        EXPECT_EQ(isTraining(state), trains) << static_cast<int>(state);
        EXPECT_EQ(isUnderWay(state), underWay) << static_cast<int>(state);
    }
}

TEST(ScreenPlace, WindowsLieOnTheScreenWhole) {
    const QRect screen(100, 50, 1280, 800);
    EXPECT_EQ(insideOf(screen, {200, 100, 800, 560}), QRect(200, 100, 800, 560));
    EXPECT_EQ(insideOf(screen, {-3000, 900, 800, 560}), QRect(100, 290, 800, 560));
    EXPECT_EQ(insideOf(screen, {1300, -20, 2560, 1440}), screen);
    QWidget window;
    const QRect here = QGuiApplication::primaryScreen()->availableGeometry();
    window.setGeometry(here.right() - 10, here.bottom() - 10, 300, 200);
    bringOnScreen(&window);
    EXPECT_TRUE(here.contains(window.frameGeometry()));
    EXPECT_EQ(window.size(), QSize(300, 200));
}

TEST(Actions, EachStateHasItsOwn) {
    Actions actions(nullptr);
    struct Row {
        RunState state;
        bool model, train, stop, open, save;
        const char* name;
    };
    const Row rows[] = {
        {RunState::Empty, false, false, false, true, false, "Train"},
        {RunState::Loading, false, false, false, false, false, "Train"},
        {RunState::Ready, true, true, false, true, true, "Train"},
        {RunState::Running, true, true, true, false, true, "Pause"},
        {RunState::Paused, true, true, true, true, true, "Resume"},
        {RunState::Stopping, true, false, false, false, true, "Train"},
        {RunState::Finished, true, true, false, true, true, "Train"},
        {RunState::Failed, true, true, false, true, true, "Train"},
    };
    for (const Row& row : rows) {
        actions.showState(row.state, row.model, true, false);
        const auto name = testing::Message() << "state " << static_cast<int>(row.state);
        EXPECT_EQ(actions.train->isEnabled(), row.train) << name;
        EXPECT_EQ(actions.stop->isEnabled(), row.stop) << name;
        EXPECT_EQ(actions.openImages->isEnabled(), row.open) << name;
        EXPECT_EQ(actions.save->isEnabled(), row.save) << name;
        EXPECT_EQ(actions.train->text(), QLatin1String(row.name)) << name;
        EXPECT_EQ(actions.trainReason().isEmpty(), row.train) << name;
    }
}

TEST(Actions, WhatIsOffKeepsItsReason) {
    Actions actions(nullptr);
    Recents recents;
    QMenuBar bar;
    actions.buildMenus(&bar, &recents);
    for (const RunState state : {RunState::Empty, RunState::Loading, RunState::Ready, RunState::Running,
                                 RunState::Paused, RunState::Stopping, RunState::Finished, RunState::Failed})
        for (const bool model : {false, true})
            for (const QString& held : {QString(), QStringLiteral("Use the images, then train")}) {
                actions.showState(state, model, false, false, {}, model, held);
                for (const QAction* action : actions.findChildren<QAction*>())
                    EXPECT_EQ(reasonOf(action).isEmpty(), action->isEnabled())
                        << qPrintable(action->text()) << " in state " << static_cast<int>(state);
            }
}

TEST(Actions, ShortcutsAreThoseOfTheDesignAndNoneIsGivenTwice) {
    Actions actions(nullptr);
    EXPECT_EQ(actions.openImages->shortcut(), QKeySequence(QStringLiteral("Ctrl+N")));
    EXPECT_EQ(actions.openProject->shortcut(), QKeySequence(QStringLiteral("Ctrl+O")));
    EXPECT_EQ(actions.save->shortcut(), QKeySequence(QStringLiteral("Ctrl+S")));
    EXPECT_EQ(actions.quit->shortcut(), QKeySequence(QStringLiteral("Ctrl+Q")));
    EXPECT_EQ(actions.train->shortcut(), QKeySequence(QStringLiteral("T")));
    EXPECT_EQ(actions.fullScreen->shortcut(), QKeySequence(QStringLiteral("F11")));
    QStringList seen;
    for (const QAction* action : actions.findChildren<QAction*>()) {
        if (action->shortcut().isEmpty()) continue;
        EXPECT_FALSE(seen.contains(action->shortcut().toString())) << qPrintable(action->text());
        seen.append(action->shortcut().toString());
    }
}

TEST(RunToolbar, SaysHowFarTheRunIs) {
    Actions actions(nullptr);
    Recents recents;
    QMenuBar bar;
    actions.buildMenus(&bar, &recents);
    RunToolbar toolbar(&actions, nullptr);
    RunInfo info;
    actions.showState(RunState::Empty, false, false, false);
    toolbar.showRun(RunState::Empty, info);
    EXPECT_EQ(toolbar.epochText(), QStringLiteral("Add images to train on"));
    EXPECT_FALSE(toolbar.trainButton()->isEnabled());
    info.parameters = 1;
    info.step = 6552;
    info.epoch = 13.4;
    info.epochsPlanned = 20;
    actions.showState(RunState::Running, true, true, false);
    toolbar.showRun(RunState::Running, info);
    EXPECT_EQ(toolbar.epochText(), QStringLiteral("Epoch 14 of 20"));
    EXPECT_EQ(toolbar.trainButton()->text(), QStringLiteral("Pause"));
    actions.showState(RunState::Stopping, true, true, false);
    toolbar.showRun(RunState::Stopping, info);
    EXPECT_EQ(toolbar.epochText(), QStringLiteral("The step in hand ends"));
    info.epoch = 20;
    actions.showState(RunState::Finished, true, true, false);
    toolbar.showRun(RunState::Finished, info);
    EXPECT_EQ(toolbar.epochText(), QStringLiteral("Epoch 20 of 20"));
    EXPECT_EQ(toolbar.trainButton()->text(), QStringLiteral("Train"));
}

TEST(Actions, WhatIsShownAgainChangesNoAction) {
    Actions actions(nullptr);
    actions.showState(RunState::Running, true, true, false);
    QSignalSpy changed(actions.train, &QAction::changed), shown(&actions, &Actions::stateShown);
    actions.showState(RunState::Running, true, true, false);
    EXPECT_EQ(changed.size() + shown.size(), 0);
    actions.showState(RunState::Paused, true, true, false);
    EXPECT_GT(changed.size(), 0);
    EXPECT_EQ(shown.size(), 1);
}

TEST(StatusLine, SaysStateRateDecodeSavedAndDevice) {
    StatusLine line;
    RunInfo info;
    info.device = "CPU";
    info.threads = 2;
    info.precision = "fp32";
    info.step = 6552;
    info.imagesPerSecond = 21380;
    info.savedStep = 6084;
    line.showRun(RunState::Running, info, 70000, 2.3);
    EXPECT_EQ(
        line.text(),
        QStringLiteral("Training | 21,380 images/s | decode 2.3 ms | saved at step 6,084 | CPU · 2 threads · fp32"));
    info.encoderLeads = true;
    line.showRun(RunState::Running, info, 70000, 2.3);
    EXPECT_EQ(line.stateText(), QStringLiteral("Training, the encoder ahead"));
    line.showRun(RunState::Paused, info, 70000, 2.3);
    EXPECT_EQ(line.stateText(), QStringLiteral("Paused"));
    RunInfo ended;
    ended.epochsPlanned = 6;
    ended.stepsPerEpoch = 10;
    ended.lastStep = 35;
    line.showRun(RunState::Finished, ended, 100, 1);
    EXPECT_EQ(line.text(), QStringLiteral("Stopped | 2.5 epochs left | Train goes on at step 36"));
    ended.lastStep = 50;
    line.showRun(RunState::Finished, ended, 100, 1);
    EXPECT_EQ(line.text(), QStringLiteral("Stopped | 1 epoch left | Train goes on at step 51"));
    // What is seen to be saved says when, and no longer once there is more.
    ended.savedStep = 50;
    line.showRun(RunState::Finished, ended, 100, 1);
    EXPECT_TRUE(line.text().endsWith(QStringLiteral("saved just now"))) << line.text().toStdString();
    ended.lastStep = 51;
    line.showRun(RunState::Running, ended, 100, 1);
    EXPECT_TRUE(line.text().endsWith(QStringLiteral("saved at step 50"))) << line.text().toStdString();
    ended.notSaved = NotSaved{{"write.full", "The disk is full.", {}}, {}};
    ended.notSaved->sinceStep = 50;
    line.showRun(RunState::Running, ended, 100, 1);
    EXPECT_EQ(line.stateText(), QStringLiteral("Training, not saved since step 50"));
    ended.notSaved.reset();
    ended.savedStep = -1;
    ended.lastStep = 60;
    line.showRun(RunState::Finished, ended, 100, 1);
    EXPECT_EQ(line.stateText(), QStringLiteral("Finished"));
    ended.lastStep = 35;
    ended.endedBy.code = "run.ended.patience";
    line.showRun(RunState::Finished, ended, 100, 1);
    EXPECT_EQ(line.stateText(), QStringLiteral("Finished")) << "a rule has ended it";
    line.showRun(RunState::Empty, RunInfo{}, 0, 0);
    EXPECT_EQ(line.text(), QStringLiteral("No images"));
}

QMimeData* urls(const QStringList& paths) {
    auto* mime = new QMimeData;
    QList<QUrl> list;
    for (const QString& path : paths) list.append(QUrl::fromLocalFile(path));
    mime->setUrls(list);
    return mime;
}

TEST(DropRules, FolderFilesProjectAndOnePicture) {
    const QTemporaryDir folder;
    QDir(folder.path()).mkpath(QStringLiteral("p.zscape"));
    QFile(folder.filePath(QStringLiteral("p.zscape/project.db"))).open(QIODevice::WriteOnly);
    QFile(folder.filePath(QStringLiteral("a 猫.png"))).open(QIODevice::WriteOnly);
    QFile(folder.filePath(QStringLiteral("b.HEIC"))).open(QIODevice::WriteOnly);
    QFile(folder.filePath(QStringLiteral("x.npy"))).open(QIODevice::WriteOnly);
    const auto kind = [&folder](const QStringList& names) {
        QStringList paths;
        for (const QString& name : names) paths.append(folder.filePath(name));
        const std::unique_ptr<QMimeData> mime(urls(paths));
        return dropOf(mime.get()).kind;
    };
    EXPECT_EQ(kind({QString()}), Drop::Kind::Images);
    EXPECT_EQ(kind({QStringLiteral("p.zscape")}), Drop::Kind::Project);
    EXPECT_EQ(kind({QStringLiteral("a 猫.png")}), Drop::Kind::OneImage);
    EXPECT_EQ(kind({QStringLiteral("b.HEIC")}), Drop::Kind::OneImage);
    EXPECT_EQ(kind({QStringLiteral("x.npy")}), Drop::Kind::Images);
    EXPECT_EQ(kind({QStringLiteral("a 猫.png"), QStringLiteral("x.npy")}), Drop::Kind::Images);
    QMimeData words;
    words.setText(QStringLiteral("hello"));
    EXPECT_EQ(dropOf(&words).kind, Drop::Kind::Nothing);
}

TEST(Recents, NewestFirstOnceEachAndKept) {
    KeptSettings().clear();
    {
        Recents recents;
        for (int i = 0; i < 12; ++i)
            recents.add({Recent::Kind::Images,
                         QDir::tempPath() + QString(i, QLatin1Char(0x2f)),
                         {},
                         QDateTime::currentDateTime()});
        EXPECT_EQ(recents.list().size(), Recents::kMost);
        recents.add({Recent::Kind::Images, QStringLiteral("sample:digits"), QStringLiteral("70,000 images"),
                     QDateTime::currentDateTime()});
        recents.add(
            {Recent::Kind::Images, QStringLiteral("sample:shapes"), {}, QDateTime::currentDateTime().addDays(-1)});
        recents.add({Recent::Kind::Images, QStringLiteral("sample:digits"), QStringLiteral("70,000 images"),
                     QDateTime::currentDateTime()});
        EXPECT_EQ(recents.list().first().path, QStringLiteral("sample:digits"));
        EXPECT_EQ(recents.list()[1].path, QStringLiteral("sample:shapes"));
    }
    const Recents again;
    ASSERT_GE(again.list().size(), 2);
    EXPECT_EQ(again.list().first().name(), QStringLiteral("Digits"));
    EXPECT_EQ(again.list()[1].shownDate(), QStringLiteral("yesterday"));
    KeptSettings().clear();
}

TEST(EmptyScreen, LooksAsDrawn) {
    KeptSettings().clear();
    Recents recents;
    EmptyScreen screen(&recents);
    screen.resize(1280, 704);
    screen.show();
    QCoreApplication::processEvents();
    EXPECT_EQ(screen.target()->size(), QSize(720, 240));
    EXPECT_EQ(screen.target()->mapTo(&screen, QPoint()).x(), 280);
    EXPECT_EQ(screen.digits()->width(), 352);
    const QImage image = screen.grab().toImage();
    const auto at = [&](const QWidget* widget, int x, int y) {
        const QPoint p = widget->mapTo(&screen, QPoint(x, y));
        return image.pixelColor(p);
    };
    EXPECT_EQ(at(screen.target(), 40, 120), tokens().panel);
    EXPECT_EQ(at(screen.target()->chooseButton(), 4, 15), tokens().fill);
    // Real digits: black ground and white strokes.
    int white = 0, black = 0;
    for (int x = 0; x < 350; ++x)
        for (int y = 2; y < 130; ++y) {
            const int value = at(screen.digits(), x, y).lightness();
            white += value > 220;
            black += value < 20;
        }
    EXPECT_GT(white, 1500);
    EXPECT_GT(black, 20000);
    EXPECT_NE(at(screen.shapes(), 20, 66), tokens().panel);
}

TEST(EmptyScreen, ADragFillsTheTargetAndSaysWhatADropDoes) {
    KeptSettings().clear();
    Recents recents;
    EmptyScreen screen(&recents);
    screen.resize(1280, 704);
    screen.show();
    screen.target()->showDrag(QStringLiteral("Open 12,345 images"));
    EXPECT_EQ(screen.target()->title(), QStringLiteral("Open 12,345 images"));
    EXPECT_EQ(screen.target()->grab().toImage().pixelColor(40, 120), mixed(tokens().panel, tokens().accent, 0.12));
    screen.target()->showDrag({});
    EXPECT_EQ(screen.target()->title(), QStringLiteral("Drop a folder of images"));
    QSignalSpy chosen(&screen, &EmptyScreen::sampleChosen);
    QTest::mouseClick(screen.digits()->useButton(), Qt::LeftButton);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.first().first().toString(), QStringLiteral("sample:digits"));
}

}  // namespace
}  // namespace zscape
