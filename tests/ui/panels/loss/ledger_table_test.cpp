#include "ui/panels/loss/ledger_table.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"

#include <QScrollBar>
#include <QTest>
#include <gtest/gtest.h>

namespace zscape {
namespace {

using Cell = LedgerTable::Cell;

LedgerLine line(const std::string& term, const std::string& formula, double weight, double value, double contribution) {
    LedgerLine result;
    result.term = term;
    result.formula = formula;
    result.weight = weight;
    result.value = value;
    result.contribution = contribution;
    return result;
}

std::shared_ptr<RunInfo> measured() {
    auto info = std::make_shared<RunInfo>();
    DataShape shape;
    shape.images = 1000;
    info->spec = makeSpec(findRecipe("beta-vae"), {{"latent_dimensions", int64_t{16}}}, shape);
    info->step = 1234;
    info->ledger = {
        line("reconstruction", "−Σ log p, a sum over pixels and a mean over images", 1, 100.4, 100.4),
        line("kl", "½ Σ (μ² + σ² − 1 − log σ²), a sum over dimensions and a mean over images. Counts β times.", 4, 10.2,
             40.8)};
    return info;
}

TEST(LedgerTable, EveryLineSaysFormulaWeightValueAndWhatItAdds) {
    LedgerTable table;
    table.setRun(*measured());
    EXPECT_EQ(table.text(0, Cell::Value), QStringLiteral("100.4"));
    EXPECT_EQ(table.text(1, Cell::Term), QStringLiteral("KL"));
    EXPECT_EQ(table.text(1, Cell::Weight), QStringLiteral("4.00"));
    EXPECT_EQ(table.text(1, Cell::Contribution), QStringLiteral("40.8"));
    EXPECT_TRUE(table.text(1, Cell::Formula).startsWith(QStringLiteral("½ Σ")));
    EXPECT_EQ(table.totalText(), QStringLiteral("141.2"));
    EXPECT_TRUE(table.text(0, Cell::Effective).isEmpty());
    // beta_norm of 28 x 28 grey pixels and 16 dimensions: 4 x 16 / 784 = 0.0816
    EXPECT_TRUE(table.text(1, Cell::Effective).startsWith(QStringLiteral("Effective β 4.00; 0.082")))
        << qPrintable(table.text(1, Cell::Effective));
}

TEST(LedgerTable, WhatWasNotMeasuredIsADash) {
    auto info = measured();
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (LedgerLine& entry : info->ledger) entry.weight = entry.value = entry.contribution = none;
    LedgerTable table;
    table.setRun(*info);
    EXPECT_EQ(table.text(1, Cell::Value), QStringLiteral("–"));
    EXPECT_EQ(table.totalText(), QStringLiteral("–"));
    EXPECT_TRUE(table.text(1, Cell::Weight).isEmpty());
    table.setRun(*measured());
    EXPECT_EQ(table.text(1, Cell::Weight), QStringLiteral("4.00")) << "its columns come with the first step";
}

TEST(LedgerTable, StandsInTheLossPanelInTheChartsPlace) {
    LossPanel panel;
    panel.resize(380, 196);
    panel.setRun(measured());
    panel.show();
    QCoreApplication::processEvents();
    EXPECT_FALSE(panel.ledger()->isVisible());
    QTest::mouseClick(panel.ledgerButton(), Qt::LeftButton);
    QCoreApplication::processEvents();
    ASSERT_TRUE(panel.ledger()->isVisible());
    EXPECT_FALSE(panel.chart()->isVisible());
    EXPECT_EQ(panel.ledger()->text(1, Cell::Value), QStringLiteral("10.2"));
    EXPECT_EQ(panel.ledger()->horizontalScrollBar()->maximum(), 0) << "nothing is cut off across";
    auto next = measured();
    next->ledger[1].value = 9.5;
    panel.setRun(next);
    EXPECT_EQ(panel.ledger()->text(1, Cell::Value), QStringLiteral("9.50"));
    const QImage seen = panel.grab().toImage();
    int amber = 0;
    for (int y = 0; y < seen.height(); ++y)
        for (int x = 0; x < seen.width(); ++x) amber += seen.pixelColor(x, y) == tokens().lossKl;
    EXPECT_GT(amber, 20) << "the dot of the term";
    QTest::mouseClick(panel.ledgerButton(), Qt::LeftButton);
    EXPECT_TRUE(panel.chart()->isVisible());
}

}  // namespace
}  // namespace zscape
