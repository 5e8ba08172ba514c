#include "engine/training/compute_plan.h"

#include "engine/core/error.h"
#include "engine/training/bf16_rule.h"
#include "engine/training/precision.h"
#include "tests/engine/training/training_fixture.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <gtest/gtest.h>

#include <thread>

namespace zscape {
namespace {

TEST(ComputePlan, DenseIsContiguousAndConvIsChannelsLast) {
    EXPECT_FALSE(planFor(SmallRun().spec(), "cpu", "fp32", 1).channelsLast);
    EXPECT_TRUE(planFor(SmallRun{.recipe = "vae"}.spec(), "cpu", "fp32", 1).channelsLast);
    EXPECT_FALSE(planFor(SmallRun().spec(), "cpu", "auto", 1).bf16);
    EXPECT_TRUE(planFor(SmallRun().spec(), "cpu", "bf16", 1).bf16);
}

TEST(ComputePlan, PrecisionByItselfIsTheWrittenRule) {
    for (const int size : {16, 32, 64}) {
        const ModelSpec spec = makeSpec(findRecipe("vae"), {}, {3, size, 0, 1000});
        EXPECT_EQ(planFor(spec, "cpu", "auto", 1).bf16, isFasterInBf16(spec, bf16UnitsOfProcessor())) << size;
        EXPECT_TRUE(planFor(spec, "cpu", "bf16", 1).bf16) << "who asks for it gets it";
    }
}

TEST(ComputePlan, ThreadsAreTheOnesAskedForOrTheRule) {
    EXPECT_EQ(planFor(SmallRun().spec(), "cpu", "fp32", 3).threads, 3);
    EXPECT_EQ(planFor(SmallRun().spec(), "cpu", "fp32", 0).threads, threadsByRule());
    EXPECT_GE(threadsByRule(), 1);
    EXPECT_LE(threadsByRule(), static_cast<int>(std::thread::hardware_concurrency()));
}

TEST(ComputePlan, WhatIsNotThereIsSaid) {
    EXPECT_THROW(planFor(SmallRun().spec(), "gpu", "auto", 0), Error);
    EXPECT_THROW(planFor(SmallRun().spec(), "cpu", "fp64", 0), Error);
    if (at::hasCUDA()) GTEST_SKIP() << "there is a CUDA device";
    EXPECT_THROW(planFor(SmallRun().spec(), "cuda", "auto", 0), Error);
}

TEST(ComputePlan, TheThreadThatComputesSetsItsOwnNumber) {
    std::jthread([] {
        useThreads(1);
        EXPECT_EQ(at::get_num_threads(), 1);
    }).join();
    std::jthread([] {
        useThreads(2);
        EXPECT_EQ(at::get_num_threads(), 2);
    }).join();
}

TEST(PrecisionRegion, LeavesTheThreadAsItWas) {
    ComputePlan plan;
    plan.bf16 = true;
    {
        const PrecisionRegion region(plan);
        EXPECT_TRUE(at::autocast::is_autocast_enabled(at::kCPU));
        EXPECT_EQ(at::mm(at::ones({2, 2}), at::ones({2, 2})).scalar_type(), at::kBFloat16);
    }
    EXPECT_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
    EXPECT_EQ(at::mm(at::ones({2, 2}), at::ones({2, 2})).scalar_type(), at::kFloat);
}

TEST(MemoryEstimate, GrowsWithTheNetworkAndRefusesTheAbsurd) {
    const auto needed = [](int64_t width, int size) {
        const ModelSpec spec = makeSpec(findRecipe("vae"), {{"width", width}}, {3, size, 0, 1000});
        return estimateMemory(spec, planFor(spec, "cpu", "fp32", 1));
    };
    const MemoryEstimate usual = needed(32, 64);
    EXPECT_GT(usual.available, 0);
    EXPECT_LT(usual.needed, int64_t{3} << 30);
    EXPECT_GT(needed(64, 64).needed, usual.needed);
    EXPECT_GT(needed(256, 256).needed, int64_t{10} << 30);
}

TEST(MemoryEstimate, KnowsThePicturesOfLabels) {
    const auto needed = [](int64_t labels) {
        std::vector<std::string> names;
        for (int64_t i = 0; i < labels; ++i) names.push_back(std::to_string(i));
        const ModelSpec spec =
            makeSpec(findRecipe("cvae"), {{"network", std::string("dense")}, {"hidden", std::string("64")}},
                     {1, 256, labels, 10'000, names});
        return estimateMemory(spec, planFor(spec, "cpu", "fp32", 1)).needed;
    };
    // A picture of 256 x 256 for each, of four bytes, with gradient and two moments.
    EXPECT_GT(needed(4096) - needed(2), int64_t{4094} * 256 * 256 * 4 * 4);
}

/// The estimate covers the weights that a model really has, and not ten times as many.
TEST(MemoryEstimate, KnowsTheWeights) {
    for (const char* recipe : {"vae-dense", "vae", "ae"}) {
        SmallRun small{.recipe = recipe, .size = 64, .channels = 3};
        small.overrides["batch_size"] = int64_t{1};
        if (std::string(recipe) == "vae") small.overrides["width"] = int64_t{128};
        if (std::string(recipe) == "vae-dense") small.overrides["hidden"] = std::string("3000");
        const ModelSpec spec = small.spec();
        const auto parameters = static_cast<double>(small.make()->parameterCount());
        const auto needed = static_cast<double>(estimateMemory(spec, planFor(spec, "cpu", "fp32", 1)).needed);
        EXPECT_GT(needed, 4 * 4 * parameters) << recipe;
        EXPECT_LT(needed, 4 * 10 * parameters + 2e9) << recipe;
    }
}

TEST(ComputePlan, ThreadsHaveARange) {
    for (const int threads : {-1, 1025, 100'000, 1'000'000}) {
        try {
            planFor({}, "cpu", "fp32", threads);
            ADD_FAILURE() << threads;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "setting.value");
            EXPECT_NE(std::string(error.what()).find("from 0 to 1024"), std::string::npos) << error.what();
        }
    }
    EXPECT_EQ(planFor({}, "cpu", "fp32", 1024).threads, 1024);
}

}  // namespace
}  // namespace zscape
