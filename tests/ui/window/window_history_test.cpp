// What Ctrl+Z takes back of the runs: settings and recipes (the run before is shown again), names, notes, deletions.
#include "tests/ui/window/window_runs_fixture.h"

#include "ui/panels/data/thumbnail_grid.h"
#include "ui/recipes/recipes_foot.h"
#include "ui/shell/actions.h"
#include "ui/shell/run_toolbar.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QPushButton>
#include <QUndoStack>

#include <tuple>

namespace zscape {
namespace {

using WindowHistory = WindowRuns;

/// Whether the run was trained before its setting is changed, whether it lies in a project, and whether a run trains
/// when the change is taken back.
class WindowHistoryStates : public WindowRuns, public testing::WithParamInterface<std::tuple<bool, bool, bool>> {
protected:
    bool trained() const { return std::get<0>(GetParam()); }
    bool saved() const { return std::get<1>(GetParam()); }
    bool trains() const { return std::get<2>(GetParam()); }

    const QTemporaryDir place_;
};

TEST_P(WindowHistoryStates, TheRunOfBeforeIsShownAgainAndRedoShowsTheOther) {
    openDigits();
    if (trained()) trainSome();
    if (saved()) {
        bridge->session().save(place_.filePath(QStringLiteral("a.zscape")).toStdString());
        ASSERT_TRUE(until([&] { return run() == 1; }));
    }
    const int64_t before = steps();
    ASSERT_EQ(batch(), 128);
    typeSetting("batch_size", QStringLiteral("64"));
    ASSERT_TRUE(until([&] { return batch() == 64 && steps() == 0; }));
    ASSERT_TRUE(until([&] { return rows() == (trained() ? 2 : 1); }));
    if (trains()) {
        bridge->session().train(100000, 0);
        ASSERT_TRUE(until([&] { return bridge->state() == RunState::Running && steps() > 2; }));
    }
    undo();
    if (!trained() && trains()) {
        // Its settings are fixed: the change stays, and can be taken back later.
        ASSERT_TRUE(until([&] { return window->history()->canUndo() && !window->history()->canRedo(); }));
        EXPECT_EQ(batch(), 64);
        EXPECT_EQ(bridge->state(), RunState::Running);
        QTest::mouseClick(window->toolbar()->stopButton(), Qt::LeftButton);
        ASSERT_TRUE(until([&] { return bridge->state() == RunState::Finished; }));
        undo();
        // What was trained stays: the old value is a run beside it.
        ASSERT_TRUE(until([&] { return batch() == 128 && steps() == 0; }));
        ASSERT_TRUE(until([&] { return rows() == 2; }));
        redo();
        ASSERT_TRUE(until([&] { return batch() == 64 && steps() > 2; }));
        EXPECT_TRUE(until([&] { return rows() == 2; }));
        return;
    }
    ASSERT_TRUE(until([&] { return batch() == 128 && steps() == before; }));
    EXPECT_EQ(bridge->state(), trains() ? RunState::Running : trained() ? RunState::Finished : RunState::Ready);
    if (trained()) {
        EXPECT_EQ(run(), 1);
    }
    EXPECT_TRUE(until([&] { return rows() == (trains() ? 2 : 1); })) << "one that was never trained goes with it";
    redo();
    ASSERT_TRUE(until([&] { return batch() == 64; }));
    EXPECT_TRUE(until([&] { return rows() == (trained() ? 2 : 1); }));
    EXPECT_TRUE(until([&] { return trains() ? bridge->state() == RunState::Running && steps() > 2 : steps() == 0; }));
    undo();
    ASSERT_TRUE(until([&] { return batch() == 128 && steps() == before; })) << "and once more";
}

INSTANTIATE_TEST_SUITE_P(Pairs, WindowHistoryStates,
                         testing::Combine(testing::Bool(), testing::Bool(), testing::Bool()));

/// Whether the run was trained before another recipe is chosen, whether an image is selected while that one is built,
/// and whether Esc gives it up or Cancel.
class WindowGivingUp : public WindowRuns, public testing::WithParamInterface<std::tuple<bool, bool, bool>> {
protected:
    bool trained() const { return std::get<0>(GetParam()); }
    bool selects() const { return std::get<1>(GetParam()); }
    bool byEscape() const { return std::get<2>(GetParam()); }
};

TEST_P(WindowGivingUp, ARecipeLeavesNothingToUndo) {
    openDigits();
    if (trained()) trainSome();
    const int64_t before = steps();
    const int commands = window->history()->count() + (selects() ? 1 : 0);
    bool built = false;
    QObject::connect(bridge.get(), &SessionBridge::infoChanged, bridge.get(),
                     [&] { built = built || bridge->info()->config.recipe == "vae"; });
    beginWith("vae");
    ASSERT_TRUE(recipesAreOpen());
    if (selects()) {
        ThumbnailGrid* grid = window->panels().data->grid();
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellAt(3).center());
        ASSERT_EQ(window->history()->count(), commands + 1);
    }
    if (byEscape()) QTest::keyClick(recipesPage(), Qt::Key_Escape);
    else QTest::mouseClick(recipesPage()->foot()->cancelButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return built && bridge->info()->config.recipe == "vae-2d" && steps() == before; }));
    ASSERT_TRUE(until([&] { return rows() == 1; }));
    QTest::mouseClick(recipesPage()->foot()->cancelButton(), Qt::LeftButton);
    ASSERT_FALSE(window->pageHost()->isOpen());
    EXPECT_EQ(window->history()->count(), commands);
    EXPECT_EQ(window->history()->index(), commands) << "and nothing to redo";
    EXPECT_FALSE(window->windowActions()->undo->text().contains(QStringLiteral("choosing")));
    EXPECT_EQ(selection()->current(), selects() ? 3 : -1) << "what was done since stays";
    if (selects()) {
        undo();
        EXPECT_EQ(selection()->current(), -1);
    }
    // The next one is taken back as always.
    chooseRecipe("ae");
    EXPECT_EQ(window->windowActions()->undo->text(), QStringLiteral("Undo choosing Autoencoder"));
    undo();
    ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "vae-2d" && steps() == before; }));
    EXPECT_TRUE(until([&] { return rows() == 1; }));
}

INSTANTIATE_TEST_SUITE_P(Pairs, WindowGivingUp, testing::Combine(testing::Bool(), testing::Bool(), testing::Bool()));

TEST_F(WindowHistory, AnotherRecipeIsTakenBackToTheVeryRun) {
    openDigits();
    trainSome();
    const int64_t before = steps();
    chooseRecipe("ae");
    trainSome();
    const int64_t second = steps();
    EXPECT_EQ(window->windowActions()->undo->text(), QStringLiteral("Undo choosing Autoencoder"));
    for (int round = 0; round < 2; ++round) {
        undo();
        ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "vae-2d" && steps() == before; }));
        EXPECT_EQ(rows(), 2) << "what was trained stays in the list";
        redo();
        ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "ae" && steps() == second; }));
        EXPECT_EQ(rows(), 2);
    }
}

TEST_F(WindowHistory, SeveralKeysAtOnceComeToTheSame) {
    openDigits();
    trainSome();
    const int64_t before = steps();
    typeSetting("batch_size", QStringLiteral("64"));
    ASSERT_TRUE(until([&] { return batch() == 64; }));
    chooseRecipe("ae");
    undo();
    undo();
    ASSERT_TRUE(until([&] { return batch() == 128 && steps() == before && run() == 1; }));
    redo();
    redo();
    ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "ae"; }));
    EXPECT_TRUE(until([&] { return rows() == 2; }));
    undo();
    ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "vae-2d" && batch() == 64; }));
}

TEST_F(WindowHistory, ItIsTakenBackWhereItWasDone) {
    openDigits();
    trainSome();
    typeSetting("batch_size", QStringLiteral("64"));
    ASSERT_TRUE(until([&] { return batch() == 64; }));
    trainSome();
    typeSetting("beta", QStringLiteral("3"));  // a live one, of the second run
    ASSERT_TRUE(until([&] { return bridge->info()->spec.number("beta") == 3.0; }));
    showRunsTab();
    clickRun(1);
    ASSERT_TRUE(until([&] { return run() == 1; }));
    undo();
    ASSERT_TRUE(until([&] { return batch() == 64 && bridge->info()->spec.number("beta") == 1.0; }));
    EXPECT_NE(run(), 1);
    EXPECT_EQ(rows(), 2);
}

TEST_F(WindowHistory, WhatIsRefusedLeavesNothingBehind) {
    openDigits();
    const int commands = window->history()->count();
    QLineEdit* line = window->panels().model->form()->field("batch_size")->numberField()->line();
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("64"));
    // Before the window has heard of it.
    bridge->session().train(100000, 0);
    QTest::keyClick(line, Qt::Key_Return);
    ASSERT_TRUE(reaches(RunState::Running));
    EXPECT_TRUE(until([&] { return window->history()->count() == commands; }));
    EXPECT_EQ(batch(), 128);
}

TEST_F(WindowHistory, NamesNotesAndDeletionsAreTakenBackAndEscDoesNotTouchThem) {
    openDigits();
    trainSome();
    chooseRecipe("ae");
    trainSome();
    showRunsTab();
    const auto row = [&](int64_t id) { return runs()->model()->run(runs()->model()->rowOf(id)); };
    const auto edit = [&](Qt::Key key, Qt::KeyboardModifiers modifiers, const QString& text) {
        runs()->list()->setFocus();
        runs()->list()->setCurrentIndex(runs()->model()->index(runs()->model()->rowOf(1)));
        QTest::keyClick(runs()->list(), key, modifiers);
        auto* editor = runs()->list()->viewport()->findChild<QLineEdit*>();
        ASSERT_NE(editor, nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        ASSERT_TRUE(until([&] { return !runs()->list()->viewport()->findChild<QLineEdit*>(); }));
    };
    edit(Qt::Key_F2, {}, QStringLiteral("first"));
    ASSERT_TRUE(until([&] { return row(1).name == "first"; }));
    edit(Qt::Key_N, Qt::ControlModifier | Qt::AltModifier, QStringLiteral("blurred"));
    ASSERT_TRUE(until([&] { return row(1).note == "blurred"; }));
    runs()->list()->setFocus();
    QTest::keyClick(runs()->list(), Qt::Key_Delete);
    ASSERT_TRUE(until([&] { return rows() == 1; }));
    EXPECT_EQ(window->windowActions()->undo->text(), QStringLiteral("Undo deleting first"));
    for (int press = 0; press < 4; ++press) QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_EQ(rows(), 1);
    undo();
    ASSERT_TRUE(until([&] { return rows() == 2; }));
    EXPECT_TRUE(until([&] { return !runs()->strip()->isVisible(); })) << "it speaks of nothing any more";
    EXPECT_EQ(row(1).note, "blurred");
    undo();
    ASSERT_TRUE(until([&] { return row(1).note.empty(); }));
    undo();
    ASSERT_TRUE(until([&] { return row(1).name.empty(); }));
    redo();
    redo();
    redo();
    ASSERT_TRUE(until([&] { return rows() == 1; }));
    undo();
    ASSERT_TRUE(until([&] { return rows() == 2 && row(1).name == "first" && row(1).note == "blurred"; }));
}

TEST_F(WindowHistory, TheOneThatIsShownIsDeletedAndShownAgain) {
    openDigits();
    trainSome();
    const int64_t before = steps();
    showRunsTab();
    runs()->list()->setFocus();
    runs()->list()->setCurrentIndex(runs()->model()->index(0));
    QTest::keyClick(runs()->list(), Qt::Key_Delete);
    // The only one: a new one takes its place.
    ASSERT_TRUE(until([&] { return rows() == 1 && steps() == 0; }));
    ASSERT_TRUE(until([&] { return runs()->strip()->isVisible(); }));
    // Something else is done meanwhile: it stays.
    plane()->setFocus();
    movePointer({0, 0});
    QTest::keyClick(plane(), Qt::Key_A);
    ASSERT_TRUE(selection()->end(PathEnd::A).has_value());
    QTest::mouseClick(runs()->strip()->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return rows() == 1 && steps() == before; }));
    undo();
    ASSERT_TRUE(until([&] { return rows() == 1 && steps() == 0; })) << "deleted again";
    undo();
    undo();
    ASSERT_TRUE(until([&] { return rows() == 1 && steps() == before; }));
}

}  // namespace
}  // namespace zscape
