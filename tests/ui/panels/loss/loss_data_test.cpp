#include "ui/panels/loss/loss_data.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

void addSteps(RunMetrics& run, int64_t from, int64_t to) {
    for (int64_t step = from; step <= to; ++step) {
        const double s = static_cast<double>(step);
        const std::vector<double> row{s, s / 100, s / 10, 200 - s / 100, 190 - s / 100, 10};
        run.train.append(row);
    }
}

void addEpoch(RunMetrics& run, double epoch, double total) {
    const std::vector<double> row{epoch * 100, epoch, epoch * 10, total, total - 10, 10};
    run.heldOut.append(row);
}

std::shared_ptr<RunMetrics> newRun() {
    return std::make_shared<RunMetrics>(std::vector<std::string>{"total", "reconstruction", "kl"});
}

TEST(LossData, TakesOnlyWhatIsNewAndNoMoreThanAsked) {
    const auto run = newRun();
    LossData data;
    data.setMetrics(run);
    EXPECT_TRUE(data.empty());
    addSteps(*run, 1, 5000);
    EXPECT_TRUE(data.update(3000));
    EXPECT_EQ(data.rows(), 3000);
    EXPECT_TRUE(data.behind());
    EXPECT_TRUE(data.update(3000));
    EXPECT_EQ(data.rows(), 5000);
    EXPECT_FALSE(data.update());
    EXPECT_EQ(data.raw(0).at(4999), 150.0F);
    EXPECT_EQ(data.raw(2).size(), 5000);
    EXPECT_NEAR(data.newest(2), 10, 1e-5);
}

TEST(LossData, KnowsTheBestHeldOutEpoch) {
    const auto run = newRun();
    LossData data;
    data.setMetrics(run);
    EXPECT_EQ(data.bestHeldOutRow(), -1);
    addEpoch(*run, 1, 150);
    addEpoch(*run, 2, 140);
    addEpoch(*run, 3, 145);
    data.update();
    EXPECT_EQ(data.bestHeldOutRow(), 1);
    EXPECT_DOUBLE_EQ(data.newest(0), 145);
}

TEST(LossData, AStepLiesOnEveryAxis) {
    const auto run = newRun();
    addSteps(*run, 1, 1000);
    LossData data;
    data.setMetrics(run);
    data.update();
    EXPECT_DOUBLE_EQ(data.positionOfStep(500, LossAxis::Step), 500);
    EXPECT_DOUBLE_EQ(data.positionOfStep(500, LossAxis::Epoch), 5);
    EXPECT_DOUBLE_EQ(data.positionOfStep(500, LossAxis::Time), 50);
}

TEST(LossData, AnotherRunBeginsAnew) {
    const auto run = newRun();
    addSteps(*run, 1, 10);
    LossData data;
    data.setMetrics(run);
    data.update();
    data.setMetrics(run);
    EXPECT_EQ(data.rows(), 10);
    data.setMetrics(newRun());
    EXPECT_TRUE(data.empty());
    data.setMetrics(nullptr);
    EXPECT_TRUE(data.terms().empty());
    EXPECT_FALSE(data.update());
}

}  // namespace
}  // namespace zscape
