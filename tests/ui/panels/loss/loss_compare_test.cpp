#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"

#include <gtest/gtest.h>

#include <QTest>

#include <cmath>

namespace zscape {
namespace {

/// A run of `terms`, each a tenth of the one before, that falls to `level`.
std::shared_ptr<RunMetrics> comparedRun(const std::vector<std::string>& terms, double level, int64_t steps) {
    auto metrics = std::make_shared<RunMetrics>(terms);
    for (int64_t i = 1; i <= steps; ++i) {
        const auto step = static_cast<double>(i);
        std::vector<double> row{step, step / 100, step / 50, 0};
        double value = level + 60 * std::exp(-step / 80) + std::sin(step);
        for (size_t term = 1; term < terms.size(); ++term, value /= 10) {
            row.push_back(value);
            row[3] += value;
        }
        metrics->train.append(row);
        if (i % 100 == 0) metrics->heldOut.append(row);
    }
    return metrics;
}

const std::vector<std::string> kVae{"total", "reconstruction", "kl"};

struct ComparedPanel {
    ComparedPanel() {
        auto info = std::make_shared<RunInfo>();
        DataShape shape;
        shape.images = 1000;
        info->spec = makeSpec(findRecipe("vae-2d"), {}, shape);
        panel.resize(500, 260);
        panel.setRun(info);
        panel.setMetrics(comparedRun(kVae, 140, 1000));
        panel.show();
        QCoreApplication::processEvents();
    }
    QImage picture() {
        QImage image(panel.chart()->size(), QImage::Format_RGB32);
        image.fill(tokens().panel);
        static_cast<QWidget*>(panel.chart())->render(&image);
        return image;
    }
    int pixelsOf(const QColor& colour, const QRectF& where) {
        const QImage image = picture();
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                count += where.contains(QPointF(x, y)) && image.pixelColor(x, y) == colour;
        return count;
    }
    std::vector<ComparedRun> two() const {
        return {{QStringLiteral("β 4"), 1, comparedRun(kVae, 150, 500), {}, "bce"},
                {QStringLiteral("16 dimensions"),
                 0,
                 comparedRun({"total", "reconstruction", "kl", "tc"}, 100, 800),
                 {},
                 "bce"}};
    }
    LossPanel panel;
};

TEST(LossCompare, LaysRunsOverEachOtherOnWhatTheyShare) {
    ComparedPanel shown;
    LossChart& chart = *shown.panel.chart();
    EXPECT_FALSE(shown.panel.objectivePicker()->isVisible());
    ASSERT_FALSE(chart.lanes().lower.isEmpty());
    shown.panel.setComparedRuns(shown.two());
    QCoreApplication::processEvents();
    EXPECT_TRUE(chart.lanes().lower.isEmpty()) << "the terms drop out";
    ASSERT_EQ(chart.curves().size(), 3U);
    EXPECT_EQ(chart.curves()[2].name, QStringLiteral("this run"));
    EXPECT_TRUE(chart.curves()[2].raw);
    EXPECT_FALSE(chart.curves()[0].raw);
    EXPECT_EQ(shown.panel.objectivePicker()->currentText(), QStringLiteral("Reconstruction + KL"));
    EXPECT_EQ(shown.panel.objectivePicker()->count(), 3);
    EXPECT_EQ(chart.endHeading(), QStringLiteral("held out"));
    const QRectF plot = chart.lanes().upper;
    for (const QColor& colour : {comparedColour(1), comparedColour(0), tokens().text})
        EXPECT_GT(shown.pixelsOf(colour, plot), 40) << qPrintable(colour.name());
    EXPECT_EQ(shown.pixelsOf(tokens().lossReconstruction, plot), 0);
    EXPECT_EQ(shown.pixelsOf(tokens().lossKl, plot), 0);
    // The name of a run stands in its colour beside the plot.
    EXPECT_GT(shown.pixelsOf(comparedColour(0), QRectF(plot.right() + 6, 0, 200, chart.height())), 0);
    // The sums are of the raw terms: 150 (1 + 1/10) at the end of the first.
    EXPECT_NEAR(chart.curves()[0].data->newestHeldOut(0), 1.1 * (150 + 60 * std::exp(-500 / 80.0) + std::sin(500)),
                1e-6);

    shown.panel.objectivePicker()->setCurrentIndex(2);
    QCoreApplication::processEvents();
    EXPECT_NEAR(chart.curves()[0].data->newestHeldOut(0), 0.1 * (150 + 60 * std::exp(-500 / 80.0) + std::sin(500)),
                1e-6);

    shown.panel.setComparedRuns({});
    QCoreApplication::processEvents();
    EXPECT_FALSE(shown.panel.objectivePicker()->isVisible());
    EXPECT_EQ(chart.curves().size(), 3U);
    EXPECT_EQ(chart.curves()[2].name, QStringLiteral("KL"));
    EXPECT_GT(shown.pixelsOf(tokens().lossReconstruction, chart.lanes().upper), 40);
}

TEST(LossCompare, TheHoverReadsEveryRunThatHasTheStep) {
    ComparedPanel shown;
    shown.panel.setComparedRuns(shown.two());
    LossChart& chart = *shown.panel.chart();
    const QRectF plot = chart.lanes().upper;
    const auto reading = chart.readingAt({plot.left() + 0.7 * plot.width(), plot.center().y()});
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->rows.size(), 3U);
    EXPECT_EQ(reading->title, QStringLiteral("step 700"));
    EXPECT_EQ(reading->rows[0].name, QStringLiteral("β 4"));
    EXPECT_EQ(reading->rows[0].smoothed, QStringLiteral("–")) << "it ended at step 500";
    EXPECT_EQ(reading->rows[0].heldOut, lossNumber(chart.curves()[0].data->newestHeldOut(0)));
    EXPECT_EQ(reading->rows[1].smoothed, lossNumber(chart.curves()[1].smooth().at(699)));
}

TEST(LossCompare, WithoutASharedTermItSaysSo) {
    ComparedPanel shown;
    shown.panel.setComparedRuns(
        {{QStringLiteral("autoencoder"), 0, comparedRun({"total", "reconstruction"}, 90, 100), {}, "mse"}});
    LossChart& chart = *shown.panel.chart();
    EXPECT_TRUE(chart.curves().empty());
    EXPECT_FALSE(chart.readingAt(chart.lanes().upper.center()));
    EXPECT_GT(shown.pixelsOf(tokens().text2, chart.rect()), 8) << "These runs share no term";
    EXPECT_EQ(shown.pixelsOf(tokens().text, chart.lanes().upper), 0);
    EXPECT_FALSE(shown.panel.objectivePicker()->isVisible());
}

TEST(LossCompare, AtMostEightAndTheOneThatTrainsGoesOn) {
    ComparedPanel shown;
    const auto live = comparedRun(kVae, 140, 10);
    shown.panel.setMetrics(live);
    std::vector<ComparedRun> many;
    for (int i = 0; i < 12; ++i) many.push_back({QString::number(i), i, comparedRun(kVae, 100 + 5 * i, 50), {}, "bce"});
    shown.panel.setComparedRuns(many);
    LossChart& chart = *shown.panel.chart();
    ASSERT_EQ(chart.curves().size(), kMostComparedRuns);
    EXPECT_EQ(chart.curves().back().data->rows(), 10);
    for (const auto& row : {std::vector{11.0, 0.11, 0.22, 154.0, 140.0, 14.0}}) live->train.append(row);
    EXPECT_TRUE(QTest::qWaitFor([&] { return chart.curves().back().data->rows() == 11; }, 10'000));
    // 8 4 1 3 6 2 10 7 of the class colours.
    const int classes[] = {8, 4, 1, 3, 6, 2, 10, 7};
    for (int i = 0; i < 8; ++i) EXPECT_EQ(comparedColour(i), tokens().classColour(classes[i] - 1));
}

TEST(LossCompare, MarksBeginARunsOwnLineAnew) {
    ComparedPanel shown;
    auto runs = shown.two();
    runs[0].marks = {{300, 3, "beta", 4}};
    shown.panel.setComparedRuns(runs);
    const LossCurve& curve = shown.panel.chart()->curves()[0];
    EXPECT_EQ(curve.smooth().at(300), curve.rawValues().at(300));
    EXPECT_NE(curve.smooth().at(299), curve.rawValues().at(299));
}

}  // namespace
}  // namespace zscape
