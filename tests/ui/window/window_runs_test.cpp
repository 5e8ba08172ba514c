#include "tests/ui/window/window_runs_fixture.h"

#include "ui/panels/model/setting_field.h"
#include "ui/panels/model/setting_form.h"
#include "ui/shell/actions.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/runs_controller.h"
#include "ui/shell/side_rail.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_view.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <QWheelEvent>

namespace zscape {
namespace {

TEST_F(WindowRuns, ChoosingWhatIsChosenDoesNothingAndAClosedListIsNotTurned) {
    openDigits();
    trainSome();
    const int64_t before = steps();
    const auto metrics = bridge->metrics();
    // Return on the recipe that is there.
    openRecipes();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    EXPECT_FALSE(window->pageHost()->isOpen());
    // The same network again.
    SettingField* network = window->panels().model->form()->field("network");
    ASSERT_NE(network, nullptr);
    auto* choice = qobject_cast<QComboBox*>(network->editor());
    ASSERT_NE(choice, nullptr);
    QTest::mouseClick(choice, Qt::LeftButton);
    ASSERT_TRUE(until([&] { return choice->view()->isVisible(); }));
    QTest::keyClick(choice->view(), Qt::Key_Return);
    ASSERT_TRUE(until([&] { return !choice->view()->isVisible(); }));
    for (QComboBox* box : {static_cast<QComboBox*>(picker()), choice}) {
        box->setFocus(Qt::TabFocusReason);
        const int index = box->currentIndex();
        for (const int key : {Qt::Key_Down, Qt::Key_End, Qt::Key_B}) {
            QTest::keyClick(box, static_cast<Qt::Key>(key));
            EXPECT_EQ(box->currentIndex(), index) << key;
            EXPECT_FALSE(window->pageHost()->isOpen()) << key;
            if (box->view()->isVisible()) QTest::keyClick(box->view(), Qt::Key_Escape);
            ASSERT_TRUE(until([&] { return !box->view()->isVisible(); }));
        }
        QWheelEvent wheel(QPointF(5, 5), box->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(box, &wheel);
        EXPECT_EQ(box->currentIndex(), index);
    }
    // A command that comes after them is answered: they would have been before it.
    bridge->session().save({});
    ASSERT_TRUE(until([&] { return window->statusLine()->saidText() == QStringLiteral("Saved"); }));
    EXPECT_EQ(steps(), before);
    EXPECT_EQ(bridge->metrics(), metrics) << "the very run";
}

TEST_F(WindowRuns, AnotherRecipeIsARunBesideAndTheOldOneIsOneClickAway) {
    openDigits();
    trainSome();
    const int64_t before = steps();
    chooseRecipe("ae");
    ASSERT_TRUE(until([&] { return runs()->model()->rowCount() == 2 && steps() == 0; }));
    EXPECT_TRUE(until([&] { return !window->panels().plane->strip()->isVisible(); })) << "how the other one ended";
    showRunsTab();
    EXPECT_EQ(window->layoutOfDocks()->dock(PanelPlace::Runs)->windowTitle(), QStringLiteral("Runs 2"));
    EXPECT_TRUE(window->tabifiedDockWidgets(window->layoutOfDocks()->dock(PanelPlace::Runs))
                    .contains(window->layoutOfDocks()->dock(PanelPlace::Model)));
    clickRun(1);
    ASSERT_TRUE(until([&] { return steps() == before; }));
    EXPECT_EQ(bridge->state(), RunState::Finished);
    EXPECT_EQ(bridge->info()->config.recipe, "vae-2d");
    EXPECT_TRUE(until([&] { return runs()->model()->run(runs()->model()->currentRow()).id == 1; }));
    EXPECT_TRUE(until([&] { return picker()->chosen() == "vae-2d"; })) << "and the Model panel shows its settings";
    EXPECT_EQ(runs()->model()->rowCount(), 2) << "the other one stays";
}

TEST_F(WindowRuns, DecoderAndPathAreOfTheRunThatIsShown) {
    openDigits();
    trainSome();
    const int64_t first = steps();
    ASSERT_NO_FATAL_FAILURE(chooseEnds());
    ASSERT_TRUE(until([&] { return decoder()->step() == first; }));
    const std::vector<Picture> before = interpolation()->decoded();
    const QImage seen = decoder()->picture()->image();
    showRunsTab();
    QTest::mouseClick(runs()->newRunButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Ready && steps() == 0; }));
    bridge->session().train(0, 7);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Finished && steps() == 7; }));
    ASSERT_TRUE(until([&] { return decoder()->step() == 7 && interpolation()->decoded() != before; }));
    showRunsTab();
    clickRun(1);
    ASSERT_TRUE(until([&] { return steps() == first; }));
    EXPECT_TRUE(until([&] { return decoder()->step() == first && decoder()->picture()->image() == seen; }))
        << decoder()->step();
    EXPECT_TRUE(until([&] { return interpolation()->decoded() == before; }));
}

TEST_F(WindowRuns, BesideTheRailANewRunOpensItsSettings) {
    openDigits();
    trainSome();
    window->resize(1000, 700);
    SideRail* rail = window->layoutOfDocks()->rail();
    ASSERT_TRUE(until([&] { return rail->isActive(); }));
    window->layoutOfDocks()->reveal(PanelPlace::Runs, true);
    ASSERT_TRUE(until([&] { return runs()->isVisible() && runs()->newRunButton()->isEnabled(); }));
    QTest::mouseClick(runs()->newRunButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Ready && steps() == 0; }));
    EXPECT_EQ(rail->openPanel(), window->panels().model);
    EXPECT_TRUE(window->panels().model->isVisible());
}

TEST_F(WindowRuns, ADeletedRunComesBackByUndo) {
    openDigits();
    trainSome();
    chooseRecipe("ae");
    trainSome();
    ASSERT_TRUE(until([&] { return runs()->model()->rowCount() == 2; }));
    showRunsTab();
    runs()->list()->setFocus();
    runs()->list()->setCurrentIndex(runs()->model()->index(runs()->model()->rowOf(1)));
    QTest::keyClick(runs()->list(), Qt::Key_Delete);
    ASSERT_TRUE(until([&] { return runs()->model()->rowCount() == 1; }));
    ASSERT_TRUE(until([&] { return runs()->strip()->isVisible(); }));
    EXPECT_EQ(runs()->strip()->actionButton()->text(), QStringLiteral("Undo"));
    QTest::mouseClick(runs()->strip()->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return runs()->model()->rowCount() == 2; }));
    // The one that is shown: another takes its place.
    const int64_t current = runs()->model()->run(runs()->model()->currentRow()).id;
    runs()->list()->setCurrentIndex(runs()->model()->index(runs()->model()->currentRow()));
    QTest::keyClick(runs()->list(), Qt::Key_Delete);
    ASSERT_TRUE(until([&] { return runs()->model()->rowCount() == 1; }));
    EXPECT_TRUE(until([&] { return bridge->info()->run == 1 && bridge->info()->config.recipe == "vae-2d"; }));
    EXPECT_EQ(runs()->model()->rowOf(current), -1);
}

TEST_F(WindowRuns, ANewRunANameANoteABranchAndACurveInLoss) {
    openDigits();
    EXPECT_FALSE(runs()->newRunButton()->isEnabled()) << "the first is not trained yet";
    trainSome();
    showRunsTab();
    ASSERT_TRUE(until([&] { return runs()->newRunButton()->isEnabled(); }));
    QTest::mouseClick(runs()->newRunButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Ready && steps() == 0; }));
    ASSERT_TRUE(until([&] { return window->layoutOfDocks()->isInFront(PanelPlace::Model); }))
        << "where its settings are";
    showRunsTab();
    bridge->session().edit({.run = 1, .name = "first", .note = "a note"});
    ASSERT_TRUE(until([&] {
        const int row = runs()->model()->rowOf(1);
        return row >= 0 && runs()->model()->run(row).name == "first";
    }));
    runs()->list()->setFocus();
    runs()->list()->setCurrentIndex(runs()->model()->index(runs()->model()->rowOf(1)));
    QTest::keyClick(runs()->list(), Qt::Key_C);
    ASSERT_TRUE(until([&] { return window->runs()->compared().size() == 1; }));
    EXPECT_EQ(window->runs()->compared()[0].name, QStringLiteral("first"));
    EXPECT_GT(window->runs()->compared()[0].metrics->train.size(), 0);
    EXPECT_EQ(runs()->comparedText(), QStringLiteral("2 in Loss"));
    QTest::keyClick(runs()->list(), Qt::Key_B, Qt::ControlModifier);
    ASSERT_TRUE(until([&] { return bridge->info()->config.origin && bridge->info()->config.origin->run == 1; }));
    EXPECT_EQ(bridge->state(), RunState::Ready);
    EXPECT_EQ(steps(), 0);
}

TEST_F(WindowRuns, WhileOneTrainsAnotherIsShownAndTheToolbarNamesTheOneThatTrains) {
    openDigits();
    trainSome();
    const int64_t before = steps();
    // What is saved of a run's codes when it is left is what there is of them.
    ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->oldestStep == before; }));
    chooseRecipe("ae");
    bridge->session().train(100000, 0);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Running && steps() > 2; }));
    showRunsTab();
    clickRun(1);
    ASSERT_TRUE(until([&] { return bridge->info()->elsewhere && steps() == before; }));
    EXPECT_EQ(bridge->state(), RunState::Running);
    ASSERT_TRUE(until([&] { return !window->windowActions()->train->isEnabled(); }));
    EXPECT_TRUE(window->windowActions()->trainReason().contains(QStringLiteral("is training")));
    EXPECT_TRUE(until([&] { return window->toolbar()->epochText().contains(QStringLiteral(": epoch ")); }))
        << qPrintable(window->toolbar()->epochText());
    EXPECT_TRUE(window->windowActions()->stop->isEnabled());
    EXPECT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; })) << "its codes";
    QTest::mouseClick(window->toolbar()->stopButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Finished; }));
    EXPECT_EQ(bridge->info()->run, 1);
    EXPECT_TRUE(until([&] { return plane()->strip()->sentence().endsWith(QStringLiteral("has ended.")); }));
    EXPECT_TRUE(until([&] { return window->windowActions()->train->isEnabled(); }));
}

TEST_F(WindowRuns, TheBestWeightsAreOneClickAwayAndSoAreTheLast) {
    openDigits();
    bridge->session().train(3, 0);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Finished; }));
    bridge->session().adjust("learning_rate", 0.1);
    for (int more = 0; more < 30 && bridge->info()->bestStep == bridge->info()->step; ++more) {
        const int64_t at = steps();
        bridge->session().train(1, 0);
        ASSERT_TRUE(until([&] { return bridge->state() == RunState::Finished && steps() > at; }));
    }
    MessageStrip* strip = plane()->strip();
    ASSERT_TRUE(until([&] { return strip->sentence().contains(QStringLiteral("was best held out")); }));
    const int64_t last = steps(), best = bridge->info()->bestKept;
    EXPECT_TRUE(strip->actionButton()->text().startsWith(QStringLiteral("Use the best (epoch ")));
    QTest::mouseClick(strip->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return steps() == best; }));
    ASSERT_TRUE(until([&] { return strip->sentence().startsWith(QStringLiteral("These are the weights of epoch ")); }));
    EXPECT_EQ(strip->actionButton()->text(), QStringLiteral("Back to the last"));
    QTest::mouseClick(strip->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return steps() == last; }));
    EXPECT_TRUE(until([&] { return !strip->isVisible(); }));
}

}  // namespace
}  // namespace zscape
