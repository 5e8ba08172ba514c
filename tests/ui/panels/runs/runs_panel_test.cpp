#include "ui/panels/loss/compared_run.h"
#include "ui/panels/runs/runs_panel.h"

#include "ui/panels/runs/run_delegate.h"
#include "ui/panels/runs/run_list_model.h"
#include "ui/panels/runs/run_table.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/message_strip.h"

#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <gtest/gtest.h>

namespace zscape {
namespace {

RunRow trained(int64_t id, const char* title, double total, uint64_t seed = 1) {
    RunRow row;
    row.id = id;
    row.title = title;
    row.recipe = "vae";
    row.config.seed = seed;
    row.step = 4680;
    row.seconds = 139;
    row.terms = {"reconstruction", "kl"};
    row.best = HeldOutLoss{4000, 10, {total, total - 5, 5}};
    row.last = HeldOutLoss{4680, 12, {total + 1, total - 4, 5}};
    row.curve = {200, 160, 150, 145};
    return row;
}

/// The five of runs.png: the current one has a branch, one was never trained, one has another objective.
std::shared_ptr<RunList> five() {
    auto list = std::make_shared<RunList>();
    RunRow plain = trained(1, "Autoencoder", 138.8);
    plain.terms = {"reconstruction"};
    plain.best->values = plain.last->values = {138.8, 138.8};
    RunRow current = trained(2, "VAE, two dimensions", 142.9, 0);
    current.current = true;
    current.note = "7 and 9 still overlap";
    RunRow branch = trained(3, "β-VAE", 150.5);
    branch.name = "β 4";
    branch.parent = 2;
    branch.differences = {{"beta", "KL weight β", "", 1.0, 4.0}};
    RunRow waiting = trained(4, "VAE, two dimensions", 0, 5);
    waiting.step = 0;
    waiting.best.reset();
    waiting.last.reset();
    waiting.curve.clear();
    RunRow dense = trained(5, "VAE, dense", 103, 3);
    dense.differences = {{"latent_dimensions", "Latent dimensions", "", int64_t{2}, int64_t{16}}};
    list->rows = {plain, current, branch, waiting, dense};
    return list;
}

struct Runs : ::testing::Test {
    void SetUp() override {
        panel.resize(256, 800);  // in a window under 760 only the current run opens
        panel.setRuns(five());
        panel.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    }
    int rowOf(int64_t id) const { return panel.model()->rowOf(id); }
    QRect rectOf(int64_t id) const { return panel.list()->visualRect(panel.model()->index(rowOf(id))); }
    void click(QPoint at) { QTest::mouseClick(panel.list()->viewport(), Qt::LeftButton, {}, at); }
    void choose(int64_t id) { panel.list()->setCurrentIndex(panel.model()->index(rowOf(id))); }
    QMenu* openMenu(int64_t id) {
        choose(id);
        click(panel.delegate()->menuIn(rectOf(id)).center());
        for (QMenu* menu : panel.findChildren<QMenu*>())
            if (menu->isVisible()) return menu;
        return nullptr;
    }
    static QAction* entry(QMenu* menu, const QString& text) {
        for (QAction* action : menu->actions())
            if (action->text().split(QLatin1Char('\t')).first() == text) return action;
        return nullptr;
    }

    RunsPanel panel;
};

TEST_F(Runs, TheNewestComesFirstAndABranchBeneathItsRun) {
    std::vector<int64_t> order;
    for (int row = 0; row < panel.model()->rowCount(); ++row) order.push_back(panel.model()->run(row).id);
    EXPECT_EQ(order, (std::vector<int64_t>{5, 4, 2, 3, 1}));
    EXPECT_EQ(panel.model()->depth(rowOf(3)), 1);
    EXPECT_EQ(rectOf(5).height(), metrics().px(52));
    EXPECT_EQ(rectOf(2).height(), metrics().px(92)) << "the current one, with its note";
    choose(5);
    EXPECT_EQ(rectOf(5).height(), metrics().px(72));
    EXPECT_EQ(panel.objectiveText(), QStringLiteral("Best held out, reconstruction + KL"));
    EXPECT_TRUE(panel.emptyText().isEmpty());
}

TEST_F(Runs, SaysWhatTellsThemApart) {
    const auto& model = *panel.model();
    EXPECT_EQ(differenceText(model.run(rowOf(5))), QStringLiteral("16 dimensions, seed 3"));
    EXPECT_EQ(differenceText(model.run(rowOf(3))), QStringLiteral("β 1 → 4, seed 1"));
    EXPECT_EQ(progressText(model.run(rowOf(5))), QStringLiteral("4,680 steps, 2 min 19 s"));
    EXPECT_EQ(progressText(model.run(rowOf(4))), QStringLiteral("not trained yet"));
    EXPECT_EQ(durationText(3840), QStringLiteral("1 h 4 min"));
    const RunRow& plain = model.run(rowOf(1));
    EXPECT_FALSE(lossOn(plain, *plain.best, model.shared())) << "it has no KL";
    EXPECT_NEAR(*lossOn(model.run(rowOf(2)), *model.run(rowOf(2)).best, model.shared()), 142.9, 1e-9);
}

TEST_F(Runs, AClickOrReturnGoesThereAndArrowsOnlyChoose) {
    QSignalSpy went(&panel, &RunsPanel::goToWanted);
    click(rectOf(5).center() - QPoint(40, 0));
    ASSERT_EQ(went.size(), 1);
    EXPECT_EQ(went.last().first().toLongLong(), 5);
    panel.list()->setFocus();
    QTest::keyClick(panel.list(), Qt::Key_Down);
    EXPECT_EQ(panel.delegate()->chosen(), rowOf(4));
    EXPECT_EQ(went.size(), 1);
    QTest::keyClick(panel.list(), Qt::Key_Return);
    ASSERT_EQ(went.size(), 2);
    EXPECT_EQ(went.last().first().toLongLong(), 4);
    QTest::keyClick(panel.list(), Qt::Key_Down);
    QTest::keyClick(panel.list(), Qt::Key_Enter, Qt::KeypadModifier);
    EXPECT_EQ(went.size(), 2) << "the current one is there already";
}

TEST_F(Runs, KeysRenameNoteBranchCompareAndDelete) {
    choose(5);
    panel.list()->setFocus();
    QSignalSpy named(&panel, &RunsPanel::renamed), noted(&panel, &RunsPanel::noted),
        branched(&panel, &RunsPanel::branchWanted), compared(&panel, &RunsPanel::compareToggled),
        deleted(&panel, &RunsPanel::deleteWanted);
    QTest::keyClick(panel.list(), Qt::Key_F2);
    auto* editor = panel.list()->viewport()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    QTest::keyClicks(editor, QStringLiteral("wide"));
    // What is typed stays when numbers change meanwhile.
    panel.setRuns(five());
    EXPECT_EQ(editor->text(), QStringLiteral("wide"));
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(QTest::qWaitFor([&] { return named.size() == 1; }));
    EXPECT_EQ(named.last().at(0).toLongLong(), 5);
    EXPECT_EQ(named.last().at(1).toString(), QStringLiteral("wide"));
    QTRY_COMPARE(panel.list()->viewport()->findChild<QLineEdit*>(), nullptr);
    QTest::keyClick(panel.list(), Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
    editor = panel.list()->viewport()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    QTest::keyClicks(editor, QStringLiteral("blurred"));
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(QTest::qWaitFor([&] { return noted.size() == 1; }));
    EXPECT_EQ(noted.last().at(1).toString(), QStringLiteral("blurred"));
    QTest::keyClick(panel.list(), Qt::Key_B, Qt::ControlModifier);
    EXPECT_EQ(branched.size(), 1);
    QTest::keyClick(panel.list(), Qt::Key_C);
    EXPECT_EQ(compared.size(), 1);
    QTest::keyClick(panel.list(), Qt::Key_Delete);
    EXPECT_EQ(deleted.size(), 1);
    choose(4);
    QTest::keyClick(panel.list(), Qt::Key_B, Qt::ControlModifier);
    QTest::keyClick(panel.list(), Qt::Key_C);
    EXPECT_EQ(branched.size() + compared.size(), 2) << "one that was never trained has neither weights nor curves";
}

TEST_F(Runs, TheMenuOffersAllAndSaysWhatIsOff) {
    QMenu* menu = openMenu(5);
    ASSERT_NE(menu, nullptr);
    for (const char* text : {"Go to this run", "Rename", "Note…", "Start over", "Start over, another seed",
                             "Branch from here", "Compare in Loss", "Copy as command", "Curves as CSV…", "Delete"}) {
        ASSERT_NE(entry(menu, QString::fromUtf8(text)), nullptr) << text;
        EXPECT_TRUE(entry(menu, QString::fromUtf8(text))->isEnabled()) << text;
    }
    QSignalSpy over(&panel, &RunsPanel::startOverWanted);
    entry(menu, QStringLiteral("Start over, another seed"))->trigger();
    ASSERT_EQ(over.size(), 1);
    EXPECT_TRUE(over.last().at(1).toBool());
    menu->close();
    panel.setTraining(0.5);
    menu = openMenu(2);
    ASSERT_NE(menu, nullptr);
    for (const char* off : {"Go to this run", "Start over", "Branch from here", "Delete"}) {
        EXPECT_FALSE(entry(menu, QString::fromUtf8(off))->isEnabled()) << off;
        EXPECT_FALSE(entry(menu, QString::fromUtf8(off))->toolTip().isEmpty()) << off;
    }
    menu->close();
}

TEST_F(Runs, ADotIsFilledInTheColourOfItsCurve) {
    QSignalSpy compared(&panel, &RunsPanel::compareToggled), went(&panel, &RunsPanel::goToWanted);
    click(panel.delegate()->dotIn(rectOf(5), rowOf(5)).center());
    ASSERT_EQ(compared.size(), 1);
    EXPECT_EQ(went.size(), 0);
    EXPECT_TRUE(panel.comparedText().isEmpty());
    panel.setCompared({{5, 0}, {3, 1}});
    EXPECT_EQ(panel.comparedText(), QStringLiteral("3 in Loss"));
    const QImage drawn = panel.list()->viewport()->grab().toImage();
    const auto at = [&](int64_t id) {
        const QPoint centre = panel.delegate()->dotIn(rectOf(id), rowOf(id)).center();
        return drawn.pixelColor(centre * drawn.devicePixelRatio());
    };
    EXPECT_EQ(at(5), comparedColour(0));
    EXPECT_EQ(at(3), comparedColour(1));
    EXPECT_NE(at(1), comparedColour(0)) << "a ring";
}

TEST_F(Runs, OverFourHundredAndTwentyWideItIsATable) {
    EXPECT_FALSE(panel.tableHead()->isVisible());
    panel.resize(421, 800);
    ASSERT_TRUE(QTest::qWaitFor([&] { return panel.tableHead()->isVisible(); }));
    for (const int64_t id : {5, 4, 2, 3, 1}) EXPECT_EQ(rectOf(id).height(), metrics().px(52)) << "none is open: " << id;
    choose(5);
    EXPECT_EQ(rectOf(5).height(), metrics().px(52));
    const QRect row = rectOf(2).adjusted(metrics().px(6), 0, -metrics().px(6), 0);
    const RunColumns columns = RunColumns::in(row);
    const QRect* const all[] = {&columns.name,  &columns.best, &columns.last,
                                &columns.steps, &columns.time, &columns.note};
    for (size_t i = 0; i + 1 < std::size(all); ++i) EXPECT_LT(all[i]->right(), all[i + 1]->left()) << i;
    EXPECT_GT(columns.note.width(), metrics().px(30));
    EXPECT_LE(columns.note.right(), row.right());
    // Each number stands in its column.
    const QImage drawn = panel.list()->viewport()->grab().toImage();
    const auto inked = [&](const QRect& column) {
        const QColor ground = drawn.pixelColor(QPoint(column.left() + 1, row.top() + 3) * drawn.devicePixelRatio());
        for (int y = row.top() + metrics().px(8); y < row.top() + metrics().px(24); ++y)
            for (int x = column.left(); x <= column.right(); ++x)
                if (drawn.pixelColor(QPoint(x, y) * drawn.devicePixelRatio()) != ground) return true;
        return false;
    };
    for (const QRect* column : all) EXPECT_TRUE(inked(*column)) << column->left();
    // F2 edits in the column of names, the note in its own.
    panel.list()->setFocus();
    choose(2);
    QTest::keyClick(panel.list(), Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
    auto* editor = panel.list()->viewport()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    EXPECT_NEAR(editor->geometry().left(), columns.note.left(), metrics().px(6));
    QTest::keyClick(editor, Qt::Key_Escape);
    panel.resize(420, 800);
    EXPECT_TRUE(QTest::qWaitFor([&] { return !panel.tableHead()->isVisible(); }));
}

TEST_F(Runs, InALowWindowOnlyTheCurrentOneIsOpen) {
    panel.resize(256, 759);
    choose(5);
    EXPECT_EQ(rectOf(5).height(), metrics().px(52));
    EXPECT_EQ(rectOf(2).height(), metrics().px(92));
    panel.resize(256, 760);
    EXPECT_EQ(rectOf(5).height(), metrics().px(72));
}

TEST_F(Runs, SaysWhereOnlyTheSeedDiffers) {
    auto list = five();
    RunRow again = trained(6, "VAE, two dimensions", 143.4, 7);
    list->rows.push_back(again);
    RunRow wide = trained(7, "VAE, dense", 104, 4);
    wide.differences = list->rows[4].differences;
    list->rows.push_back(wide);
    panel.setRuns(list);
    const auto& model = *panel.model();
    EXPECT_EQ(model.differences(rowOf(6)), QStringLiteral("only the seed differs: 7"));
    EXPECT_EQ(model.differences(rowOf(2)), QStringLiteral("seed 0")) << "the one that is shown";
    EXPECT_EQ(model.differences(rowOf(7)), QStringLiteral("16 dimensions, seed 4")) << "not from the one that is shown";
    EXPECT_TRUE(model.data(model.index(rowOf(7)), Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("The run of seed 3 differs from it in the seed only")));
}

TEST_F(Runs, DeleteOnTheRunThatTrainsSaysWhatComesFirst) {
    auto list = five();
    list->rows[1].trains = true;
    panel.setRuns(list);
    panel.setTraining(0.5);
    QSignalSpy deleted(&panel, &RunsPanel::deleteWanted);
    choose(2);
    panel.list()->setFocus();
    QTest::keyClick(panel.list(), Qt::Key_Delete);
    EXPECT_EQ(deleted.size(), 0);
    EXPECT_EQ(panel.strip()->sentence(), QStringLiteral("VAE, two dimensions is training. Stop it first."));
    QMenu* menu = openMenu(2);
    ASSERT_NE(menu, nullptr);
    EXPECT_FALSE(entry(menu, QStringLiteral("Delete"))->isEnabled());
    EXPECT_EQ(entry(menu, QStringLiteral("Delete"))->toolTip(), QStringLiteral("Stop it first"));
    menu->close();
}

TEST_F(Runs, BeforeTheFirstIsTrainedItSaysWhatBeginsIt) {
    auto one = std::make_shared<RunList>();
    RunRow row = trained(0, "VAE, two dimensions", 1);
    row.current = true;
    row.step = 0;
    one->rows = {row};
    panel.setRuns(one);
    EXPECT_EQ(panel.emptyText(), QStringLiteral("Every run stays here. Train begins the first."));
    panel.setNewRunReason(QStringLiteral("The run that is shown is not trained yet"));
    EXPECT_FALSE(panel.newRunButton()->isEnabled());
    EXPECT_FALSE(panel.newRunButton()->toolTip().isEmpty());
}

}  // namespace
}  // namespace zscape
