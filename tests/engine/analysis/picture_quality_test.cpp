#include "engine/analysis/picture_quality.h"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

namespace zscape {
namespace {

TEST(PictureQuality, PsnrIsTheFormula) {
    const Picture a{2, 2, 1, {0, 255, 10, 20}}, b{2, 2, 1, {0, 251, 13, 20}};
    EXPECT_NEAR(psnrOf(a, b), 10 * std::log10(255.0 * 255.0 / (25.0 / 4)), 1e-9);
    EXPECT_TRUE(std::isinf(psnrOf(a, a)));
    EXPECT_THROW(psnrOf(a, {1, 1, 1, {0}}), std::invalid_argument);
}

}  // namespace
}  // namespace zscape
