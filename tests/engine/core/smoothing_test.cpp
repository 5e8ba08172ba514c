#include "engine/core/smoothing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

// The numbers are NumPy's, by the sum itself and not by a recursion:
//
//   def mean_at(t, x, marks=()):
//       steps = np.arange(max([m for m in marks if m < t], default=0) + 1, t + 1)
//       a = 1 / np.clip(0.03 * steps, 1, 100)
//       w = np.array([a[i] * np.prod(1 - a[i + 1:]) for i in range(len(a))])
//       return (w * x[steps - 1]).sum() / w.sum()
//   n = np.arange(1, 5001); x = 150 + 400 * np.exp(-n / 30) + 10 * np.sin(1.3 * n)
namespace zscape {
namespace {

double lossAt(int64_t step) {
    const auto n = static_cast<double>(step);
    return 150 + 400 * std::exp(-n / 30) + 10 * std::sin(1.3 * n);
}

double meanAt(int64_t last, std::vector<int64_t> marks = {}) {
    LossSmoother smoother(1, std::move(marks));
    double mean = 0;
    for (int64_t step = 1; step <= last; ++step) {
        const double value = lossAt(step);
        mean = smoother.next(step, {&value, 1}).front();
    }
    return mean;
}

TEST(Smoothing, TheWindowIsThreePercentOfTheStepsSoFar) {
    EXPECT_EQ(smoothingWindow(1), 1);
    EXPECT_EQ(smoothingWindow(33), 1);
    EXPECT_DOUBLE_EQ(smoothingWindow(100), 3);
    EXPECT_DOUBLE_EQ(smoothingWindow(1000), 30);
    EXPECT_EQ(smoothingWindow(3334), 100);
    EXPECT_EQ(smoothingWindow(1e9), 100);
}

TEST(Smoothing, IsTheWeightedMeanThatNumPyFinds) {
    const std::map<int64_t, double> golden{
        {1, 546.5220220469744},     {2, 529.3578077308617},     {33, 274.3180515691776},
        {40, 264.77531351948716},   {100, 163.6750501933586},   {400, 149.5013107575306},
        {1000, 149.72051834517578}, {3333, 150.02219868211137}, {5000, 150.0634313042017},
    };
    for (const auto& [step, mean] : golden) EXPECT_NEAR(meanAt(step), mean, 1e-9) << step;
}

TEST(Smoothing, BeginsAnewBehindEachMark) {
    const std::vector<int64_t> marks{700, 1000};
    EXPECT_NEAR(meanAt(1000, marks), 149.72051885541012, 1e-9) << "the marked step is the last of the old settings";
    EXPECT_DOUBLE_EQ(meanAt(1001, marks), lossAt(1001));
    EXPECT_NEAR(meanAt(1002, marks), 157.75600057499545, 1e-9);
    EXPECT_NEAR(meanAt(1040, marks), 150.1787907418621, 1e-9);
    EXPECT_NEAR(meanAt(1500, marks), 150.17911788862585, 1e-9);
    EXPECT_DOUBLE_EQ(meanAt(40, {0, 0}), meanAt(40)) << "what was set before the first step";
}

TEST(Smoothing, AMarkThatComesWhileItRunsCountsFromThere) {
    LossSmoother smoother(1);
    double mean = 0;
    for (int64_t step = 1; step <= 1500; ++step) {
        if (step == 701) smoother.setMarks({700});
        if (step == 1001) smoother.setMarks({700, 1000});
        const double value = lossAt(step);
        mean = smoother.next(step, {&value, 1}).front();
    }
    EXPECT_DOUBLE_EQ(mean, meanAt(1500, {700, 1000}));
}

TEST(Smoothing, PassesByWhatIsNotFinite) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    LossSmoother smoother(2);
    EXPECT_TRUE(std::isnan(smoother.next(1, std::vector{nan, 5.0})[0]));
    EXPECT_DOUBLE_EQ(smoother.next(2, std::vector{50.0, 5.0})[0], 50);
    EXPECT_DOUBLE_EQ(smoother.next(3, std::vector{nan, 5.0})[0], 50);
    EXPECT_DOUBLE_EQ(smoother.next(4, std::vector{std::numeric_limits<double>::infinity(), 7.0})[1], 7)
        << "over one step it is the step's own";
}

}  // namespace
}  // namespace zscape
