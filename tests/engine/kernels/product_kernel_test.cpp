#include "engine/kernels/product_kernel.h"

#include "engine/kernels/fully_connected.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace zscape {
namespace {

constexpr float kUntouched = 12345.0F;

class ProductKernelTest : public testing::Test {
protected:
    void SetUp() override {
        if (!hasProductKernel()) GTEST_SKIP() << "this processor lacks AVX-512F";
    }

    std::vector<float> numbers(int64_t count) {
        std::uniform_real_distribution<float> uniform(-1, 1);
        std::vector<float> all(static_cast<size_t>(count));
        for (float& value : all) value = uniform(generator_);
        return all;
    }

private:
    std::mt19937 generator_{7};
};

// Remainders of rows (8, and 6 where columns come in fours of vectors) and columns, depths below and above a block
// (1,024), and more columns than a block has.
struct ProductShape {
    int64_t rows, columns, depth;
};

class MultiplyTest : public ProductKernelTest, public testing::WithParamInterface<std::tuple<ProductShape, bool>> {};

TEST_P(MultiplyTest, IsTheSumInDoubleAndWritesNothingBeside) {
    const auto& [shape, turned] = GetParam();
    const auto [rows, columns, depth] = shape;
    const int64_t rightRow = columns + 3, toRow = columns + 5;
    const std::vector<float> left = numbers(rows * depth), right = numbers(depth * rightRow);
    const MatrixView view = turned ? MatrixView{left.data(), 1, rows} : MatrixView{left.data(), depth, 1};
    std::vector<float> to(static_cast<size_t>(rows * toRow), kUntouched);

    multiply(view, right.data(), rightRow, to.data(), toRow, rows, columns, depth);

    for (int64_t row = 0; row < rows; ++row)
        for (int64_t column = 0; column < toRow; ++column) {
            double sum = 0;
            for (int64_t i = 0; column < columns && i < depth; ++i)
                sum += static_cast<double>(left[static_cast<size_t>(row * view.rowStride + i * view.columnStride)]) *
                       right[static_cast<size_t>(i * rightRow + column)];
            const float found = to[static_cast<size_t>(row * toRow + column)];
            if (column < columns)
                ASSERT_NEAR(found, sum, 1e-6 * static_cast<double>(depth) + 1e-6) << row << ", " << column;
            else ASSERT_EQ(found, kUntouched) << row << ", " << column;
        }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, MultiplyTest,
    testing::Combine(testing::Values(ProductShape{1, 1, 1}, ProductShape{8, 48, 5}, ProductShape{9, 49, 3},
                                     ProductShape{3, 64, 20}, ProductShape{7, 16, 33}, ProductShape{5, 63, 2},
                                     ProductShape{16, 79, 17}, ProductShape{13, 128, 9}, ProductShape{6, 61, 40},
                                     ProductShape{10, 118, 4}, ProductShape{6, 97, 1023}, ProductShape{4, 130, 1024},
                                     ProductShape{11, 31, 1025}, ProductShape{2, 200, 2100},
                                     ProductShape{13, 400, 900}),
                     testing::Bool()));

TEST_F(ProductKernelTest, HidesNothingThatIsNoNumber) {
    std::vector<float> left(8, 0.0F), right(16, 1.0F), to(8 * 16);
    left[3] = std::numeric_limits<float>::quiet_NaN();
    multiply({left.data(), 1, 1}, right.data(), 16, to.data(), 16, 8, 16, 1);
    for (size_t i = 0; i < to.size(); ++i) EXPECT_EQ(std::isnan(to[i]), i / 16 == 3) << i;
}

TEST_F(ProductKernelTest, TurnsRowsIntoColumns) {
    for (const auto& [rows, columns] : {std::pair<int64_t, int64_t>{1, 1}, {16, 16}, {17, 15}, {31, 50}, {3, 33}}) {
        const int64_t fromRow = columns + 2, toRow = rows + 1;
        const std::vector<float> from = numbers(rows * fromRow);
        std::vector<float> to(static_cast<size_t>(columns * toRow), kUntouched);
        transpose(from.data(), fromRow, to.data(), toRow, rows, columns);
        for (int64_t column = 0; column < columns; ++column)
            for (int64_t row = 0; row < toRow; ++row)
                ASSERT_EQ(to[static_cast<size_t>(column * toRow + row)],
                          row < rows ? from[static_cast<size_t>(row * fromRow + column)] : kUntouched)
                    << rows << " x " << columns;
    }
}

TEST_F(ProductKernelTest, AddsABiasToEachRowAndCutsBelowZero) {
    const std::vector<float> from = numbers(18 * 20), bias = numbers(18);
    for (const bool relu : {false, true}) {
        std::vector<float> spoilt = from, to(20 * 18);
        spoilt[5] = std::numeric_limits<float>::quiet_NaN();
        transposeWithBias(spoilt.data(), 20, bias.data(), relu, to.data(), 18, 18, 20);
        for (size_t row = 0; row < 18; ++row)
            for (size_t column = 0; column < 20; ++column) {
                const float sum = spoilt[row * 20 + column] + bias[row], found = to[column * 18 + row];
                if (std::isnan(sum)) EXPECT_TRUE(std::isnan(found));
                else EXPECT_EQ(found, relu ? std::max(sum, 0.0F) : sum);
            }
    }
}

TEST_F(ProductKernelTest, ALayerHasTheSameBitsOnAnyNumberOfThreads) {
    torch::nn::Linear layer(210, 90);
    const at::Tensor input = at::randn({130, 210}).requires_grad_();
    const auto bits = [&](int threads) {
        at::set_num_threads(threads);
        layer->zero_grad();
        input.mutable_grad().reset();
        const at::Tensor output = fullyConnected(input, layer, /*relu=*/true);
        output.square().sum().backward();
        return std::vector<at::Tensor>{output.detach(), input.grad(), layer->weight.grad(), layer->bias.grad()};
    };
    const int before = at::get_num_threads();
    const std::vector<at::Tensor> alone = bits(1);
    for (const int threads : {2, 3, 7}) {
        const std::vector<at::Tensor> together = bits(threads);
        for (size_t i = 0; i < alone.size(); ++i)
            EXPECT_TRUE(alone[i].equal(together[i])) << threads << " threads, " << i;
    }
    at::set_num_threads(before);
}

}  // namespace
}  // namespace zscape
