#include "tests/ui/window/window_fixture.h"

#include "ui/panels/collapse/collapse_panel.h"
#include "ui/panels/collapse/remedy_list.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QDialog>
#include <QMenu>
#include <QPushButton>

namespace zscape {
namespace {

struct WindowCollapse : WindowFixture {
    CollapsePanel* collapse() const { return window->panels().collapse; }
    DockLayout* docks() const { return window->layoutOfDocks(); }
    Dock* dock() const { return docks()->dock(PanelPlace::Collapse); }

    /// Trains with a KL term that no code can hold against, until the session says so.
    void trainUntilCollapse() {
        openDigits();
        RunConfig config;
        config.recipe = "beta-vae";
        config.overrides = {{"network", std::string("dense")},
                            {"hidden", std::string("64")},
                            {"latent_dimensions", int64_t{8}},
                            {"beta", 1000.0},
                            {"epochs", int64_t{100000}}};
        bridge->session().configure(config);
        ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "beta-vae"; }));
        QTest::keyClick(window.get(), Qt::Key_T);
        ASSERT_TRUE(reaches(RunState::Running));
        ASSERT_TRUE(
            until([&] { return bridge->diagnostics() && bridge->diagnostics()->alarm == CollapseState::Collapsed; }));
    }
};

TEST_F(WindowCollapse, TheMenuShowsThePanelBesideLossAndNothingElseMoves) {
    openDigits();
    EXPECT_FALSE(collapse()->isVisible());
    EXPECT_FALSE(window->statusLine()->warning()->isVisible());
    const QRect before = plane()->geometry();
    QMenu* menu = window->windowActions()->panelsMenu;
    QAction* entry = nullptr;
    for (QAction* action : menu->actions())
        if (action->text() == QStringLiteral("Posterior collapse")) entry = action;
    ASSERT_NE(entry, nullptr);
    menu->popup(window->mapToGlobal(QPoint(200, 40)));
    EXPECT_FALSE(entry->isChecked());
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(entry).center());
    ASSERT_TRUE(until([&] { return docks()->isInFront(PanelPlace::Collapse); }));
    EXPECT_TRUE(window->tabifiedDockWidgets(dock()).contains(docks()->dock(PanelPlace::Loss)));
    EXPECT_EQ(plane()->geometry(), before);
    EXPECT_FALSE(collapse()->emptyText().isEmpty());
    window->windowActions()->resetLayout->trigger();
    EXPECT_TRUE(until([&] { return !collapse()->isVisible(); }));
}

TEST_F(WindowCollapse, AnAlarmMarksTabAndStatusAndARemedyIsOneClickAway) {
    trainUntilCollapse();
    QPushButton* warning = window->statusLine()->warning();
    ASSERT_TRUE(until([&] { return warning->isVisible(); }));
    EXPECT_EQ(warning->text(), QStringLiteral("Posterior collapse"));
    ASSERT_TRUE(until([&] { return !window->tabifiedDockWidgets(dock()).isEmpty(); }));
    EXPECT_TRUE(dock()->windowTitle().startsWith(QStringLiteral("●")));
    EXPECT_TRUE(docks()->isInFront(PanelPlace::Loss)) << "it does not push itself before what is being read";
    QTest::mouseClick(warning, Qt::LeftButton);
    ASSERT_TRUE(until([&] { return docks()->isInFront(PanelPlace::Collapse); }));
    EXPECT_TRUE(collapse()->strip()->isVisible());
    EXPECT_TRUE(collapse()->summaryText().startsWith(QStringLiteral("0 of 8 active")))
        << qPrintable(collapse()->summaryText());

    const RemedyList& list = *collapse()->remedies();
    const int freeBits = list.first();
    ASSERT_GE(freeBits, 0);
    ASSERT_TRUE(until([&] { return list.button(static_cast<size_t>(freeBits))->isEnabled(); }));
    QTest::mouseClick(list.button(static_cast<size_t>(freeBits)), Qt::LeftButton);
    EXPECT_EQ(window->findChild<QDialog*>(), nullptr) << "the collapsed run stays: there is nothing to ask";
    ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "free-bits"; }));
    EXPECT_EQ(bridge->state(), RunState::Running);
    ASSERT_TRUE(until([&] { return !warning->isVisible(); })) << "the new run has nothing to report";
    EXPECT_FALSE(dock()->windowTitle().startsWith(QStringLiteral("●")));
    EXPECT_TRUE(until([&] { return collapse()->noteText().contains(QStringLiteral("beta-vae")); }));
    ASSERT_EQ(bridge->runs()->rows.size(), 2U) << "the collapsed run stays";
    // And it helps: the codes speak again.
    EXPECT_TRUE(until([&] { return bridge->diagnostics() && bridge->diagnostics()->now().information > 1; }));
}

TEST_F(WindowCollapse, InAProjectTheRunIsSavedBeforeItIsLeftAndNothingIsAsked) {
    trainUntilCollapse();
    const QTemporaryDir folder;
    bridge->session().save(folder.filePath(QStringLiteral("mine.zscape")).toStdString());
    ASSERT_TRUE(until([&] { return bridge->info()->savedStep > 0; }));
    docks()->reveal(PanelPlace::Collapse, true);
    ASSERT_TRUE(until([&] { return collapse()->strip()->actionButton()->isVisible(); }));
    QTest::mouseClick(collapse()->strip()->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->info()->config.recipe == "free-bits"; }));
    EXPECT_EQ(window->findChild<QDialog*>(), nullptr);
    ASSERT_TRUE(bridge->info()->config.origin);
    EXPECT_GT(bridge->info()->config.origin->run, 0);
}

}  // namespace
}  // namespace zscape
