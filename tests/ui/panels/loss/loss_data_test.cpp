#include "ui/panels/loss/loss_data.h"

#include <gtest/gtest.h>

#include <cmath>

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

/// A loss that jumps at step 500 and 800.
double jumping(int64_t step) { return step <= 500 ? 100 : step <= 800 ? 300 : 50; }

std::shared_ptr<RunMetrics> jumpingRun(int64_t steps) {
    const auto run = newRun();
    for (int64_t step = 1; step <= steps; ++step) {
        const double s = static_cast<double>(step), value = jumping(step) + std::sin(s);
        run->train.append(std::vector<double>{s, s / 100, s / 10, value + 7, value, 7});
    }
    return run;
}

const std::vector<Mark> kJumps{{500, 5, "beta", 2}, {800, 8, "beta", 1}};

TEST(LossData, TheSmoothedLineIsTheSmoothersOwn) {
    LossData data;
    data.setMetrics(jumpingRun(1000));
    data.setMarks(kJumps);
    data.update();
    LossSmoother smoother(1, {500, 800});
    for (int64_t step = 1; step <= 1000; ++step) {
        const double value = jumping(step) + std::sin(static_cast<double>(step));
        ASSERT_EQ(data.smooth(1).at(step - 1), static_cast<float>(smoother.next(step, {&value, 1}).front())) << step;
    }
    EXPECT_NEAR(data.smooth(0).at(500), 307, 1.1) << "the step behind the mark knows nothing of those before";
    EXPECT_EQ(data.newestStep(), 1000);
    EXPECT_EQ(data.newestWindow(), 30);
}

TEST(LossData, MarksThatComeLateMakeTheSameLine) {
    LossData inTime, late, withdrawn;
    for (LossData* data : {&inTime, &late, &withdrawn}) data->setMetrics(jumpingRun(1000));
    inTime.setMarks(kJumps);
    withdrawn.setMarks({{300, 3, "beta", 2}});
    for (LossData* data : {&inTime, &late, &withdrawn}) data->update();
    late.setMarks({kJumps.front()});
    EXPECT_TRUE(late.behind()) << "what lies behind the mark is taken once more";
    EXPECT_EQ(late.rows(), 0) << "its mean began with the run";
    late.update();
    late.setMarks(kJumps);
    EXPECT_EQ(late.rows(), 500) << "and here with the mark before";
    withdrawn.setMarks(kJumps);
    for (LossData* data : {&late, &withdrawn}) {
        while (data->update(170)) {}
        for (int64_t row = 0; row < 1000; ++row) ASSERT_EQ(data->smooth(0).at(row), inTime.smooth(0).at(row)) << row;
        const Extent all = data->smooth(0).over(0, 1000), expected = inTime.smooth(0).over(0, 1000);
        EXPECT_EQ(all.count, expected.count);
        EXPECT_EQ(all.maximum, expected.maximum);
    }
    EXPECT_FALSE(late.behind());
    late.setMarks(kJumps);
    late.setMarks({kJumps[0], kJumps[1], {1000, 10, "beta", 3}});
    EXPECT_FALSE(late.behind()) << "a mark at the newest step changes nothing that is there";
    EXPECT_EQ(late.newestWindow(), 30);
}

TEST(LossData, SomeTermsAddedUpAreOneLine) {
    const auto run = jumpingRun(300);
    addEpoch(*run, 3, 150);
    LossData data;
    EXPECT_TRUE(data.setMetrics(run, {"reconstruction", "kl"}));
    EXPECT_FALSE(data.setMetrics(run, {"reconstruction", "kl"}));
    data.update();
    EXPECT_EQ(data.terms(), std::vector<std::string>{"reconstruction + kl"});
    EXPECT_NEAR(data.raw(0).at(299), 107 + std::sin(300.0), 1e-4);
    EXPECT_DOUBLE_EQ(data.newestHeldOut(0), 150);
    EXPECT_TRUE(data.setMetrics(run, {"kl"}));
    data.update();
    EXPECT_NEAR(data.newest(0), 7, 1e-6);
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
