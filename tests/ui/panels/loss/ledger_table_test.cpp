#include "ui/panels/loss/ledger_table.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"

#include <QScrollBar>
#include <QTest>
#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

using Cell = LedgerTable::Cell;

TEST(LedgerTable, WithoutWeightsItShowsTermsFormulasAndValues) {
    LedgerTable table;
    table.setRows({{"reconstruction", "a sum over pixels", 100.5}, {"kl", "a sum over dimensions", 10.2}}, 110.7, 1234);
    EXPECT_EQ(table.text(0, Cell::Value), QStringLiteral("100.5"));
    EXPECT_EQ(table.text(1, Cell::Term), QStringLiteral("KL"));
    EXPECT_EQ(table.text(1, Cell::Value), QStringLiteral("10.2"));
    EXPECT_EQ(table.text(1, Cell::Formula), QStringLiteral("a sum over dimensions"));
    EXPECT_TRUE(table.text(1, Cell::Weight).isEmpty());
    EXPECT_EQ(table.totalText(), QStringLiteral("110.7"));
}

TEST(LedgerTable, WithWeightsItSaysWhatEachTermAdds) {
    LedgerTable table;
    table.setRows({{"reconstruction", "r", 100.5, 1, 100.5}, {"kl", "k", 10.2, 4, 41}}, 141.5, 1234);
    EXPECT_EQ(table.text(1, Cell::Weight), QStringLiteral("4.00"));
    EXPECT_EQ(table.text(1, Cell::Contribution), QStringLiteral("41.0"));
    EXPECT_EQ(table.text(1, Cell::Effective), QStringLiteral("Effective weight 4.00: what it adds by its value."));
    EXPECT_TRUE(table.text(0, Cell::Effective).isEmpty());
}

TEST(LedgerTable, WhatWasNotMeasuredIsADash) {
    LedgerTable table;
    table.setRows({{"kl", "k"}}, std::nan(""), 0);
    EXPECT_EQ(table.text(0, Cell::Value), QStringLiteral("–"));
    EXPECT_EQ(table.totalText(), QStringLiteral("–"));
}

TEST(LedgerTable, StandsInTheLossPanelInTheChartsPlace) {
    LossPanel panel;
    panel.resize(380, 196);
    auto metrics = std::make_shared<RunMetrics>(std::vector<std::string>{"total", "reconstruction", "kl"});
    metrics->train.append(std::vector<double>{1, 0.1, 1, 110.7, 100.5, 10.2});
    panel.setMetrics(metrics);
    panel.setLedger({{"reconstruction", "−Σ log p, a sum over pixels and a mean over images"}, {"kl", "½ Σ (μ² + σ² − 1 − log σ²), a sum over dimensions and a mean over images"}});
    panel.show();
    QCoreApplication::processEvents();
    EXPECT_FALSE(panel.ledger()->isVisible());
    QTest::mouseClick(panel.ledgerButton(), Qt::LeftButton);
    QCoreApplication::processEvents();
    ASSERT_TRUE(panel.ledger()->isVisible());
    EXPECT_FALSE(panel.chart()->isVisible());
    EXPECT_EQ(panel.ledger()->text(1, Cell::Value), QStringLiteral("10.2"));
    EXPECT_EQ(panel.ledger()->totalText(), QStringLiteral("110.7"));
    EXPECT_EQ(panel.ledger()->horizontalScrollBar()->maximum(), 0) << "nothing is cut off across";
    metrics->train.append(std::vector<double>{2, 0.2, 2, 109.5, 100, 9.5});
    panel.refresh();
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
