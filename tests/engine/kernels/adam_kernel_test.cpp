#include "engine/kernels/adam_kernel.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace zscape {
namespace {

TEST(AdamKernel, OneBadNumberAnywhereIsFound) {
    for (const size_t at : {size_t{0}, size_t{1}, size_t{16}, size_t{1000}, size_t{1002}}) {
        std::vector<float> values(1003, 3.4e38f);
        EXPECT_TRUE(finiteChunk(values.data(), 1003));
        values[at] = -std::numeric_limits<float>::infinity();
        EXPECT_FALSE(finiteChunk(values.data(), 1003));
        values[at] = std::numeric_limits<float>::quiet_NaN();
        EXPECT_FALSE(finiteChunk(values.data(), 1003));
    }
}

}  // namespace
}  // namespace zscape
