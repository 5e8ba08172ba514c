#include "engine/session/threads/layout_codes.h"

#include "tests/engine/session/threads/fake_maps.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace zscape {
namespace {

using testing::codesAt;
using testing::without;

TEST(LayoutCodes, AreThoseOfEachImageThatHasOne) {
    const auto codes = without(*codesAt(7, 600), {0, 300, 599}, false);
    const auto laid = codesForLayout(*codes, 0, nullptr);
    ASSERT_EQ(laid->images->size(), 597u);
    EXPECT_EQ(laid->dimensions, 3);
    EXPECT_EQ(laid->step, 7);
    ASSERT_EQ(laid->values.size(), 597u * 3);
    for (int64_t row = 0; row < 597; ++row) {
        const int64_t image = (*laid->images)[static_cast<size_t>(row)];
        EXPECT_EQ(image, row + 1 + (row >= 299 ? 1 : 0));
        const CodeChunk& chunk = *codes->chunks[static_cast<size_t>(image / 256)];
        for (int64_t d = 0; d < 3; ++d)
            ASSERT_EQ(laid->rows().row(row)[d], chunk.mu[static_cast<size_t>((image - chunk.first) * 3 + d)]);
    }
}

TEST(LayoutCodes, SomeAreSpreadEvenlyAndStayWhileTheyHaveCodes) {
    const auto codes = codesAt(1, 1000);
    const auto some = codesForLayout(*codes, 100, nullptr);
    ASSERT_EQ(some->images->size(), 100u);
    for (size_t i = 0; i < 100; ++i) EXPECT_EQ((*some->images)[i], static_cast<int64_t>(10 * i));
    EXPECT_EQ(codesForLayout(*codesAt(2, 1000), 100, some.get())->images, some->images) << "the very same list";
    EXPECT_EQ(codesForLayout(*without(*codes, {1, 2}, false), 100, some.get())->images, some->images);
    const auto others = codesForLayout(*without(*codes, {10}, false), 100, some.get());
    EXPECT_EQ(others->images->size(), 100u);
    EXPECT_EQ(std::set<int64_t>(others->images->begin(), others->images->end()).count(10), 0u);
    EXPECT_EQ(codesForLayout(*codes, 1000, nullptr)->images->size(), 1000u);
    EXPECT_EQ(codesForLayout(*codes, 2000, some.get())->images->size(), 1000u);
    EXPECT_TRUE(codesForLayout(CodesSnapshot(), 0, nullptr)->images->empty());
}

TEST(LayoutCodes, AMapBeginsWhenAllHaveCodesOrHalfHaveYoungOnesWhileItTrains) {
    const auto all = codesAt(5, 100);
    EXPECT_TRUE(areReadyForLayout(*all, false));
    std::vector<int64_t> few(40), many(60);
    std::iota(few.begin(), few.end(), 0);
    std::iota(many.begin(), many.end(), 0);
    EXPECT_FALSE(areReadyForLayout(*without(*all, few, false), false));
    EXPECT_TRUE(areReadyForLayout(*without(*all, few, true), false)) << "they never come";
    EXPECT_TRUE(areReadyForLayout(*without(*all, few, false), true));
    EXPECT_FALSE(areReadyForLayout(*without(*all, many, false), true));
    auto old = without(*all, {1, 2, 3}, false);
    old->young = 10;
    EXPECT_TRUE(areReadyForLayout(*old, true)) << "nearly all are there, though old";
    EXPECT_FALSE(areReadyForLayout(*old, false)) << "at rest the last ones come at once";
    old->encoded = 80;
    EXPECT_FALSE(areReadyForLayout(*old, true));
}

TEST(LayoutCodes, AMapMovesToCodesOfOneStepAtRestAndToAnyReadyOnesWhileItTrains) {
    auto codes = codesAt(5, 100);
    EXPECT_TRUE(areSettledForLayout(*codes, false));
    codes->newestStep = 6;  // the rest is on its way
    EXPECT_FALSE(areSettledForLayout(*codes, false));
    EXPECT_TRUE(areSettledForLayout(*codes, true));
    EXPECT_NE(versionOf(*codes), versionOf(*codesAt(5, 100)));
    EXPECT_EQ(versionOf(*codesAt(5, 100)), versionOf(*codesAt(5, 100)));
}

}  // namespace
}  // namespace zscape
