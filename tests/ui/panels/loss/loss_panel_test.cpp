#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

namespace zscape {
namespace {

std::shared_ptr<RunMetrics> run(int64_t steps, double spike = 0) {
    auto metrics = std::make_shared<RunMetrics>(std::vector<std::string>{"total", "reconstruction", "kl"});
    for (int64_t step = 1; step <= steps; ++step) {
        const double s = static_cast<double>(step);
        const double kl = 6 + std::sin(s);
        const double reconstruction =
            135 + 20 * std::exp(-s / 100) + std::cos(s * 1.7) + (step == steps / 2 ? spike : 0);
        const std::vector<double> row{s, s / 100, s / 50, reconstruction + kl, reconstruction, kl};
        metrics->train.append(row);
        if (step % 100 == 0) metrics->heldOut.append(row);
    }
    return metrics;
}

struct ShownLossPanel {
    explicit ShownLossPanel(std::shared_ptr<RunMetrics> metrics) {
        panel.resize(500, 260);
        panel.setMetrics(std::move(metrics));
        panel.show();
        panel.refresh();
        QCoreApplication::processEvents();
    }
    QPointF middle() const { return panel.chart()->lanes().upper.center(); }
    void wheel(QPointF at, int delta) const {
        QWheelEvent event(at, panel.chart()->viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(panel.chart()->viewport(), &event);
    }
    QImage picture() const {
        QImage image(panel.chart()->size(), QImage::Format_RGB32);
        image.fill(tokens().panel);
        static_cast<QWidget*>(panel.chart())->render(&image);
        return image;
    }
    LossPanel panel;
};

bool has(const QImage& image, const QRectF& where, const QColor& colour) {
    const QRect rect = where.toRect() & image.rect();
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        for (int x = rect.left(); x <= rect.right(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green()) +
                    std::abs(pixel.blue() - colour.blue()) <
                24)
                return true;
        }
    }
    return false;
}

TEST(LossPanel, DrawsEveryTermInItsLaneAndColour) {
    const ShownLossPanel shown(run(1000));
    const QImage image = shown.picture();
    const LaneRects lanes = shown.panel.chart()->lanes();
    ASSERT_FALSE(lanes.lower.isEmpty());
    EXPECT_TRUE(has(image, lanes.upper, tokens().lossTotal));
    EXPECT_TRUE(has(image, lanes.upper, tokens().lossReconstruction));
    EXPECT_FALSE(has(image, lanes.upper, tokens().lossKl));
    EXPECT_TRUE(has(image, lanes.lower, tokens().lossKl));
    // Names at the lines' ends, beside the plot.
    EXPECT_TRUE(
        has(image, QRectF(lanes.lower.right() + 8, lanes.lower.top(), 60, lanes.lower.height()), tokens().lossKl));
}

TEST(LossPanel, TheLabelsOfTheTwoLanesKeepApart) {
    for (double shift = 0; shift < 1; shift += 0.125) {
        auto metrics = std::make_shared<RunMetrics>(std::vector<std::string>{"total", "reconstruction", "kl"});
        for (double step = 1; step <= 300; ++step) {
            const double kl = 4 + 2 * shift - 3 * std::exp(-step / 30),
                         reconstruction = 135 + 20 * shift + 80 * std::exp(-step / 50);
            metrics->train.append(
                std::vector<double>{step, step / 100, step / 50, reconstruction + kl, reconstruction, kl});
        }
        ShownLossPanel shown(metrics);
        const LossChart& chart = *shown.panel.chart();
        for (int height = 150; height < 330; height += 9) {
            shown.panel.resize(500, height);
            QCoreApplication::processEvents();
            const ChartLane &upper = chart.lane(LossLane::Upper), &lower = chart.lane(LossLane::Lower);
            ASSERT_TRUE(lower.isVisible());
            ASSERT_FALSE(upper.yTicks().empty() || lower.yTicks().empty()) << height << ", " << shift;
            const double apart =
                lower.pixelAt(lower.yTicks().back().position) - upper.pixelAt(upper.yTicks().front().position);
            EXPECT_GE(apart, 1.25 * QFontMetricsF(axisFont()).height()) << height << ", " << shift;
        }
    }
}

TEST(LossPanel, TheAxisEndsAtARoundNumberUntilThePlanIsNear) {
    ShownLossPanel shown(run(1100));
    EXPECT_DOUBLE_EQ(shown.panel.chart()->xRange().second, 1100);
    shown.panel.setPlanned(31640, 40);
    shown.panel.chart()->refresh();
    EXPECT_DOUBLE_EQ(shown.panel.chart()->xRange().second, 2000);
    shown.panel.setPlanned(3000, 40);
    shown.panel.chart()->refresh();
    EXPECT_DOUBLE_EQ(shown.panel.chart()->xRange().second, 3000) << "near enough";
    shown.panel.axisPicker()->setCurrentIndex(1);
    EXPECT_DOUBLE_EQ(shown.panel.chart()->xRange().second, 20) << "epochs: 11 of 40";
    shown.panel.axisPicker()->setCurrentIndex(2);
    EXPECT_DOUBLE_EQ(shown.panel.chart()->xRange().second, 22) << "of time nothing is planned";
}

TEST(LossPanel, TheWheelZoomsAtThePointerAndHomeFits) {
    ShownLossPanel shown(run(1000));
    LossChart& chart = *shown.panel.chart();
    QSignalSpy fitted(&chart, &LossChart::fittedChanged);
    const QPointF at(chart.lanes().upper.left() + chart.lanes().upper.width() * 0.25, shown.middle().y());
    shown.wheel(at, 120);
    auto [left, right] = chart.xRange();
    EXPECT_NEAR(right - left, 1000 / 1.2, 1e-6);
    EXPECT_NEAR(left + 0.25 * (right - left), 250, 1);
    EXPECT_FALSE(chart.fitted());
    chart.setFocus();
    QTest::keyClick(&chart, Qt::Key_Home);
    EXPECT_TRUE(chart.fitted());
    EXPECT_DOUBLE_EQ(chart.xRange().second, 1000);
    EXPECT_EQ(fitted.count(), 2);
}

TEST(LossPanel, DragPansAndDoubleClickFits) {
    ShownLossPanel shown(run(1000));
    LossChart& chart = *shown.panel.chart();
    shown.wheel(shown.middle(), 480);
    const auto before = chart.xRange();
    const QPoint from = shown.middle().toPoint();
    QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(chart.viewport(), from + QPoint(-30, 0));
    QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, from + QPoint(-30, 0));
    const double perPixel = (before.second - before.first) / chart.lanes().upper.width();
    EXPECT_NEAR(chart.xRange().first, before.first + 30 * perPixel, perPixel);
    QTest::mouseDClick(chart.viewport(), Qt::LeftButton, {}, from);
    EXPECT_TRUE(chart.fitted());
}

TEST(LossPanel, AShiftDragZoomsIntoTheBox) {
    ShownLossPanel shown(run(1000));
    LossChart& chart = *shown.panel.chart();
    const QRectF upper = chart.lanes().upper;
    const QPoint from = (upper.topLeft() + QPointF(upper.width() * 0.5, 10)).toPoint();
    const QPoint to = (upper.topLeft() + QPointF(upper.width() * 0.75, 60)).toPoint();
    const double top = chart.lane(LossLane::Upper).yAt(from.y());
    QTest::mousePress(chart.viewport(), Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(chart.viewport(), to);
    QTest::mouseRelease(chart.viewport(), Qt::LeftButton, Qt::ShiftModifier, to);
    EXPECT_NEAR(chart.xRange().first, 500, 5);
    EXPECT_NEAR(chart.xRange().second, 750, 5);
    EXPECT_NEAR(chart.lane(LossLane::Upper).yMaximum(), top, 0.01);
    EXPECT_FALSE(chart.fitted());
}

TEST(LossPanel, OutliersAreLeftOutOfTheRangeUntilAskedFor) {
    ShownLossPanel shown(run(1000, 5000));
    EXPECT_LT(shown.panel.chart()->lane(LossLane::Upper).yMaximum(), 300);
    shown.panel.ignoreOutliersAction()->setChecked(false);
    EXPECT_GT(shown.panel.chart()->lane(LossLane::Upper).yMaximum(), 5000);
}

TEST(LossPanel, LogarithmicAxesHoldTheLogarithms) {
    ShownLossPanel shown(run(1000));
    shown.panel.logarithmicButton()->click();
    const ChartLane& upper = shown.panel.chart()->lane(LossLane::Upper);
    EXPECT_GT(upper.yMinimum(), 2);
    EXPECT_LT(upper.yMaximum(), 2.4);
    EXPECT_TRUE(has(shown.picture(), shown.panel.chart()->lanes().upper, tokens().lossTotal));
}

TEST(LossPanel, NothingIsTakenWhileItIsHidden) {
    const auto metrics = run(100);
    LossPanel panel;
    panel.setMetrics(metrics);
    EXPECT_EQ(panel.data().rows(), 0);
    panel.show();
    EXPECT_EQ(panel.data().rows(), 100);
    const std::vector<double> row{101, 1.01, 2, 100, 90, 10};
    metrics->train.append(row);
    EXPECT_TRUE(QTest::qWaitFor([&] { return panel.data().rows() == 101; }, 10'000));
}

TEST(LossPanel, AMarkIsADashedLineAtItsStep) {
    ShownLossPanel shown(run(1000));
    shown.panel.setMarks({{500, 5, "learning_rate", 0.0005}});
    const QRectF lower = shown.panel.chart()->lanes().lower;
    const QImage with = shown.picture();
    shown.panel.setMarks({});
    const QImage without = shown.picture();
    int differing = 0;
    const int x = static_cast<int>(std::lround(lower.left() + lower.width() * 0.5));
    for (int y = static_cast<int>(lower.top()); y < static_cast<int>(lower.bottom()); ++y) {
        for (int dx = -1; dx <= 1; ++dx) differing += with.pixel(x + dx, y) != without.pixel(x + dx, y);
    }
    EXPECT_GT(differing, static_cast<int>(lower.height()) / 3);
}

TEST(LossPanel, HoverReadsRawSmoothedAndHeldOut) {
    ShownLossPanel shown(run(1000));
    LossChart& chart = *shown.panel.chart();
    const auto card = [&] {
        const QImage image = shown.picture();
        int pixels = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) pixels += image.pixelColor(x, y) == tokens().raised;
        }
        return pixels;
    };
    EXPECT_LT(card(), 200);
    const QPoint middle = shown.middle().toPoint();
    QTest::mouseMove(chart.viewport(), middle);
    QCoreApplication::processEvents();
    EXPECT_GT(card(), 3000);
    const auto reading = chart.readingAt(middle);
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->rows.size(), 3U);
    const auto row = static_cast<int64_t>(
                         std::lround((middle.x() - chart.lanes().upper.left()) / chart.lanes().upper.width() * 1000)) -
                     1;
    EXPECT_EQ(reading->title.section(QLatin1Char(','), 0, 0), QStringLiteral("step %1").arg(row + 1));
    const LossData& data = shown.panel.data();
    EXPECT_EQ(reading->rows[0].raw, lossNumber(data.raw(0).at(row)));
    EXPECT_EQ(reading->rows[0].smoothed, lossNumber(data.smooth(0).at(row)));
    EXPECT_NE(reading->rows[0].raw, reading->rows[0].smoothed);
    EXPECT_EQ(reading->rows[0].heldOut, lossNumber(data.heldOutAt((row + 1) / 100 - 1, 0)));
    EXPECT_EQ(reading->notes.value(0), QStringLiteral("held out: after epoch %1").arg((row + 1) / 100));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&chart, &leave);
    EXPECT_LT(card(), 200);
    EXPECT_FALSE(chart.readingAt({2, 2}));
}

TEST(LossPanel, TheNumbersAtTheEndsAreNamed) {
    ShownLossPanel shown(run(1000));
    LossChart& chart = *shown.panel.chart();
    EXPECT_EQ(chart.endHeading(), QStringLiteral("smoothed"));
    // Above the numbers, right-aligned, in the quiet colour.
    const QRectF upper = chart.lanes().upper;
    const QRectF heading(chart.width() - 60, upper.top() - 4, 60, QFontMetricsF(noteFont()).height());
    EXPECT_TRUE(has(shown.picture(), heading, tokens().text2));
    auto heldOutOnly = std::make_shared<RunMetrics>(std::vector<std::string>{"total"});
    heldOutOnly->heldOut.append(std::vector{10.0, 1.0, 1.0, 90.0});
    shown.panel.setMetrics(heldOutOnly);
    shown.panel.refresh();
    EXPECT_EQ(chart.endHeading(), QStringLiteral("held out"));
}

TEST(LossPanel, AMarkBeginsTheSmoothedLineAnewAndIsRead) {
    ShownLossPanel shown(run(1000));
    LossChart& chart = *shown.panel.chart();
    const float before = shown.panel.data().smooth(0).at(500);
    shown.panel.setMarks({{500, 5, "beta", 4}});
    EXPECT_NE(shown.panel.data().smooth(0).at(500), before);
    EXPECT_EQ(shown.panel.data().smooth(0).at(500), shown.panel.data().raw(0).at(500));
    const QRectF upper = chart.lanes().upper;
    const auto reading = chart.readingAt({upper.left() + upper.width() / 2, upper.center().y()});
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->notes.contains(QStringLiteral("β 4 after step 500")))
        << qPrintable(reading->notes.join(QLatin1Char(';')));
}

TEST(LossPanel, NamesOfMarksKeepApartAtEverySize) {
    ShownLossPanel shown(run(1000));
    std::vector<Mark> marks;
    for (int64_t step = 40; step < 1000; step += 70)
        marks.push_back({step, 1, step % 3 == 0 ? "learning_rate" : step % 3 == 1 ? "beta" : "free_bits", 0.0005});
    shown.panel.setMarks(marks);
    for (const QSize size : {QSize(300, 160), QSize(380, 196), QSize(500, 260), QSize(834, 340)}) {
        shown.panel.resize(size);
        QCoreApplication::processEvents();
        const auto names = shown.panel.chart()->markNames();
        EXPECT_GE(names.size(), size.width() < 400 ? 1U : 2U);
        const QRectF upper = shown.panel.chart()->lanes().upper;
        for (size_t i = 0; i < names.size(); ++i) {
            EXPECT_TRUE(upper.adjusted(0, 0, 1, 0).contains(names[i])) << size.width();
            for (size_t j = 0; j < i; ++j) EXPECT_FALSE(names[i].intersects(names[j])) << size.width();
        }
    }
}

TEST(LossPanel, EveryLaneHasTwoTicksAtEverySize) {
    for (double shift = 0; shift < 1; shift += 0.25) {
        auto metrics = std::make_shared<RunMetrics>(std::vector<std::string>{"total", "reconstruction", "kl"});
        for (double step = 1; step <= 300; ++step) {
            const double kl = 3 + 6 * shift - std::exp(-step / 30), reconstruction = 131 + 9 * shift;
            metrics->train.append(
                std::vector<double>{step, step / 100, step / 50, reconstruction + kl, reconstruction, kl});
        }
        ShownLossPanel shown(metrics);
        LossChart& chart = *shown.panel.chart();
        for (const bool logarithmic : {false, true}) {
            chart.setLogarithmic(logarithmic);
            for (int height = 120; height < 340; height += 17) {
                shown.panel.resize(500, height);
                QCoreApplication::processEvents();
                for (const LossLane which : {LossLane::Upper, LossLane::Lower}) {
                    const ChartLane& lane = chart.lane(which);
                    if (!lane.isVisible()) continue;
                    ASSERT_GE(lane.yTicks().size(), 2U) << height << ", " << shift << ", " << logarithmic;
                    EXPECT_GE(lane.pixelAt(lane.yTicks().front().position) - lane.pixelAt(lane.yTicks()[1].position),
                              0.8 * QFontMetricsF(axisFont()).height())
                        << height << ", " << shift << ", " << logarithmic;
                }
            }
        }
    }
}

TEST(LossPanel, RingsAndDiamondsAreWholeAtTheEdges) {
    // The held-out values are the outermost: the least is the diamond, the first the highest ring.
    auto metrics = std::make_shared<RunMetrics>(std::vector<std::string>{"total"});
    for (double step = 1; step <= 1000; ++step) metrics->train.append(std::vector{step, step / 100, step, 100.0});
    for (double epoch = 1; epoch <= 10; ++epoch)
        metrics->heldOut.append(std::vector{100 * epoch, epoch, epoch,
                                            epoch == 1    ? 104.0
                                            : epoch == 10 ? 96.0
                                                          : 100.0});
    ShownLossPanel shown(metrics);
    shown.panel.ignoreOutliersAction()->setChecked(false);
    LossChart& chart = *shown.panel.chart();
    const ChartLane& lane = chart.lane(LossLane::Upper);
    const QImage image = shown.picture();
    const QPointF highest(lane.xPixel(100), lane.pixelAt(104)), best(lane.xPixel(1000), lane.pixelAt(96));
    EXPECT_GE(highest.y() - lane.plot().top(), 5.5);
    EXPECT_GE(lane.plot().bottom() - best.y(), 5.5);
    EXPECT_TRUE(has(image, QRectF(highest.x() - 1, highest.y() - 4, 2, 2), tokens().lossTotal))
        << "the top of the ring";
    EXPECT_TRUE(has(image, QRectF(best.x() - 1, best.y() + 3, 2, 2), tokens().lossTotal)) << "the tip of the diamond";
    EXPECT_TRUE(has(image, QRectF(best.x() + 3, best.y() - 1, 2, 2), tokens().lossTotal)) << "beyond the plot's edge";
}

TEST(LossPanel, StepsThatAreLostAreFaintBehindTheOneThatWasOpened) {
    ShownLossPanel shown(run(600));
    const LossChart& chart = *shown.panel.chart();
    EXPECT_FALSE(chart.lostFrom());
    auto info = std::make_shared<RunInfo>();
    info->lostWeights = LostWeights{1000, 600, "1000.safetensors", {}, run(1000)};
    shown.panel.setRun(info);
    shown.panel.refresh();
    ASSERT_TRUE(chart.lostFrom());
    EXPECT_GE(chart.xRange().second, 1000) << "what is lost is in sight";
    EXPECT_EQ(shown.panel.data().newestStep(), 600) << "the numbers are those of the opened step";
    const QImage image = shown.picture();
    const QRectF plot = chart.lanes().upper;
    QRectF behind = plot;
    behind.setLeft(*chart.lostFrom() + 3);
    EXPECT_FALSE(has(image, behind, tokens().lossTotal)) << "as strong as what is there";
    // The line of the total at 22 %.
    const double x = *chart.lostFrom() + 0.5 * (plot.right() - *chart.lostFrom());
    bool faint = false;
    for (double y = plot.top(); y < plot.bottom(); ++y)
        faint = faint || image.pixelColor(QPointF(x, y).toPoint()).lightness() > tokens().panel.lightness() + 20;
    EXPECT_TRUE(faint);
    EXPECT_TRUE(has(image, QRectF(*chart.lostFrom() - 1, plot.top(), 2, plot.height()), tokens().warn));
    // Trained on, they come anew.
    shown.panel.setRun(std::make_shared<RunInfo>());
    EXPECT_FALSE(chart.lostFrom());
}

TEST(LossPanel, WithoutARunItSaysWhatWillBeHere) {
    ShownLossPanel shown(run(100));
    shown.panel.setMetrics(nullptr);
    EXPECT_TRUE(shown.panel.data().empty());
    shown.picture();
}

}  // namespace
}  // namespace zscape
