// Commands by their names: the palette over a real window.
#include "tests/ui/window/window_fixture.h"

#include "ui/palette/command_palette.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/palette_model.h"
#include "ui/panels/model/setting_field.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/palette_control.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/run_words.h"
#include "ui/shell/search_field.h"
#include "ui/shell/side_rail.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/icon_button.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QToolButton>
#include <QWheelEvent>

namespace zscape {
namespace {

class WindowPalette : public WindowFixture {
protected:
    CommandPalette* palette() const { return window->commands()->palette(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QWidget* focused = QApplication::focusWidget();
        QTest::keyClick(focused ? focused : window.get(), key, modifiers);
    }
    /// Ctrl+Shift+P, and these letters.
    void look(const QString& query) {
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        ASSERT_TRUE(palette()->isOpen());
        ASSERT_EQ(QApplication::focusWidget(), palette()->line());
        QTest::keyClicks(palette()->line(), query);
    }
    /// A run that goes on while the test looks.
    void trainForLong() {
        RunConfig longer = bridge->info()->config;
        longer.overrides["epochs"] = int64_t{2000};
        bridge->session().configure(longer);
        ASSERT_TRUE(until([&] { return bridge->info()->config.overrides == longer.overrides; }));
        ASSERT_TRUE(reaches(RunState::Ready));
        QTest::keyClick(window.get(), Qt::Key_T);
        ASSERT_TRUE(reaches(RunState::Running));
    }
    const PaletteEntry* found(const QString& name) const {
        const PaletteModel* model = palette()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (!model->isHeading(row) && model->entry(row).name == name) return &model->entry(row);
        return nullptr;
    }
    QString reasonFor(const QString& name) {
        // No keyboard has dots and Greek letters, or QTest's.
        QString typed = name;
        typed.removeIf([](QChar letter) { return letter.unicode() > 0xFF; });
        look(typed);
        const PaletteEntry* entry = found(name);
        const QString reason = entry ? entry->reason : QStringLiteral("not found");
        press(Qt::Key_Escape);
        return reason;
    }
    /// What is called so, and Return.
    void doIt(const QString& name) {
        look(name);
        const PaletteModel* model = palette()->model();
        int row = 0;
        while (row < model->rowCount() && (model->isHeading(row) || model->entry(row).name != name)) ++row;
        ASSERT_LT(row, model->rowCount()) << name.toStdString();
        ASSERT_TRUE(model->entry(row).reason.isEmpty()) << model->entry(row).reason.toStdString();
        palette()->list()->choose(row);
        press(Qt::Key_Return);
        EXPECT_FALSE(palette()->isOpen());
    }
    void trainOneEpoch() {
        bridge->session().train(1);
        ASSERT_TRUE(reaches(RunState::Finished));
    }
    QString chosen() const { return palette()->model()->entry(palette()->list()->chosen()).name; }
};

/// As names are compared: "Open Images" is that of "Open Images…".
QString plain(QString name) {
    name = name.section(QLatin1Char('\t'), 0, 0).toLower();
    name.remove(QChar(0x2026)).remove(QLatin1String("...")).remove(QLatin1Char('&'));
    return name.trimmed();
}

/// What has a name of its own there, or does what something with one does.
bool isNoCommand(const QWidget* window, const QWidget* widget) {
    for (const QWidget* at = widget; at && at != window; at = at->parentWidget())
        if (at->isWindow() || isKeptFromCommands(at) || qobject_cast<const QLineEdit*>(at) ||
            qobject_cast<const QTabBar*>(at) || qobject_cast<const QMenuBar*>(at) ||
            qobject_cast<const CommandPalette*>(at) || qobject_cast<const SearchField*>(at))
            return true;
    return false;
}

/// Of all actions and buttons of the window, and of what its lists offer.
QStringList commandsOf(const MainWindow* window) {
    QStringList names;
    for (const QMenu* menu : window->findChildren<QMenu*>())
        for (const QAction* action : menu->actions())
            if (!action->isSeparator() && !action->menu() && action->isVisible() && !isKeptFromCommands(action) &&
                action != window->windowActions()->commands && action->objectName() != kHidePanel)
                names.append(commandName(action).isEmpty() ? action->text() : commandName(action));
    for (const QAbstractButton* button : window->findChildren<QAbstractButton*>()) {
        const auto* tool = qobject_cast<const QToolButton*>(button);
        if (!button->isVisible() || isNoCommand(window, button) || (tool && tool->menu())) continue;
        const auto* iconic = qobject_cast<const IconButton*>(button);
        names.append(iconic ? iconic->name()
                     : button->accessibleName().isEmpty()
                         ? button->text()
                         : button->accessibleName().section(QLatin1String(" ("), 0, 0));
    }
    for (const QComboBox* box : window->findChildren<QComboBox*>())
        if (box->isVisible() && !isNoCommand(window, box)) names.append(box->accessibleName());
    return names;
}

TEST_F(WindowPalette, FindsEveryActionAndEveryButtonOfTheWindow) {
    const auto look = [&](const char* when) {
        ASSERT_NO_FATAL_FAILURE(this->look({}));
        palette()->setUsed({});
        palette()->refresh();
        QStringList found;
        const PaletteModel* model = palette()->model();
        QString words;
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->isHeading(row)) continue;
            const PaletteEntry& entry = model->entry(row);
            found.append(plain(entry.name));
            for (const QString& other : entry.otherNames) found.append(plain(other));
            EXPECT_NE(entry.reason, QStringLiteral("Not now")) << when << ": " << qPrintable(entry.id);
        }
        const QStringList wanted = commandsOf(window.get());
        EXPECT_GT(wanted.size(), 30) << when;
        for (const QString& name : wanted) EXPECT_TRUE(found.contains(plain(name))) << when << ": " << qPrintable(name);
        press(Qt::Key_Escape);
    };
    look("empty");
    openDigits();
    look("ready");
    chooseEnds();
    for (const PanelPlace place : {PanelPlace::Runs, PanelPlace::Collapse})
        window->layoutOfDocks()->reveal(place, true);
    look("with a path");
    trainOneEpoch();
    look("trained");
    window->resize(800, 560);
    ASSERT_TRUE(until([&] { return window->width() == 800; }));
    look("narrow");
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Running));
    look("training");
}

TEST_F(WindowPalette, TheBestWeightsAndBackToTheLast) {
    openDigits();
    EXPECT_EQ(reasonFor(QStringLiteral("Use the Best Weights")),
              QStringLiteral("No best weights are kept of this run"));
    trainOneEpoch();
    ASSERT_TRUE(until([&] { return bridge->info()->bestKept >= 0; }));
    look(QStringLiteral("use the best weights"));
    ASSERT_NE(found(QStringLiteral("Use the Best Weights")), nullptr);
    EXPECT_EQ(found(QStringLiteral("Use the Best Weights"))->hint, QStringLiteral("epoch 1"));
    press(Qt::Key_Escape);
    doIt(QStringLiteral("Use the Best Weights"));
    ASSERT_TRUE(until([&] { return bridge->info()->showsBest; }));
    doIt(QStringLiteral("Back to the Last Weights"));
    EXPECT_TRUE(until([&] { return !bridge->info()->showsBest; }));
}

TEST_F(WindowPalette, PointsAreColouredByIt) {
    openDigits();
    look(QStringLiteral("colour by"));
    ASSERT_NE(found(QStringLiteral("Colour by label")), nullptr);
    EXPECT_EQ(found(QStringLiteral("Colour by label"))->hint, QStringLiteral("in use"));
    press(Qt::Key_Escape);
    look(QStringLiteral("colour by held"));
    press(Qt::Key_Return);
    EXPECT_EQ(plane()->colour(), PlaneColour::HeldOut);
    look(QStringLiteral("colour by held"));
    EXPECT_EQ(found(QStringLiteral("Colour by held-out"))->hint, QStringLiteral("in use"));
}

TEST_F(WindowPalette, ARunIsBranchedAndNamedByIt) {
    openDigits();
    EXPECT_EQ(reasonFor(QStringLiteral("Branch from here")), QStringLiteral("This run is not trained yet"));
    trainOneEpoch();
    doIt(QStringLiteral("Rename the run"));
    auto* name = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    ASSERT_NE(name, nullptr);
    QTest::keyClicks(name, QStringLiteral("first"));
    QTest::keyClick(name, Qt::Key_Return);
    ASSERT_TRUE(until([&] { return bridge->runs()->rows.front().name == "first"; }));
    // In a narrow window, too, where the list of runs is behind the rail.
    window->resize(1000, 700);
    ASSERT_TRUE(until([&] { return window->layoutOfDocks()->rail()->isActive(); }));
    doIt(QStringLiteral("Rename the run"));
    name = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    ASSERT_NE(name, nullptr);
    QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(name, QStringLiteral("second"));
    QTest::keyClick(name, Qt::Key_Return);
    ASSERT_TRUE(until([&] { return bridge->runs()->rows.front().name == "second"; }));
    doIt(QStringLiteral("Branch from here"));
    EXPECT_TRUE(until([&] { return bridge->runs()->rows.size() == 2; }));
}

TEST_F(WindowPalette, TheListStaysWhereItIsScrolledToWhileARunTrains) {
    openDigits();
    ASSERT_NO_FATAL_FAILURE(trainForLong());
    look({});
    QScrollBar* bar = palette()->list()->verticalScrollBar();
    ASSERT_GT(bar->maximum(), 0);
    const QString before = chosen();
    const QPoint middle = palette()->list()->viewport()->rect().center();
    QWheelEvent wheel(middle, palette()->list()->viewport()->mapToGlobal(middle), {}, {0, -360}, Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(palette()->list()->viewport(), &wheel);
    const int scrolled = bar->value();
    ASSERT_GT(scrolled, palette()->list()->visualRect(palette()->model()->index(1)).height()) << "out of its sight";
    QSignalSpy numbers(bridge.get(), &SessionBridge::numbersChanged);
    for (const int64_t step = bridge->info()->step; numbers.size() < 6 || bridge->info()->step == step;) {
        ASSERT_TRUE(numbers.wait(kLong));
        ASSERT_EQ(bar->value(), scrolled);
    }
    EXPECT_EQ(chosen(), before);
    // A key brings what is chosen into sight.
    press(Qt::Key_Down);
    EXPECT_LT(bar->value(), scrolled);
    press(Qt::Key_Escape);
    bridge->session().stop();
    ASSERT_TRUE(until([&] { return !isTraining(bridge->state()); }));
}

TEST_F(WindowPalette, WhatIsOffSaysWhy) {
    const std::pair<const char*, const char*> empty[] = {{"Train", "Add images to train on"},
                                                         {"Stop", "Nothing is training"},
                                                         {"Save Project As…", "There are no images"},
                                                         {"Close Images", "There are no images"},
                                                         {"Fit", "There are no images"},
                                                         {"Undo", "There is nothing to undo"},
                                                         {"Open Images…", ""}};
    for (const auto& [name, reason] : empty)
        EXPECT_EQ(reasonFor(QString::fromUtf8(name)), QString::fromUtf8(reason)) << name;
    look({});
    const PaletteModel* model = palette()->model();
    for (int row = 0; row < model->rowCount(); ++row)
        if (!model->isHeading(row)) {
            EXPECT_NE(model->entry(row).reason, QStringLiteral("Not now")) << qPrintable(model->entry(row).id);
        }
}

TEST_F(WindowPalette, LettersAreNoShortcutsInItAndTheFocusGoesBack) {
    openDigits();
    plane()->setFocus();
    look(QStringLiteral("t"));
    EXPECT_EQ(palette()->line()->text(), QStringLiteral("t"));
    EXPECT_EQ(bridge->state(), RunState::Ready);
    press(Qt::Key_S, Qt::ControlModifier);
    press(Qt::Key_F9);
    EXPECT_FALSE(window->windowActions()->planeAlone->isChecked());
    press(Qt::Key_Escape);
    EXPECT_FALSE(palette()->isOpen());
    EXPECT_EQ(QApplication::focusWidget(), plane());
    look(QStringLiteral("plane alone"));
    press(Qt::Key_Return);
    EXPECT_TRUE(window->windowActions()->planeAlone->isChecked());
    press(Qt::Key_Escape);
    EXPECT_FALSE(window->windowActions()->planeAlone->isChecked());
}

TEST_F(WindowPalette, AClickIntoTheToolbarsFieldOpensIt) {
    QTest::mouseClick(window->toolbar()->searchField(), Qt::LeftButton);
    EXPECT_TRUE(palette()->isOpen());
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_FALSE(palette()->isOpen()) << "the key that opens it closes it";
}

TEST_F(WindowPalette, BetaIsChangedInPlaceAndTakenBack) {
    openDigits();
    for (const char* query : {"beta", "kl weight"}) {
        look(QString::fromLatin1(query));
        EXPECT_EQ(chosen(), QStringLiteral("KL weight β")) << query;
        press(Qt::Key_Escape);
    }
    look(QStringLiteral("beta"));
    press(Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("4"));
    press(Qt::Key_Return);
    EXPECT_FALSE(palette()->isOpen());
    const auto beta = [&] { return bridge->info()->spec.values.at("beta"); };
    ASSERT_TRUE(until([&] { return beta() == SettingValue(4.0); }));
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(until([&] { return beta() == SettingValue(1.0); }));
}

TEST_F(WindowPalette, ARecipeBeginsARunAndThePresentOneNothing) {
    openDigits();
    train();
    const auto config = bridge->info()->config;
    const std::string present = bridge->info()->spec.recipe.title;
    look(QString::fromStdString(present));
    const PaletteEntry* entry = found(QString::fromStdString(present));
    ASSERT_NE(entry, nullptr);
    EXPECT_TRUE(entry->hint.startsWith(QStringLiteral("in use")));
    press(Qt::Key_Return);
    EXPECT_FALSE(palette()->isOpen());
    EXPECT_EQ(bridge->session().info()->config.recipe, config.recipe);
    EXPECT_GT(bridge->session().info()->step, 0);

    look(QStringLiteral("mmd"));
    EXPECT_EQ(chosen(), QStringLiteral("WAE-MMD"));
    press(Qt::Key_Return);
    ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "wae-mmd" && bridge->info()->step == 0; }));
    ASSERT_TRUE(until([&] { return bridge->runs()->rows.size() == 2; })) << "beside the one that was trained";

    // And back, by the run.
    look(QString::fromStdString(present));
    const PaletteModel* model = palette()->model();
    int run = -1;
    for (int row = 0; row < model->rowCount(); ++row)
        if (!model->isHeading(row) && model->entry(row).kind == PaletteEntry::Kind::Run) run = row;
    ASSERT_GE(run, 0);
    EXPECT_TRUE(model->entry(run).figure.endsWith(QStringLiteral("held out")));
    EXPECT_GT(model->entry(run).curve.size(), 1u);
    palette()->list()->choose(run);
    press(Qt::Key_Return);
    EXPECT_TRUE(until([&] { return bridge->info()->config.recipe == config.recipe && bridge->info()->step > 0; }));
}

TEST_F(WindowPalette, WhileARunTrainsOnlyWhatMayChangeIsOn) {
    openDigits();
    ASSERT_NO_FATAL_FAILURE(trainForLong());
    EXPECT_EQ(reasonFor(QStringLiteral("KL weight β")), QString());
    EXPECT_EQ(reasonFor(QStringLiteral("Latent dimensions")), QStringLiteral("Fixed while a run trains"));
    EXPECT_EQ(reasonFor(QStringLiteral("WAE-MMD")), QStringLiteral("Fixed while a run trains"));
    EXPECT_EQ(reasonFor(QStringLiteral("Open Images…")), QStringLiteral("Pause or stop the run first"));
    EXPECT_EQ(reasonFor(QStringLiteral("Pause")), QString());
    bridge->session().stop();
    ASSERT_TRUE(until([&] { return bridge->state() != RunState::Running && bridge->state() != RunState::Stopping; }));
}

TEST_F(WindowPalette, WhatWasUsedLastIsKeptOverARestart) {
    look(QStringLiteral("about"));
    press(Qt::Key_Return);
    const QStringList used = palette()->used();
    ASSERT_EQ(used.size(), 1);
    window.reset();
    window = std::make_unique<MainWindow>(bridge.get());
    window->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    EXPECT_EQ(palette()->used(), used);
    look({});
    EXPECT_EQ(chosen(), QStringLiteral("About Zscape"));
    EXPECT_EQ(palette()->model()->found(), 1);
}

TEST_F(WindowPalette, TheFieldShrinksToItsIconAndNothingOfTheToolbarIsCut) {
    openDigits();
    bridge->session().train(1);
    ASSERT_TRUE(reaches(RunState::Finished));
    const RunToolbar* toolbar = window->toolbar();
    for (const QSize size : {QSize(1280, 800), QSize(1000, 700), QSize(900, 600), QSize(800, 560)}) {
        window->resize(size);
        ASSERT_TRUE(until([&] { return window->size() == size; }));
        QCoreApplication::processEvents();
        const SearchField* field = toolbar->searchField();
        EXPECT_TRUE(field->isVisible()) << size.width();
        EXPECT_GE(field->width(), metrics().px(28));
        EXPECT_LE(field->width(), metrics().px(300));
        if (size.width() == 1280) {
            EXPECT_EQ(field->width(), metrics().px(300));
        }
        if (size.width() == 800) {
            EXPECT_LT(field->width(), metrics().px(300));
        }
        EXPECT_EQ(field->height(), metrics().px(28));
        for (const QWidget* child : toolbar->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
            if (child->isVisible()) {
                EXPECT_TRUE(toolbar->rect().contains(child->geometry()))
                    << size.width() << " " << child->metaObject()->className();
                EXPECT_NE(child->objectName(), QStringLiteral("qt_toolbar_ext_button")) << size.width();
            }
    }
}

}  // namespace
}  // namespace zscape
