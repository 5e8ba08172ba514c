#include "engine/kernels/fully_connected.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <limits>

namespace zscape {
namespace {

using at::Tensor;

double largest(const Tensor& one, const Tensor& other) { return (one - other).abs().max().item<double>(); }

struct LayerShape {
    int64_t rows, inputs, outputs;
};

class FullyConnectedTest : public testing::TestWithParam<std::tuple<LayerShape, bool>> {};

// LibTorch's own operations in double are the independent source.
TEST_P(FullyConnectedTest, IsTheProductOfLibTorchWithItsGradients) {
    const auto [shape, relu] = GetParam();
    torch::nn::Linear layer(shape.inputs, shape.outputs);
    const Tensor input = at::randn({shape.rows, shape.inputs}).requires_grad_();
    const Tensor seen = at::randn({shape.rows, shape.outputs});
    (fullyConnected(input, layer, relu) * seen).sum().backward();

    const Tensor x = input.detach().to(at::kDouble).requires_grad_();
    const Tensor weight = layer->weight.detach().to(at::kDouble).requires_grad_();
    const Tensor bias = layer->bias.detach().to(at::kDouble).requires_grad_();
    const Tensor full = at::linear(x, weight, bias);
    ((relu ? at::relu(full) : full) * seen).sum().backward();

    const at::NoGradGuard noGradients;
    EXPECT_LT(largest(fullyConnected(input, layer, relu), relu ? at::relu(full) : full), 1e-4);
    EXPECT_LT(largest(input.grad(), x.grad()), 1e-4);
    EXPECT_LT(largest(layer->weight.grad(), weight.grad()), 1e-3);
    EXPECT_LT(largest(layer->bias.grad(), bias.grad()), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, FullyConnectedTest,
    testing::Combine(testing::Values(LayerShape{128, 784, 400}, LayerShape{128, 20, 400}, LayerShape{128, 400, 40},
                                     LayerShape{1, 2, 784}, LayerShape{3, 65, 1}, LayerShape{16, 17, 33},
                                     LayerShape{37, 101, 53}, LayerShape{130, 2100, 70}, LayerShape{300, 50, 1100}),
                     testing::Bool()));

TEST(FullyConnected, ReadsInputsThatAreNotContiguous) {
    torch::nn::Linear layer(6, 70);
    const at::NoGradGuard noGradients;
    const Tensor part = at::randn({4, 12}).narrow(1, 3, 6);
    EXPECT_EQ(largest(fullyConnected(part, layer, false), fullyConnected(part.contiguous(), layer, false)), 0);
}

TEST(FullyConnected, GivesTheBiasItsGradientWhereTheWeightsAreHeld) {
    for (const int64_t rows : {3, 40}) {
        torch::nn::Linear layer(20, 70);
        layer->weight.requires_grad_(false);
        fullyConnected(at::randn({rows, 20}), layer, false).sum().backward();
        ASSERT_TRUE(layer->bias.grad().defined()) << rows;
        EXPECT_EQ(largest(layer->bias.grad(), at::full({70}, static_cast<double>(rows))), 0) << rows;
        EXPECT_FALSE(layer->weight.grad().defined()) << rows;
    }
}

TEST(FullyConnected, HidesNothingThatIsNoNumber) {
    torch::nn::Linear layer(4, 80);
    const Tensor input = at::full({2, 4}, std::numeric_limits<float>::quiet_NaN()).requires_grad_();
    const Tensor output = fullyConnected(input, layer, /*relu=*/true);
    EXPECT_TRUE(output.isnan().all().item<bool>());
    output.sum().backward();
    EXPECT_TRUE(layer->weight.grad().isnan().any().item<bool>());
}

TEST(FullyConnected, LeavesOtherPrecisionsToLibTorch) {
    torch::nn::Linear layer(4, 80);
    layer->to(at::kDouble);
    EXPECT_EQ(fullyConnected(at::randn({2, 4}, at::kDouble), layer, false).scalar_type(), at::kDouble);
}

}  // namespace
}  // namespace zscape
