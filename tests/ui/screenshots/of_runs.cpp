// Several runs: the list, its menu, one that is deleted, the table, and one that is looked at while another trains.
#include "tests/ui/screenshots/album.h"

#include "ui/panels/runs/run_delegate.h"
#include "ui/panels/runs/run_list_model.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"

#include <QListView>

namespace zscape {
namespace {

TEST_F(Screenshots, Runs) {
    openDigits();
    RunsPanel* runs = window->panels().runs;
    QListView* list = runs->list();
    const auto rowOf = [&](int64_t id) { return list->visualRect(runs->model()->index(runs->model()->rowOf(id))); };
    const auto reveal = [&] {
        window->layoutOfDocks()->reveal(PanelPlace::Runs, true);
        ASSERT_TRUE(until([&] { return runs->isVisible(); }));
    };
    reveal();
    shoot(QStringLiteral("runs, none trained"));
    trainEpochs(20);
    build("vae-2d", {{"latent_dimensions", int64_t{16}}, {"batch_size", int64_t{128}}, {"epochs", int64_t{12}}});
    trainEpochs(12);
    bridge->session().show({.what = ShowRequest::What::StartOver, .run = 1, .seed = 5});
    ASSERT_TRUE(until([&] { return bridge->info()->step == 0; }));
    trainEpochs(8);
    bridge->session().edit({.run = 1, .note = "7 and 9 still overlap"});
    bridge->session().show({.run = 1});
    ASSERT_TRUE(until([&] { return bridge->info()->run == 1 && runs->model()->rowCount() == 3; }));
    reveal();
    list->setFocus();
    list->setCurrentIndex(runs->model()->index(runs->model()->rowOf(2)));
    press(Qt::Key_C);
    shoot(QStringLiteral("runs"));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, runs->delegate()->menuIn(rowOf(2)).center());
    shoot(QStringLiteral("a run's menu"));
    QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape);
    window->resizeDocks({window->layoutOfDocks()->dock(PanelPlace::Runs)}, {520}, Qt::Horizontal);
    shoot(QStringLiteral("runs in a table"));
    list->setFocus();
    press(Qt::Key_Delete);
    ASSERT_TRUE(until([&] { return runs->model()->rowCount() == 2; }));
    shoot(QStringLiteral("a run is deleted"));
    build("ae", {{"batch_size", int64_t{128}}, {"epochs", int64_t{100000}}});
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(until([&] { return bridge->info()->step > 50; }));
    bridge->session().show({.run = 1});
    ASSERT_TRUE(until([&] { return bridge->info()->elsewhere && bridge->reconstructions(); }));
    shoot(QStringLiteral("a run is looked at while another trains"), true);
}

}  // namespace
}  // namespace zscape
