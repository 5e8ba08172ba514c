#include "engine/session/encoding_order.h"

#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace zscape {
namespace {

/// Class after class, the second rare; the last quarter has no label.
struct Sorted : MemoryImages {
    Sorted() : MemoryImages(400, 16, 1) {}
    int labelOf(int64_t image) const override { return image < 196 ? 0 : image < 200 ? 1 : image < 300 ? 2 : -1; }
};

TEST(EncodingOrder, EveryImageOnceAndEveryLabelFromTheFirst) {
    const Sorted images;
    const auto order = encodingOrder(images);
    auto sorted = order;
    std::sort(sorted.begin(), sorted.end());
    std::vector<int64_t> all(400);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(sorted, all);
    for (size_t begin = 0; begin < 16; begin += 4) {
        std::vector<int> labels;
        for (size_t i = begin; i < begin + 4; ++i) labels.push_back(images.labelOf(order[i]));
        std::sort(labels.begin(), labels.end());
        EXPECT_EQ(labels, (std::vector<int>{-1, 0, 1, 2})) << begin;
    }
    // Those of a label come from all over it: films lie side by side.
    int64_t least = 400, most = 0;
    for (size_t i = 0; i < 40; ++i)
        if (images.labelOf(order[i]) == 0) {
            least = std::min(least, order[i]);
            most = std::max(most, order[i]);
        }
    EXPECT_GT(most - least, 120);
}

TEST(EncodingOrder, TheUnreachedKeepTheirOrder) {
    EXPECT_EQ(unreachedOf({3, 0, 2, 1}, {0, 1}), (std::vector<int64_t>{3, 2}));
    EXPECT_TRUE(unreachedOf({1, 0}, {0, 1}).empty());
}

}  // namespace
}  // namespace zscape
