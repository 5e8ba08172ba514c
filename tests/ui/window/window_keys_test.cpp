// What keys do wherever the focus is.
#include "tests/ui/window/window_fixture.h"

#include "ui/palette/command_palette.h"
#include "ui/panels/data/thumbnail_grid.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/model/fold_button.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/model/setting_form.h"
#include "ui/panels/reconstructions/linked_images.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/panels/selection/member_grid.h"
#include "ui/panels/selection/named_list.h"
#include "ui/panels/selection/selection_panel.h"
#include "ui/plane/interpolation_strip.h"
#include "ui/recipes/recipes_page.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/help_window.h"
#include "ui/shell/key_table.h"
#include "ui/shell/palette_control.h"
#include "ui/shell/recipes_controller.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/search_field.h"
#include "ui/shell/side_rail.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPushButton>
#include <QShortcut>
#include <QStatusBar>
#include <QTabBar>
#include <QToolButton>

#include <map>

namespace zscape {
namespace {

class WindowKeys : public WindowFixture {
protected:
    /// In which part of the window the focus is, by look.md's order; -1: nowhere.
    int place() const {
        const auto holds = [](const QWidget* area) {
            const QWidget* focused = QApplication::focusWidget();
            return area && focused && (area == focused || area->isAncestorOf(focused));
        };
        const DockLayout* docks = window->layoutOfDocks();
        const QWidget* const areas[] = {window->toolbar(),
                                        docks->rail(),
                                        docks->dock(PanelPlace::Data),
                                        docks->dock(PanelPlace::Model),
                                        window->panels().planePanel,
                                        docks->dock(PanelPlace::Decoder),
                                        docks->dock(PanelPlace::Reconstructions),
                                        docks->dock(PanelPlace::Loss),
                                        docks->dock(PanelPlace::Interpolation)};
        for (size_t i = 0; i < std::size(areas); ++i)
            if (holds(areas[i])) return static_cast<int>(i);
        for (const QWidget* at = QApplication::focusWidget(); at; at = at->parentWidget())
            if (qobject_cast<const QTabBar*>(at)) return 9;  // or the menu's button beside the tabs
        return holds(window->statusBar()) ? 100 : -1;
    }
    /// The widgets that `key` goes through from the toolbar until it is there again, and the places that it comes to.
    std::pair<std::vector<QWidget*>, std::vector<int>> wayRound(Qt::Key key) {
        window->toolbar()->trainButton()->setFocus();
        std::vector<QWidget*> widgets{QApplication::focusWidget()};
        std::vector<int> places{place()};
        constexpr int kTooLong = 300;
        while (std::ssize(widgets) < kTooLong) {
            QTest::keyClick(QApplication::focusWidget(), key,
                            key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
            if (QApplication::focusWidget() == widgets.front()) return {widgets, places};
            widgets.push_back(QApplication::focusWidget());
            if (place() != places.back()) places.push_back(place());
        }
        ADD_FAILURE() << "Tab does not come back to where it began";
        return {widgets, places};
    }
};

TEST_F(WindowKeys, TabGoesThroughTheWholeWindowInTheOrderOfItsPanels) {
    openDigits();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    for (const QSize size : {QSize(1280, 800), QSize(800, 560)}) {
        window->resize(size);
        ASSERT_TRUE(until([&] { return window->size() == size; }));
        const auto [forwards, places] = wayRound(Qt::Key_Tab);
        const bool whole = size.width() == 1280;
        // From the train button on: the toolbar's end, the parts in their order, the toolbar's beginning.
        EXPECT_EQ(places,
                  whole ? std::vector<int>({0, 2, 9, 3, 4, 5, 9, 6, 7, 8, 0}) : std::vector<int>({0, 1, 4, 9, 8, 0}))
            << "9 is a bar of tabs: of Model and Runs, of Selection and Reconstructions; narrow, where there are the "
               "rail and the decoder in the plane, "
               "of the shelf";
        const auto [backwards, other] = wayRound(Qt::Key_Backtab);
        EXPECT_EQ(std::vector<QWidget*>(backwards.rbegin(), backwards.rend() - 1),
                  std::vector<QWidget*>(forwards.begin() + 1, forwards.end()))
            << "the other way round is the same way";
        for (const QWidget* widget : forwards) {
            ASSERT_NE(widget, nullptr);
            EXPECT_FALSE(widget->visibleRegion().isEmpty())
                << widget->metaObject()->className() << " " << qPrintable(widget->accessibleName());
        }
    }
}

bool lies(const QWidget* within, const QWidget* widget) {
    return widget && (within == widget || within->isAncestorOf(widget));
}

TEST_F(WindowKeys, TabPassesByAPanelThatIsAWindowOfItsOwnAndF6ComesThere) {
    openDigits();
    for (const PanelPlace place :
         {PanelPlace::Data, PanelPlace::Model, PanelPlace::Runs, PanelPlace::Decoder, PanelPlace::Reconstructions,
          PanelPlace::Selection, PanelPlace::Loss, PanelPlace::Interpolation}) {
        Dock* dock = window->layoutOfDocks()->dock(place);
        SCOPED_TRACE(qPrintable(dock->objectName()));
        // While nothing is selected there is nothing to go to in it.
        if (place == PanelPlace::Selection) selection()->invert();
        window->layoutOfDocks()->reveal(place, true);
        // As a double click on its header does, where it has one.
        if (place == PanelPlace::Model || place == PanelPlace::Runs || place == PanelPlace::Selection ||
            place == PanelPlace::Reconstructions)
            dock->setFloating(true);
        else QTest::mouseDClick(dock->titleBarWidget(), Qt::LeftButton, {}, {60, 10});
        ASSERT_TRUE(until([&] { return dock->isWindow() && dock->isVisible(); }));
        window->activateWindow();
        ASSERT_TRUE(until([&] { return QApplication::activeWindow() == window.get(); }));
        const std::vector<QWidget*> round = wayRound(Qt::Key_Tab).first;
        for (const QWidget* widget : round) EXPECT_EQ(widget->window(), window.get());
        EXPECT_EQ(wayRound(Qt::Key_Backtab).first.size(), round.size());

        // F6 goes there, Tab round in it, and F6 out again.
        constexpr int kPanels = 10;
        const auto there = [&] { return lies(dock, QApplication::focusWidget()); };
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(QApplication::focusWidget(), key);
            QCoreApplication::processEvents();  // another window may have become the active one
            return until([] { return QApplication::focusWidget() != nullptr; });
        };
        for (int presses = 0; presses < kPanels && !there(); ++presses) {
            ASSERT_TRUE(press(Qt::Key_F6));
        }
        ASSERT_TRUE(there());
        EXPECT_EQ(QApplication::activeWindow(), dock);
        QWidget* const first = QApplication::focusWidget();
        int inside = 0;
        do {
            ASSERT_TRUE(press(Qt::Key_Tab));
            ASSERT_TRUE(there());
        } while (QApplication::focusWidget() != first && ++inside < 100);
        EXPECT_LT(inside, 100);
        ASSERT_TRUE(press(Qt::Key_F6));
        EXPECT_FALSE(there());
        EXPECT_EQ(QApplication::activeWindow(), window.get());
        dock->setFloating(false);
        selection()->letGoOfAll();
        window->windowActions()->resetLayout->trigger();
        QCoreApplication::processEvents();
    }
}

TEST_F(WindowKeys, TabLeavesTheMenuBar) {
    openDigits();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QMenuBar* bar = window->menuBar();
    for (const Qt::Key key : {Qt::Key_Tab, Qt::Key_Backtab}) {
        plane()->setFocus();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->actionGeometry(bar->actions().first()).center());
        ASSERT_NE(QApplication::activePopupWidget(), nullptr);
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape);
        ASSERT_TRUE(until([&] { return QApplication::focusWidget() == bar; }));
        QTest::keyClick(bar, key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        ASSERT_NE(QApplication::focusWidget(), nullptr);
        EXPECT_NE(QApplication::focusWidget(), bar);
        EXPECT_NE(QApplication::focusWidget(), plane());
    }
}

TEST_F(WindowKeys, TabGoesThroughThePanelThatTheRailHasOpened) {
    openDigits();
    window->activateWindow();
    window->resize(1000, 700);
    const SideRail* rail = window->layoutOfDocks()->rail();
    ASSERT_TRUE(until([&] { return rail->isActive(); }));
    for (QToolButton* button : rail->findChildren<QToolButton*>()) {
        if (!button->isVisible()) continue;
        QTest::mouseClick(button, Qt::LeftButton);
        PanelFrame* panel = rail->openPanel();
        ASSERT_NE(panel, nullptr);
        QCoreApplication::processEvents();
        const std::vector<QWidget*> round = wayRound(Qt::Key_Tab).first;
        EXPECT_TRUE(std::any_of(round.begin(), round.end(), [&](const QWidget* at) { return lies(panel, at); }))
            << qPrintable(panel->windowTitle());
    }
}

TEST_F(WindowKeys, TabInTheNameOfARunEndsItsEditing) {
    openDigits();
    bridge->session().train(1);
    ASSERT_TRUE(reaches(RunState::Finished));
    window->activateWindow();
    RunsPanel* runs = window->panels().runs;
    window->layoutOfDocks()->reveal(PanelPlace::Runs, true);
    ASSERT_TRUE(until([&] { return runs->isVisible() && bridge->runs()->rows.size() == 1; }));
    for (const Qt::Key key : {Qt::Key_Tab, Qt::Key_Backtab}) {
        runs->list()->setFocus();
        QTest::keyClick(runs->list(), Qt::Key_F2);
        auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        ASSERT_NE(line, nullptr);
        const QString name = key == Qt::Key_Tab ? QStringLiteral("forwards") : QStringLiteral("backwards");
        line->setFocus();
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line, name);
        QTest::keyClick(line, key);
        EXPECT_TRUE(until([&] { return bridge->runs()->rows.front().name == name.toStdString(); }));
        EXPECT_EQ(QApplication::focusWidget(), runs->list());
        QTest::keyClick(runs->list(), key);
        EXPECT_FALSE(lies(runs->list(), QApplication::focusWidget()));
    }
}

/// What of the window may have the focus, by the places of the table.
class WindowKeyTable : public WindowFixture {
protected:
    QWidget* at(KeyPlace place) {
        const PanelSet& panels = window->panels();
        switch (place) {
            case KeyPlace::Window: return window.get();
            case KeyPlace::Plane: return panels.plane;
            case KeyPlace::Interpolation: return panels.interpolation->findChild<InterpolationStrip*>();
            case KeyPlace::Loss: return panels.loss->findChild<LossChart*>();
            case KeyPlace::Data: return panels.data->findChild<ThumbnailGrid*>();
            case KeyPlace::Pictures: return panels.reconstructions->findChild<LinkedImages*>();
            case KeyPlace::Runs: return panels.runs->list();
            case KeyPlace::Named: return panels.selection->named();
            case KeyPlace::Members: return panels.selection->members();
            case KeyPlace::Recipes: return window->recipes()->page();
            case KeyPlace::Import: return window->importPage();
            case KeyPlace::Palette: return window->commands()->palette()->line();
        }
        return nullptr;
    }
};

QString written(int key, Qt::KeyboardModifiers modifiers) {
    return QKeySequence(static_cast<int>(modifiers) | key).toString(QKeySequence::PortableText);
}

/// Keys by place as the table has them; each once.
std::map<KeyPlace, QStringList> keysOfTheTable() {
    std::map<KeyPlace, QStringList> keys;
    for (const KeyUse& use : keyTable())
        for (const QString& key : use.keys) {
            EXPECT_EQ(QKeySequence(key).toString(QKeySequence::PortableText), key) << "is no key";
            EXPECT_FALSE(keys[use.place].contains(key)) << qPrintable(key) << " has two lines in one place";
            keys[use.place].append(key);
        }
    return keys;
}

TEST(KeyTable, NoKeyOfAPlaceMeansSomethingElseInTheWholeWindow) {
    const auto keys = keysOfTheTable();
    for (const auto& [place, own] : keys) {
        if (place == KeyPlace::Window) continue;
        for (const QString& key : own)
            // The palette keeps Tab: nothing else of the window may have the focus while it is open.
            EXPECT_TRUE(!keys.at(KeyPlace::Window).contains(key) ||
                        (place == KeyPlace::Palette && key == QStringLiteral("Tab")))
                << qPrintable(key);
    }
}

TEST_F(WindowKeyTable, EveryShortcutIsInItAndNoneIsGivenTwice) {
    openDigits();
    const QStringList table = keysOfTheTable()[KeyPlace::Window];
    QStringList seen;
    for (const QAction* action : window->findChildren<QAction*>())
        for (const QKeySequence& shortcut : action->shortcuts()) {
            const QString key = shortcut.toString(QKeySequence::PortableText);
            // A menu of the plane that is open shows the plane's own keys.
            EXPECT_TRUE(table.contains(key)) << qPrintable(key + QStringLiteral(" ") + action->text());
            EXPECT_FALSE(seen.contains(key)) << qPrintable(key + QStringLiteral(" ") + action->text());
            seen.append(key);
        }
    EXPECT_TRUE(window->findChildren<QShortcut*>().isEmpty()) << "actions are what keys belong to";
    EXPECT_GE(seen.size(), 16);
}

/// Whatever has the focus takes no key from the window that the table does not give it, and takes those that it does.
TEST_F(WindowKeyTable, WhatHasTheFocusTakesItsOwnKeysAndNoOthers) {
    openDigits();
    const auto table = keysOfTheTable();
    std::vector<int> keys{Qt::Key_Home,  Qt::Key_End,    Qt::Key_PageUp,      Qt::Key_PageDown,    Qt::Key_Left,
                          Qt::Key_Right, Qt::Key_Up,     Qt::Key_Down,        Qt::Key_Space,       Qt::Key_Delete,
                          Qt::Key_Plus,  Qt::Key_Minus,  Qt::Key_Equal,       Qt::Key_Comma,       Qt::Key_Period,
                          Qt::Key_Slash, Qt::Key_Return, Qt::Key_BracketLeft, Qt::Key_BracketRight};
    for (int key = Qt::Key_A; key <= Qt::Key_Z; ++key) keys.push_back(key);
    for (int key = Qt::Key_0; key <= Qt::Key_9; ++key) keys.push_back(key);
    for (int key = Qt::Key_F1; key <= Qt::Key_F12; ++key) keys.push_back(key);
    const Qt::KeyboardModifiers held[] = {Qt::NoModifier, Qt::ControlModifier, Qt::ControlModifier | Qt::ShiftModifier,
                                          Qt::ControlModifier | Qt::AltModifier};
    for (const KeyPlace place : {KeyPlace::Plane, KeyPlace::Interpolation, KeyPlace::Loss, KeyPlace::Data,
                                 KeyPlace::Pictures, KeyPlace::Runs, KeyPlace::Named, KeyPlace::Members}) {
        QWidget* widget = at(place);
        ASSERT_NE(widget, nullptr) << static_cast<int>(place);
        const QStringList own = table.at(place);
        for (const Qt::KeyboardModifiers modifiers : held)
            for (const int key : keys) {
                const QString name = written(key, modifiers);
                const bool letter = key >= Qt::Key_Exclam && key <= Qt::Key_Z && modifiers == Qt::NoModifier;
                QKeyEvent asked(QEvent::ShortcutOverride, key, modifiers,
                                letter ? QString(QChar(key)).toLower() : QString());
                asked.ignore();
                QApplication::sendEvent(widget, &asked);
                if (asked.isAccepted()) {
                    EXPECT_TRUE(own.contains(name))
                        << qPrintable(name) << " is taken from the window in " << static_cast<int>(place);
                }
                // A key of its own that is the window's too would never come to it unless it asks for it first.
                if (own.contains(name) && table.at(KeyPlace::Window).contains(name)) {
                    EXPECT_TRUE(asked.isAccepted()) << qPrintable(name) << " in " << static_cast<int>(place);
                }
            }
        // What it does not take before the window, it takes when the key comes to it.
        for (const QString& name : own) {
            // In Runs they would change the list; the others are still without a path and without pictures.
            if (place != KeyPlace::Plane && place != KeyPlace::Loss && place != KeyPlace::Data) break;
            const QKeyCombination combination = QKeySequence(name)[0];
            QKeyEvent pressed(QEvent::KeyPress, combination.key(), combination.keyboardModifiers());
            static_cast<QObject*>(widget)->event(&pressed);
            EXPECT_TRUE(pressed.isAccepted()) << qPrintable(name) << " means nothing in " << static_cast<int>(place);
        }
    }
}

TEST_F(WindowKeyTable, ReturnAndEnterPressTheButtonThatHasTheFocus) {
    openDigits();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
        const Qt::KeyboardModifiers pad = key == Qt::Key_Enter ? Qt::KeypadModifier : Qt::NoModifier;
        // The field of the toolbar is a button.
        window->toolbar()->searchField()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(window->toolbar()->searchField(), key, pad);
        EXPECT_TRUE(window->commands()->palette()->isOpen());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        EXPECT_EQ(QApplication::focusWidget(), window->toolbar()->searchField());
        // What unfolds.
        FoldButton* more = window->panels().model->form()->moreButton();
        const bool open = more->isChecked();
        more->setFocus(Qt::TabFocusReason);
        QTest::keyClick(more, key, pad);
        EXPECT_NE(more->isChecked(), open);
    }
    window->toolbar()->trainButton()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(window->toolbar()->trainButton(), Qt::Key_Return);
    EXPECT_TRUE(until([&] { return bridge->info()->step > 0; }));
}

TEST_F(WindowKeyTable, LettersDoNothingInHelp) {
    openDigits();
    window->windowActions()->keys->trigger();
    auto* help = window->findChild<HelpWindow*>();
    ASSERT_TRUE(QTest::qWaitForWindowActive(help));
    const auto* codes = bridge->codes().get();
    for (int key = Qt::Key_A; key <= Qt::Key_Z; ++key) QTest::keyClick(help, static_cast<Qt::Key>(key));
    QTest::keyClick(help, Qt::Key_Space);
    EXPECT_TRUE(help->isVisible());
    EXPECT_EQ(bridge->state(), RunState::Ready);
    EXPECT_EQ(bridge->info()->step, 0);
    EXPECT_EQ(bridge->codes().get(), codes);
    QTest::keyClick(help, Qt::Key_Escape);
    EXPECT_FALSE(help->isVisible());
}

}  // namespace
}  // namespace zscape
