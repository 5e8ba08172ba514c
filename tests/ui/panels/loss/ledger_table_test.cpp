#include "ui/panels/loss/ledger_table.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/loss/term_button.h"
#include "ui/panels/loss/term_card_view.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"

#include <QFile>
#include <QRawFont>
#include <QScrollBar>
#include <QTest>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

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
    table.setRun(*measured(), {});
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
    table.setRun(*info, {});
    EXPECT_EQ(table.text(1, Cell::Value), QStringLiteral("–"));
    EXPECT_EQ(table.totalText(), QStringLiteral("–"));
    EXPECT_TRUE(table.text(1, Cell::Weight).isEmpty());
    table.setRun(*measured(), {});
    EXPECT_EQ(table.text(1, Cell::Weight), QStringLiteral("4.00")) << "its columns come with the first step";
}

TEST(LedgerTable, SaysWhichStepsItsNumbersAreOf) {
    LedgerTable table;
    table.setRun(*measured(), {{101.3, 9.87}, 1230, 37, 140.9});
    EXPECT_EQ(table.text(0, Cell::Mean), QStringLiteral("101.3"));
    EXPECT_EQ(table.text(1, Cell::Mean), QStringLiteral("9.87"));
    EXPECT_EQ(table.totalMeanText(), QStringLiteral("140.9"));
    EXPECT_EQ(table.text(0, Cell::Value), QStringLiteral("100.4")) << "that of the batch";
    EXPECT_EQ(table.stepsText(), QStringLiteral("Mean: smoothed over the 37 steps up to step 1,230, as the chart shows "
                                                "it. Batch, weight and what it adds: of step 1,234."));
    table.setRun(*measured(), {{101.3, 9.87}, 20, 1, 140.9});
    EXPECT_TRUE(table.stepsText().startsWith(QStringLiteral("Mean: of step 20 alone")));
    table.setRun(*measured(), {});
    EXPECT_EQ(table.text(0, Cell::Mean), QStringLiteral("–"));
}

TEST(LedgerTable, AgreesWithTheChart) {
    auto metrics = std::make_shared<RunMetrics>(std::vector<std::string>{"total", "reconstruction", "kl"});
    for (double step = 1; step <= 1234; ++step) {
        const double kl = 10 + std::sin(step), reconstruction = 100 + 3 * std::cos(2 * step);
        metrics->train.append(std::vector{step, step / 100, step / 50, reconstruction + 4 * kl, reconstruction, kl});
    }
    LossPanel panel;
    panel.resize(500, 260);
    panel.setMetrics(metrics);
    panel.setRun(measured());
    panel.show();
    QTest::mouseClick(panel.ledgerButton(), Qt::LeftButton);
    EXPECT_EQ(panel.ledger()->text(1, Cell::Mean), lossNumber(panel.data().newest(2)));
    EXPECT_EQ(panel.ledger()->totalMeanText(), lossNumber(panel.data().newest(0)));
    EXPECT_TRUE(panel.ledger()->stepsText().startsWith(QStringLiteral("Mean: smoothed over the 37 steps up to step")));
    // The chart's own reading of that step says the same.
    panel.ledgerButton()->click();
    QCoreApplication::processEvents();
    const QRectF upper = panel.chart()->lanes().upper;
    const auto reading = panel.chart()->readingAt({upper.right() - 0.01, upper.center().y()});
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->rows[2].smoothed, panel.ledger()->text(1, Cell::Mean));
    // One more step: the ledger follows while it is seen.
    panel.ledgerButton()->click();
    metrics->train.append(std::vector{1235.0, 12.35, 24.7, 999.0, 900.0, 24.75});
    panel.refresh();
    EXPECT_EQ(panel.ledger()->text(1, Cell::Mean), lossNumber(panel.data().newest(2)));
    EXPECT_GT(panel.data().newest(2), 10);
}

TEST(LedgerTable, EachTermOpensItsCard) {
    LossPanel panel;
    panel.resize(500, 300);
    panel.setRun(measured());
    panel.show();
    QTest::mouseClick(panel.ledgerButton(), Qt::LeftButton);
    QCoreApplication::processEvents();
    LedgerTable& ledger = *panel.ledger();
    TermCardView& card = *ledger.card();
    EXPECT_FALSE(card.isVisible());
    QTest::mouseClick(ledger.termButton(1), Qt::LeftButton);
    ASSERT_TRUE(QTest::qWaitFor([&] { return card.isVisible(); }, 10'000));
    for (const char* part : {"KL(Q‖P)", "½ Σ (μ² + σ² − 1 − log σ²)", "Kingma and Welling (2014)",
                             "How it counts: a "
                             "constant β",
                             "Higgins et al. (2017)"})
        EXPECT_TRUE(card.text().contains(QString::fromUtf8(part))) << part << "\n" << qPrintable(card.text());
    const QImage seen = card.grab().toImage();
    EXPECT_EQ(seen.pixelColor(3, seen.height() / 2), tokens().raised);
    QTest::keyClick(&card, Qt::Key_Escape);
    EXPECT_FALSE(card.isVisible());
    // By the keyboard, and the total has one too.
    ledger.termButton(0)->setFocus(Qt::TabFocusReason);
    QTest::keyClick(ledger.termButton(0), Qt::Key_Return);
    EXPECT_TRUE(card.text().startsWith(QStringLiteral("Reconstruction, cross-entropy")));
    QTest::keyClick(&card, Qt::Key_Return);
    EXPECT_FALSE(card.isVisible());
    QTest::mouseClick(ledger.termButton(2), Qt::LeftButton);
    EXPECT_TRUE(card.text().startsWith(QStringLiteral("Total")));
    card.close();
}

TEST(LedgerTable, OfATermWithoutATextTheCardSaysSo) {
    auto info = measured();
    info->ledger[1].term = "no_such";
    LedgerTable table;
    table.setRun(*info, {});
    table.show();
    QTest::mouseClick(table.termButton(1), Qt::LeftButton);
    EXPECT_TRUE(table.card()->text().contains(QStringLiteral("There is nothing written about the term \"no-such\"")))
        << qPrintable(table.card()->text());
    table.card()->close();
}

TEST(TermCards, AreOfSignsThatBothFontsHave) {
    const QRawFont noto(QStringLiteral(ZSCAPE_SOURCE_DIR "/resources/fonts/NotoSans-Regular.ttf"), 13);
    ASSERT_TRUE(noto.isValid());
    for (const auto& entry : std::filesystem::directory_iterator(ZSCAPE_SOURCE_DIR "/resources/terms")) {
        QFile file(QString::fromStdString(entry.path().string()));
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        for (const uint sign : QString::fromUtf8(file.readAll()).toUcs4()) {
            // The minus that every number of the window has comes from the next font where Noto Sans lacks it.
            if (sign == '\n' || sign == 0x2212) continue;
            EXPECT_TRUE(noto.supportsCharacter(sign)) << entry.path() << " U+" << std::hex << sign;
        }
    }
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
