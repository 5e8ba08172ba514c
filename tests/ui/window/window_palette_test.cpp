// Commands by their names: the palette over a real window.
#include "tests/ui/window/window_fixture.h"

#include "ui/palette/command_palette.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/palette_model.h"
#include "ui/panels/model/setting_field.h"
#include "ui/shell/actions.h"
#include "ui/shell/palette_control.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/search_field.h"

#include <QAction>
#include <QLineEdit>
#include <QMenuBar>

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
    QString chosen() const { return palette()->model()->entry(palette()->list()->chosen()).name; }
};

TEST_F(WindowPalette, FindsEveryActionOfTheMenus) {
    look({});
    QStringList names;
    for (int row = 0; row < palette()->model()->rowCount(); ++row)
        if (!palette()->model()->isHeading(row)) names.append(palette()->model()->entry(row).name);
    for (const QAction* menu : window->menuBar()->actions())
        for (const QAction* action : menu->menu()->actions()) {
            const QString name = action->text().section(QLatin1Char('\t'), 0, 0);
            if (action->isSeparator() || action->menu() || action == window->windowActions()->commands) continue;
            EXPECT_TRUE(names.contains(name)) << qPrintable(name);
        }
    EXPECT_TRUE(names.contains(QStringLiteral("Exact pixels"))) << "of the menus of panels too";
    EXPECT_GE(palette()->model()->total(), 36 + 30);
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
    RunConfig longer = bridge->info()->config;
    longer.overrides["epochs"] = int64_t{2000};
    bridge->session().configure(longer);
    ASSERT_TRUE(until([&] { return bridge->info()->config.overrides == longer.overrides; }));
    ASSERT_TRUE(reaches(RunState::Ready));
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Running));
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
