#pragma once

#include "tests/ui/window/window_fixture.h"

#include "ui/panels/model/model_panel.h"
#include "ui/panels/model/recipe_picker.h"
#include "ui/panels/model/setting_field.h"
#include "ui/panels/model/setting_form.h"
#include "ui/panels/runs/run_list_model.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/widgets/number_field.h"

#include <QLineEdit>
#include <QListView>

#include <string>

namespace zscape {

/// The window with runs: trained, chosen and changed as a person does.
struct WindowRuns : WindowFixture {
    RunsPanel* runs() const { return window->panels().runs; }
    RecipePicker* picker() const { return window->panels().model->recipePicker(); }
    int64_t steps() const { return bridge->info()->step; }
    void trainSome() {
        bridge->session().train(2, 0);
        ASSERT_TRUE(until([&] { return bridge->state() == RunState::Finished && bridge->info()->step > 0; }));
    }
    /// Another recipe, by its page.
    void chooseRecipe(const std::string& name) {
        ASSERT_NO_FATAL_FAILURE(beginWith(name));
        ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == name && !window->pageHost()->isOpen(); }));
    }
    void showRunsTab() {
        window->layoutOfDocks()->reveal(PanelPlace::Runs, true);
        ASSERT_TRUE(until([&] { return window->layoutOfDocks()->isInFront(PanelPlace::Runs); }));
    }
    /// What a person types into a number of the form.
    void typeSetting(const std::string& key, const QString& value) {
        QLineEdit* line = window->panels().model->form()->field(key)->numberField()->line();
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, value);
        QTest::keyClick(line, Qt::Key_Return);
    }
    int64_t batch() const { return bridge->info()->spec.integer("batch_size"); }
    int64_t run() const { return bridge->info()->run; }
    void undo() { pressZ(Qt::ControlModifier); }
    void redo() { pressZ(Qt::ControlModifier | Qt::ShiftModifier); }
    void pressZ(Qt::KeyboardModifiers modifiers) {
        // Offscreen a popup that closes leaves no window active, and then there are no shortcuts.
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        plane()->setFocus();  // a line that is edited has a history of its own
        QTest::keyClick(plane(), Qt::Key_Z, modifiers);
    }
    int rows() const { return runs()->model()->rowCount(); }
    void clickRun(int64_t id) {
        QListView* list = runs()->list();
        const auto index = [&] { return runs()->model()->index(runs()->model()->rowOf(id)); };
        const auto place = [&] { return list->visualRect(index()).topLeft() + QPoint(80, 12); };
        ASSERT_TRUE(
            until([&] { return list->viewport()->rect().contains(place()) && list->indexAt(place()) == index(); }));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, place());
    }
};

}  // namespace zscape
