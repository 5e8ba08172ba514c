#include "engine/model/dense_network.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

ModelSpec spec(const std::string& hidden, int channels, int size) {
    DataShape data;
    data.channels = channels;
    data.size = size;
    return makeSpec(findRecipe("vae-dense"), {{"hidden", hidden}, {"latent_dimensions", int64_t{5}}}, data);
}

TEST(DenseNetwork, FitsEverySize) {
    for (const int channels : {1, 3})
        for (const int size : {16, 28, 33, 100}) {
            const ModelSpec made = spec("12-7", channels, size);
            View view;
            view.input = torch::rand({2, channels, size, size});
            const Gaussian codes = DenseEncoder(made, 2).of(view);
            EXPECT_EQ(codes.mu.sizes(), (std::vector<int64_t>{2, 5}));
            EXPECT_EQ(codes.logVar.sizes(), (std::vector<int64_t>{2, 5}));
            EXPECT_EQ(DenseDecoder(made, 2).decode(codes.mu, view).sizes(), (std::vector<int64_t>{2, 2, size, size}));
        }
}

TEST(DenseNetwork, GivesPointsWithOneHead) {
    View view;
    view.input = torch::rand({2, 1, 28, 28});
    const Gaussian codes = DenseEncoder(spec("8", 1, 28), 1).of(view);
    EXPECT_EQ(codes.mu.size(1), 5);
    EXPECT_FALSE(codes.logVar.defined());
}

TEST(DenseNetwork, ReadsChannelsLastPixelsAlike) {
    DenseEncoder encoder(spec("8", 3, 16), 2);
    View plain;
    plain.input = torch::rand({2, 3, 16, 16});
    View other;
    other.input = plain.input.contiguous(at::MemoryFormat::ChannelsLast);
    EXPECT_TRUE(at::equal(encoder.of(plain).mu, encoder.of(other).mu));
}

TEST(DenseNetwork, CodesStayFloatUnderAutocast) {
    EXPECT_EQ(splitHeads(torch::ones({2, 4}, at::kBFloat16), 2).logVar.scalar_type(), at::kFloat);
    EXPECT_EQ(splitHeads(torch::ones({2, 4}, at::kDouble), 2).mu.scalar_type(), at::kDouble);
}

TEST(DenseNetwork, TheBoundIsNotPutIntoWhatIsGiven) {
    const Tensor raw = torch::tensor({{1.0F, 65.0F}});
    EXPECT_EQ(splitHeads(raw, 2).logVar.item<float>(), static_cast<float>(kMostLogVar));
    EXPECT_TRUE(at::equal(raw, torch::tensor({{1.0F, 65.0F}})));
}

TEST(DenseNetwork, AnOutliersVarianceIsBoundedAndItsGradientLeadsBack) {
    const Tensor weights =
        torch::tensor({{65.0F, 20.0F, 65.0F, -3.0F}, {0.5F, -40.0F, 0.25F, -65.0F}}).requires_grad_();
    const Gaussian heads = splitHeads(weights * 1.0F, 2);
    EXPECT_TRUE(at::equal(heads.mu, torch::tensor({{65.0F, 20.0F}, {0.5F, -40.0F}}))) << "means are as they are";
    EXPECT_TRUE(at::equal(heads.logVar, torch::tensor({{static_cast<float>(kMostLogVar), -3.0F}, {0.25F, -65.0F}})));
    // KL(Q‖P) of the variance: at the bound its slope, not at 65 (1e28), and not zero.
    (0.5 * (heads.logVar.exp() - 1 - heads.logVar)).sum().backward();
    const Tensor slopes = weights.grad().slice(1, 2);
    EXPECT_NEAR(slopes[0][0].item<double>(), 0.5 * (std::exp(kMostLogVar) - 1), 1);
    EXPECT_NEAR(slopes[1][0].item<double>(), 0.5 * (std::exp(0.25) - 1), 1e-6);
    EXPECT_NEAR(slopes[1][1].item<double>(), -0.5, 1e-6);
}

}  // namespace
}  // namespace zscape
