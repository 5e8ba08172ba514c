#include "engine/analysis/pca.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

namespace zscape {
namespace {

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
    return sum;
}

TEST(PrincipalAnalysis, FindsTheAxesOfAKnownCloud) {
    // Variances 9 and 1 and 0.01 along (1,1,0)/sqrt2, (1,-1,0)/sqrt2 and z, far from the origin.
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    const double r = std::sqrt(0.5);
    std::vector<float> rows;
    constexpr int64_t kRows = 40000;
    for (int64_t i = 0; i < kRows; ++i) {
        const double a = 3 * normal(random), b = normal(random), c = 0.1 * normal(random);
        rows.push_back(static_cast<float>(1000 + r * (a + b)));
        rows.push_back(static_cast<float>(-500 + r * (a - b)));
        rows.push_back(static_cast<float>(c));
    }
    PrincipalAnalysis analysis(3);
    analysis.add(rows.data(), 15000);
    analysis.add(rows.data() + 15000 * 3, kRows - 15000);
    EXPECT_EQ(analysis.count(), kRows);
    const PrincipalAxes axes = analysis.axes(2);
    ASSERT_EQ(axes.axes.size(), 2u);
    EXPECT_NEAR(axes.mean[0], 1000, 0.1);
    EXPECT_NEAR(axes.mean[1], -500, 0.1);
    EXPECT_NEAR(std::abs(dot(axes.axes[0], {static_cast<float>(r), static_cast<float>(r), 0})), 1, 1e-3);
    EXPECT_NEAR(std::abs(dot(axes.axes[1], {static_cast<float>(r), static_cast<float>(-r), 0})), 1, 1e-3);
    EXPECT_NEAR(axes.explained[0], 9 / 10.01, 0.01);
    EXPECT_NEAR(axes.explained[1], 1 / 10.01, 0.01);
    EXPECT_NEAR(dot(axes.axes[0], axes.axes[1]), 0, 1e-6);
}

TEST(PrincipalAnalysis, LeavesOutWhatIsNotFinite) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> rows{nan, 0, 1, 1, 3, 3, 0, INFINITY};
    PrincipalAnalysis analysis(2);
    analysis.add(rows.data(), 4);
    EXPECT_EQ(analysis.count(), 2);
    const PrincipalAxes axes = analysis.axes(5);
    EXPECT_EQ(axes.axes.size(), 2u) << "no more axes than dimensions";
    EXPECT_NEAR(axes.mean[0], 2, 1e-6);
    EXPECT_NEAR(axes.explained[0], 1, 1e-9);
}

TEST(PrincipalAnalysis, OnePointHasNoVariance) {
    const float row[] = {4, 5};
    PrincipalAnalysis analysis(2);
    EXPECT_THROW(analysis.axes(2), std::logic_error);
    analysis.add(row, 1);
    EXPECT_EQ(analysis.axes(2).explained[0], 0);
    EXPECT_THROW(PrincipalAnalysis(0), std::invalid_argument);
}

TEST(AlignAxes, TurnsSignsAndOrderBack) {
    const PrincipalAxes previous{{0, 0, 0}, {{1, 0, 0}, {0, 1, 0}}, {0.6, 0.3}};
    PrincipalAxes axes{{0, 0, 0}, {{0, -1, 0}, {-1, 0, 0}}, {0.5, 0.4}};
    alignAxes(axes, previous);
    EXPECT_EQ(axes.axes[0], (std::vector<float>{1, 0, 0}));
    EXPECT_EQ(axes.axes[1], (std::vector<float>{0, 1, 0}));
    EXPECT_EQ(axes.explained, (std::vector<double>{0.4, 0.5}));
    PrincipalAxes other{{0, 0}, {{-1, 0}, {0, -1}}, {0.5, 0.4}};
    alignAxes(other, previous);
    EXPECT_EQ(other.axes[0], (std::vector<float>{-1, 0})) << "another number of dimensions is another space";
}

}  // namespace
}  // namespace zscape
