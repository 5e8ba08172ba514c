#include "engine/analysis/plane_density.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <iostream>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>
#include <stdexcept>

namespace zscape {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;

/// `count` draws of N((x, y), (sx², sy²)).
std::vector<float> blob(size_t count, double x, double y, double sx, double sy, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::vector<float> xy;
    xy.reserve(2 * count);
    for (size_t i = 0; i < count; ++i) {
        xy.push_back(static_cast<float>(x + sx * normal(random)));
        xy.push_back(static_cast<float>(y + sy * normal(random)));
    }
    return xy;
}

std::vector<float> ring(size_t count, double radius, double spread) {
    std::mt19937 random(5);
    std::normal_distribution<double> normal;
    std::vector<float> xy;
    xy.reserve(2 * count);
    for (size_t i = 0; i < count; ++i) {
        const double angle = kTwoPi * static_cast<double>(i) / static_cast<double>(count);
        const double r = radius + spread * normal(random);
        xy.push_back(static_cast<float>(r * std::cos(angle)));
        xy.push_back(static_cast<float>(r * std::sin(angle)));
    }
    return xy;
}

std::vector<float> joined(std::vector<float> a, const std::vector<float>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// Scott's rule on sorted numbers: of up to 50,000 codes.
double bandwidthByHand(const std::vector<float>& xy, size_t axis) {
    std::vector<double> values;
    values.reserve(xy.size() / 2);
    for (size_t i = axis; i < xy.size(); i += 2) values.push_back(double{xy[i]});
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double quartiles = values[(values.size() - 1) * 3 / 4] - values[(values.size() - 1) / 4];
    return std::min(std::sqrt(squares / n), quartiles / 1.349) * std::pow(n, -1.0 / 6);
}

/// The sum over all codes of their kernels, as the estimate is defined.
double exactAt(const std::vector<float>& xy, double x, double y, double hx, double hy) {
    double sum = 0;
    for (size_t i = 0; i < xy.size(); i += 2) {
        const double dx = (x - double{xy[i]}) / hx, dy = (y - double{xy[i + 1]}) / hy;
        sum += std::exp(-0.5 * (dx * dx + dy * dy));
    }
    return sum / (kTwoPi * hx * hy) / (static_cast<double>(xy.size()) / 2);
}

/// The largest difference from the exact sum on the grid, as a share of its largest value.
double worstError(const std::vector<float>& xy, const PlaneGrid& grid) {
    const PlaneDensity density = planeDensity(xy, grid, {}, {});
    const double hx = std::max(bandwidthByHand(xy, 0), grid.cell), hy = std::max(bandwidthByHand(xy, 1), grid.cell);
    double worst = 0, highest = 0;
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column) {
            const double exact = exactAt(xy, grid.left + grid.cell * column, grid.bottom + grid.cell * row, hx, hy);
            const size_t sample =
                static_cast<size_t>(row) * static_cast<size_t>(grid.columns) + static_cast<size_t>(column);
            worst = std::max(worst, std::abs(exact - double{density.values[sample]}));
            highest = std::max(highest, exact);
        }
    EXPECT_NEAR(double{density.highest}, highest, 0.003 * highest);
    return worst / highest;
}

double integral(const PlaneDensity& density) {
    return std::accumulate(density.values.begin(), density.values.end(), 0.0) * density.grid.cell * density.grid.cell;
}

/// `samples` x `samples` over [-reach, reach]².
PlaneGrid around(double reach, int samples) { return {-reach, -reach, 2 * reach / (samples - 1), samples, samples}; }

TEST(PlaneDensity, IsTheKernelSum) {
    const std::vector<float> cloud =
        joined(blob(200, -1, 0.5, 0.4, 0.9, 1), joined(blob(150, 1.5, -1, 0.3, 0.3, 2), {20, 30, -40, 10}));
    EXPECT_LT(worstError(cloud, {-4, -4, 0.125, 65, 49}), 0.002) << "all of it";
    EXPECT_LT(worstError(cloud, {0.2, -1.2, 0.003, 80, 40}), 0.002) << "a few bandwidths, at a cell far below one";
    EXPECT_LT(worstError(cloud, {-60, -60, 2.5, 48, 48}), 0.005) << "from afar: one cell is the bandwidth";
    EXPECT_LT(worstError(cloud, {2.4, -1, 0.05, 30, 30}), 0.002) << "beside it: what lies off the grid reaches in";
    EXPECT_LT(worstError(blob(3, 0, 0, 1, 2, 3), {-3, -3, 0.1, 61, 61}), 0.01) << "of three codes nothing averages out";
}

TEST(PlaneDensity, IntegratesToTheShareThatIsOnTheGrid) {
    const std::vector<float> cloud = blob(5'000, 0.3, -0.2, 1, 0.5, 4);
    EXPECT_NEAR(integral(planeDensity(cloud, around(8, 200), {}, {})), 1, 1e-4);
    const PlaneDensity half = planeDensity(cloud, {0.3, -8, 0.08, 100, 200}, {}, {});
    EXPECT_NEAR(integral(half), 0.5, 0.03);
    EXPECT_EQ(half.codes, 5'000) << "those off the grid are of the whole, too";
}

TEST(PlaneDensity, BandwidthIsScottsOfASpreadThatOutliersLeaveAlone) {
    const std::vector<float> cloud = blob(4'000, 3, -7, 2, 0.25, 6);
    const std::array<double, 2> plain = scottBandwidth(cloud);
    EXPECT_NEAR(plain[0], bandwidthByHand(cloud, 0), 1e-9);
    EXPECT_NEAR(plain[1], bandwidthByHand(cloud, 1), 1e-9);
    EXPECT_NEAR(plain[0], 2 * std::pow(4'000, -1.0 / 6), 0.03);
    EXPECT_NEAR(plain[1], 0.25 * std::pow(4'000, -1.0 / 6), 0.004);
    const std::array<double, 2> apart = scottBandwidth(joined(cloud, {1e6F, 1e6F, -1e6F, -1e6F}));
    EXPECT_NEAR(apart[0], plain[0], 0.01 * plain[0]);
    EXPECT_NEAR(apart[1], plain[1], 0.01 * plain[1]);
    std::vector<float> mostly(2 * 100, 1.0F);
    mostly[0] = 3;  // three quarters agree: the quartiles say nothing
    EXPECT_NEAR(scottBandwidth(mostly)[0], std::sqrt(4.0 / 100 - 0.0004) * std::pow(100, -1.0 / 6), 1e-9);
    EXPECT_EQ(scottBandwidth(mostly)[1], 0);
    const std::vector<float> many = blob(200'000, 0, 0, 1, 3, 7);
    EXPECT_NEAR(scottBandwidth(many)[0], std::pow(200'000, -1.0 / 6), 0.01 * std::pow(200'000, -1.0 / 6));
    EXPECT_NEAR(scottBandwidth(many)[1], 3 * std::pow(200'000, -1.0 / 6), 0.03 * std::pow(200'000, -1.0 / 6));
}

TEST(PlaneDensity, CodesAtOnePlaceAreOneKernelOfACell) {
    const std::vector<float> cloud(2 * 100'000, 0.5F);
    const PlaneGrid grid{-2, -2, 0.25, 21, 21};
    const PlaneDensity density = planeDensity(cloud, grid, {0, 0, 1}, {});
    EXPECT_NEAR(integral(density), 1, 1e-4);
    // Where every code lies on a bin, binning spreads nothing of what is taken off for it: 1 in 96.
    EXPECT_NEAR(double{density.highest}, 1 / (kTwoPi * 0.0625), 0.011 / (kTwoPi * 0.0625));
    EXPECT_EQ(density.highest, density.values[10 * 21 + 10]);
    EXPECT_GT(density.emptyShare, 0.8);
    EXPECT_LT(density.emptyShare, 1);
    EXPECT_TRUE(std::all_of(density.values.begin(), density.values.end(), [](float v) { return std::isfinite(v); }));
}

TEST(PlaneDensity, CodesThatAreNotFiniteAreLeftOut) {
    const std::vector<float> cloud = blob(300, 0, 0, 1, 1, 8);
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinite = std::numeric_limits<float>::infinity();
    const std::vector<float> damaged =
        joined(joined({nan, 0, 0, infinite}, cloud), {-infinite, nan, 1, nan, infinite, infinite});
    const PlaneDensity whole = planeDensity(cloud, around(4, 40), {0, 0, 1}, {});
    const PlaneDensity rest = planeDensity(damaged, around(4, 40), {0, 0, 1}, {});
    EXPECT_EQ(rest.codes, 300);
    EXPECT_EQ(rest.values, whole.values);
    EXPECT_EQ(rest.holes, whole.holes);
    EXPECT_EQ(rest.emptyShare, whole.emptyShare);
    EXPECT_GT(rest.highest, 0.05F);
    const PlaneDensity none = planeDensity(std::vector<float>{nan, 1}, around(4, 40), {0, 0, 1}, {});
    EXPECT_EQ(none.codes, 0);
    EXPECT_EQ(none.highest, 0);
    EXPECT_TRUE(none.holes.empty()) << "without a code there is nothing to say";
}

/// What the definitions say of each sample, by the exact sum.
struct HolesByHand {
    std::vector<uint8_t> holes, sure;  ///< sure: not within 2 % of the edge between both
    double emptyShare = 0;
};

HolesByHand holesByHand(const std::vector<float>& xy, const PlaneGrid& grid, const PlanePrior& prior) {
    const double hx = std::max(bandwidthByHand(xy, 0), grid.cell), hy = std::max(bandwidthByHand(xy, 1), grid.cell);
    HolesByHand found;
    double mass = 0, empty = 0;
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column) {
            const double x = grid.left + grid.cell * column, y = grid.bottom + grid.cell * row;
            const double distance = std::hypot(x - prior.x, y - prior.y) / prior.spread;
            const double expected = std::exp(-distance * distance / 2) / (kTwoPi * prior.spread * prior.spread);
            const double ratio = exactAt(xy, x, y, hx, hy) / expected;
            const bool within = distance <= 3;
            found.holes.push_back(within && ratio < 0.1);
            found.sure.push_back(std::abs(ratio - 0.1) > 0.002);
            mass += within ? expected : 0;
            empty += within && ratio < 0.1 ? expected : 0;
        }
    found.emptyShare = empty / mass;
    return found;
}

TEST(PlaneDensity, ARingHasAHoleInItsMiddle) {
    const std::vector<float> cloud = ring(2'000, 1.6, 0.05);
    const PlanePrior prior{0.2, -0.1, 0.9};
    const PlaneGrid grid{-2.6, -2.9, 0.06, 96, 96};
    const PlaneDensity density = planeDensity(cloud, grid, prior, {});
    const HolesByHand exact = holesByHand(cloud, grid, prior);
    ASSERT_EQ(density.holes.size(), exact.holes.size());
    int64_t holes = 0;
    for (size_t sample = 0; sample < exact.holes.size(); ++sample) {
        holes += density.holes[sample];
        ASSERT_TRUE(!exact.sure[sample] || density.holes[sample] == exact.holes[sample]) << sample;
    }
    EXPECT_NEAR(static_cast<double>(holes),
                static_cast<double>(std::count(exact.holes.begin(), exact.holes.end(), uint8_t{1})), 30);
    EXPECT_NEAR(density.emptyShare, exact.emptyShare, 0.01);
    EXPECT_GT(density.emptyShare, 0.2);
    EXPECT_LT(density.emptyShare, 0.8);
    const auto at = [&](double x, double y) {
        const auto place = [&](double value, double first) {
            return static_cast<size_t>(std::lround((value - first) / grid.cell));
        };
        return density.holes[place(y, grid.bottom) * 96 + place(x, grid.left)];
    };
    EXPECT_EQ(at(0, 0), 1);
    EXPECT_EQ(at(1.6, 0), 0);
    EXPECT_EQ(at(0, -1.6), 0);
}

TEST(PlaneDensity, TheEmptyShareIsOfThePlaneAndNotOfWhatIsShown) {
    const std::vector<float> cloud = ring(2'000, 1.6, 0.05);
    const double whole = planeDensity(cloud, around(3, 96), {0, 0, 0.9}, {}).emptyShare;
    EXPECT_EQ(planeDensity(cloud, {1.5, 1.5, 0.001, 50, 20}, {0, 0, 0.9}, {}).emptyShare, whole);
    EXPECT_EQ(planeDensity(cloud, {-100, -100, 5, 50, 50}, {0, 0, 0.9}, {}).emptyShare, whole);
}

TEST(PlaneDensity, CodesOfThePriorLeaveHardlyAHole) {
    const PlaneDensity density = planeDensity(blob(20'000, 1, 2, 1.5, 1.5, 9), around(8, 128), {1, 2, 1.5}, {});
    EXPECT_LT(density.emptyShare, 0.001);
    const PlaneDensity elsewhere = planeDensity(blob(20'000, 1, 2, 1.5, 1.5, 9), around(8, 128), {-9, 2, 1.5}, {});
    EXPECT_GT(elsewhere.emptyShare, 0.97);
    EXPECT_TRUE(planeDensity(blob(100, 0, 0, 1, 1, 9), around(8, 20), {}, {}).holes.empty()) << "no prior";
}

TEST(PlaneDensity, NothingIsAskedOrWhatCannotBe) {
    EXPECT_TRUE(planeDensity(blob(10, 0, 0, 1, 1, 1), {0, 0, 1, 0, 5}, {0, 0, 1}, {}).values.empty());
    EXPECT_EQ(planeDensity({}, around(1, 5), {0, 0, 1}, {}).values, std::vector<float>(25));
    EXPECT_THROW(planeDensity({}, {0, 0, 0, 5, 5}, {}, {}), std::invalid_argument);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(planeDensity(blob(10, 0, 0, 1, 1, 1), around(1, 5), {}, stop.get_token()), Cancelled);
}

TEST(PlaneDensity, AMillionCodesTakeLessThanADrawing) {
    const std::vector<float> cloud = blob(1'000'000, 0, 0, 1, 1, 10);
    for (const double reach : {4.0, 0.2, 40.0}) {
        const std::clock_t began = std::clock();  // this process' own, on however busy a machine
        const PlaneDensity density = planeDensity(cloud, around(reach, 256), {0, 0, 1}, {});
        const double took = 1e3 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
        std::cout << "1,000,000 codes on 256 x 256 samples over " << 2 * reach << ": " << took << " ms\n";
        EXPECT_LT(took, 500) << "it is a tenth of that; a machine may be slow";
        EXPECT_NEAR(density.emptyShare, 0, 0.001);
    }
}

}  // namespace
}  // namespace zscape
