#include "ui/panels/loss/compared_run.h"
#include "ui/panels/runs/runs_panel.h"

#include "ui/panels/runs/run_delegate.h"
#include "ui/panels/runs/run_list_model.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/theme/tokens.h"

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
