#include "ui/panels/loss/ticks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace zscape {
namespace {

QStringList labelsOf(const std::vector<Tick>& ticks) {
    QStringList labels;
    for (const Tick& tick : ticks) labels.append(tick.label);
    return labels;
}

QStringList words(const char* text) { return QString::fromUtf8(text).split(QLatin1Char(' ')); }

TEST(Ticks, LinearOnesAreTheFinestThatFit) {
    EXPECT_EQ(labelsOf(linearTicks(0, 9380, 5)), words("0 2000 4000 6000 8000"));
    EXPECT_EQ(labelsOf(linearTicks(3.2, 7.1, 2)), words("4 6"));
    EXPECT_EQ(labelsOf(linearTicks(0.02, 0.11, 5)), words("0.02 0.04 0.06 0.08 0.10"));
    EXPECT_EQ(labelsOf(linearTicks(0, 1e6, 6)), words("0 200k 400k 600k 800k 1.0M"));
    EXPECT_TRUE(linearTicks(5, 5, 4).empty());
}

TEST(AxisEnd, IsTheNextRoundNumberUntilThePlanIsNear) {
    EXPECT_EQ(axisEnd(1, 31640), 1);
    EXPECT_EQ(axisEnd(7, 31640), 10);
    EXPECT_EQ(axisEnd(11, 31640), 20);
    EXPECT_EQ(axisEnd(200, 31640), 200);
    EXPECT_EQ(axisEnd(201, 31640), 500);
    EXPECT_EQ(axisEnd(9900, 31640), 10000);
    EXPECT_EQ(axisEnd(12000, 31640), 20000);
    EXPECT_EQ(axisEnd(21000, 31640), 31640) << "50,000 would be beyond the plan";
    EXPECT_EQ(axisEnd(70, 140), 140) << "not half as far again as 100";
    EXPECT_EQ(axisEnd(0.03, 40), 0.05);
    EXPECT_EQ(axisEnd(40, 40), 40);
    EXPECT_EQ(axisEnd(55, 40), 55) << "what is done is always there";
    EXPECT_EQ(axisEnd(55, 0), 55);
    EXPECT_EQ(axisEnd(0, 31640), 31640);
    EXPECT_EQ(axisEnd(0, 0), 1);
}

TEST(Ticks, NeverMoreThanAskedFor) {
    for (const double range : {1e-6, 0.37, 9.99, 1234.5, 7e8}) {
        for (int most = 2; most < 12; ++most) {
            const auto ticks = linearTicks(range * 0.3, range * 1.3, most);
            EXPECT_LE(ticks.size(), static_cast<size_t>(most)) << range << " " << most;
            EXPECT_GE(ticks.size(), 2U) << range << " " << most;
        }
    }
}

/// Two ticks or more within the range, the outer ones half of it apart: no label covers another in a lane of two lines.
void expectTelling(const std::vector<Tick>& ticks, double minimum, double maximum) {
    ASSERT_GE(ticks.size(), 2U) << minimum << " to " << maximum;
    EXPECT_GE(ticks.front().position, minimum - 1e-6 * (maximum - minimum));
    EXPECT_LE(ticks.back().position, maximum + 1e-6 * (maximum - minimum));
    EXPECT_GE(ticks.back().position - ticks.front().position, (maximum - minimum) / 2 * (1 - 1e-6))
        << minimum << " to " << maximum << ": " << qPrintable(labelsOf(ticks).join(QLatin1Char(' ')));
    EXPECT_NE(ticks.front().label, ticks.back().label) << minimum << " to " << maximum;
}

TEST(Ticks, TwoAtLeastTellEveryRange) {
    std::mt19937 generator(11);
    std::uniform_real_distribution<double> place(-3, 5), width(-3, 4);
    for (int trial = 0; trial < 3000; ++trial) {
        const double from = std::pow(10, place(generator)), to = from + std::pow(10, width(generator));
        const auto most = static_cast<int>(2 + generator() % 6);
        if (to - from > 1e-4 * from) {
            expectTelling(linearTicks(from, to, most), from, to);
            expectTelling(timeTicks(from, to, most), from, to);
            expectTelling(linearTicks(-to, from, most), -to, from);
        }
        const double low = place(generator), high = low + std::pow(10, width(generator) / 4);
        if (std::pow(10, high - low) > 1.001) expectTelling(logarithmicTicks(low, high, most), low, high);
    }
    EXPECT_EQ(labelsOf(linearTicks(3, 9.5, 2)), words("4 8")) << "5 alone tells nothing";
    EXPECT_FALSE(linearTicks(1e9, 1e9 + 1e-7, 2).size() > 2) << "narrower than numbers are: no endless search";
}

TEST(Ticks, LogarithmicOnesAreOneTwoFiveWithinTheRangeOnly) {
    const auto ticks = logarithmicTicks(0.2, 2.4, 8);  // 1.6 to 251
    EXPECT_EQ(labelsOf(ticks), words("2 5 10 20 50 100 200"));
    for (const Tick& tick : ticks) {
        EXPECT_GE(tick.position, 0.2);
        EXPECT_LE(tick.position, 2.4);
    }
    EXPECT_EQ(labelsOf(logarithmicTicks(-1, 6, 4)), words("1 1000 1M"));
}

TEST(Ticks, ANarrowLogarithmicRangeHasLinearLabels) {
    const auto ticks = logarithmicTicks(std::log10(130), std::log10(190), 4);
    EXPECT_EQ(labelsOf(ticks), words("140 160 180"));
    EXPECT_NEAR(ticks[0].position, std::log10(140), 1e-12);
}

TEST(Ticks, TimeIsCountedAsPeopleDo) {
    EXPECT_EQ(labelsOf(timeTicks(0, 65, 5)),
              (QStringList{QStringLiteral("0"), QStringLiteral("15 s"), QStringLiteral("30 s"), QStringLiteral("45 s"),
                           QStringLiteral("60 s")}));
    EXPECT_EQ(labelsOf(timeTicks(0, 1000, 4)), (QStringList{QStringLiteral("0"), QStringLiteral("5 min"),
                                                            QStringLiteral("10 min"), QStringLiteral("15 min")}));
    EXPECT_FALSE(timeTicks(0, 4e8, 4).empty());
}

TEST(Ticks, LossesHaveThreeOrFourDigits) {
    EXPECT_EQ(lossNumber(141.42), QStringLiteral("141.4"));
    EXPECT_EQ(lossNumber(6.554), QStringLiteral("6.55"));
    EXPECT_EQ(lossNumber(0.12345), QStringLiteral("0.123"));
    EXPECT_EQ(lossNumber(12345.6), QStringLiteral("12346"));
    EXPECT_EQ(lossNumber(-3.2), QStringLiteral("−3.20"));
    EXPECT_EQ(lossNumber(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("–"));
}

}  // namespace
}  // namespace zscape
