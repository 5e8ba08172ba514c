#include "engine/analysis/layout/line_transform.h"

#include <cmath>
#include <complex>
#include <gtest/gtest.h>
#include <numbers>
#include <random>

namespace zscape {
namespace {

constexpr int kLines = LineTransform::kLines;

TEST(LineTransform, IsTheSumThatItSays) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    for (const int length : {32, 96, 160, 480, 2 * 3 * 5 * 32}) {  // all radices, odd and even numbers of passes
        const size_t numbers = static_cast<size_t>(length) * kLines;
        std::vector<float> real(numbers), imaginary(numbers), room(2 * numbers);
        for (float& value : real) value = normal(random);
        for (float& value : imaginary) value = normal(random);
        const std::vector<float> realBefore = real, imaginaryBefore = imaginary;
        const LineTransform transform(length);
        transform(real.data(), imaginary.data(), room.data());
        for (int j = 0; j < length; j += 13)
            for (int line = 0; line < kLines; line += 5) {
                std::complex<double> sum = 0;
                for (int k = 0; k < length; ++k) {
                    const auto at = static_cast<size_t>(k * kLines + line);
                    const double angle = -2 * std::numbers::pi * (int64_t{j} * k % length) / length;
                    sum += std::complex<double>(realBefore[at], imaginaryBefore[at]) * std::polar(1.0, angle);
                }
                const auto at = static_cast<size_t>(j * kLines + line);
                ASSERT_NEAR(real[at], sum.real(), 2e-6 * length) << length << " " << j;
                ASSERT_NEAR(imaginary[at], sum.imag(), 2e-6 * length);
            }
        transform(imaginary.data(), real.data(), room.data());
        for (size_t i = 0; i < numbers; ++i) ASSERT_NEAR(real[i] / static_cast<float>(length), realBefore[i], 1e-5);
    }
}

TEST(LineTransform, LengthsAreQuickOnes) {
    EXPECT_EQ(quickLength(1), 32);
    EXPECT_EQ(quickLength(32), 32);
    EXPECT_EQ(quickLength(193), 256) << "224 has a 7";
    EXPECT_EQ(quickLength(1100), 1152);
}

}  // namespace
}  // namespace zscape
