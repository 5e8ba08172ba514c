#include "engine/analysis/layout/layout_memory.h"

#include "engine/core/host_memory.h"
#include "tests/engine/code_of.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(LayoutMemory, WhatDoesNotFitIsSaidBeforeItIsTaken) {
    EXPECT_NO_THROW(requireNeighbourMemory(1000, 90));
    EXPECT_GT(hostMemory(), neighbourBytes(1000, 90));
    std::string sentence;
    const int64_t more = hostMemory() / 4000 * 2;
    EXPECT_EQ(codeOf([&] { requireNeighbourMemory(more, 90); }, &sentence), "layout.memory");
    EXPECT_NE(sentence.find(std::to_string(more)), std::string::npos) << sentence;
    EXPECT_EQ(codeOf([&] { requireNeighbourMemory(int64_t{1} << 40, 15); }), "layout.memory");
}

TEST(LayoutMemory, CodesThatDoNotFitAreNotCopied) {
    EXPECT_NO_THROW(requireCodeMemory(60'000, 32));
    std::string sentence;
    const int64_t more = hostMemory() / 128 + 1;
    EXPECT_EQ(codeOf([&] { requireCodeMemory(more, 64); }, &sentence), "layout.memory");
    EXPECT_NE(sentence.find(std::to_string(more)), std::string::npos) << sentence;
    EXPECT_EQ(codeOf([&] { requireCodeMemory(int64_t{1} << 40, 1); }), "layout.memory");
}

TEST(LayoutMemory, FiveMillionImagesNeedTensOfGigabytes) {
    EXPECT_GT(neighbourBytes(5'000'000, 90), int64_t{20'000'000'000});
    EXPECT_LT(neighbourBytes(60'000, 90), int64_t{1'000'000'000});
}

}  // namespace
}  // namespace zscape
