#include "engine/model/conv_network.h"

#include "engine/core/error.h"
#include "engine/model/conv_ae_32.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

ModelSpec spec(const std::string& recipe, const SettingValues& values, int channels, int size) {
    DataShape data;
    data.channels = channels;
    data.size = size;
    return makeSpec(findRecipe(recipe), values, data);
}

TEST(ConvNetwork, HalvesDownToFourOrLess) {
    EXPECT_EQ(convSides(28), (std::vector<int64_t>{28, 14, 7, 3}));
    EXPECT_EQ(convSides(32), (std::vector<int64_t>{32, 16, 8, 4}));
    EXPECT_EQ(convSides(255), (std::vector<int64_t>{255, 127, 63, 31, 15, 7, 3}));
    EXPECT_EQ(convSides(16).back(), 4);
}

TEST(ConvNetwork, ComesBackToEverySize) {
    for (const int size : {16, 17, 23, 28, 30, 33, 63, 64, 100, 255, 256}) {
        const int channels = size % 2 == 0 ? 1 : 3;
        const ModelSpec made = spec("vae", {{"width", int64_t{4}}, {"latent_dimensions", int64_t{3}}}, channels, size);
        View view;
        view.input = torch::rand({2, channels, size, size});
        ConvEncoder encoder(made, 2);
        const Gaussian codes = encoder.of(view);
        EXPECT_EQ(codes.mu.sizes(), (std::vector<int64_t>{2, 3})) << size;
        const Tensor output = ConvDecoder(made, channels).decode(codes.mu, view);
        EXPECT_EQ(output.sizes(), (std::vector<int64_t>{2, channels, size, size})) << size;
        // Every pixel is reached by some weight: a code that moves moves the borders too.
        ConvDecoder decoder(made, channels);
        const Tensor moved = (decoder.decode(codes.mu, view) - decoder.decode(codes.mu + 1, view)).abs();
        EXPECT_GT(moved.select(2, size - 1).max().item<float>(), 0) << size;
        EXPECT_GT(moved.select(3, size - 1).max().item<float>(), 0) << size;
    }
}

TEST(ConvNetwork, GivesTheSameInChannelsLast) {
    const ModelSpec made = spec("vae", {{"width", int64_t{8}}}, 3, 33);
    ConvEncoder encoder(made, 2);
    View view;
    view.input = torch::rand({4, 3, 33, 33});
    const Tensor plain = encoder.of(view).mu;
    view.input = view.input.contiguous(at::MemoryFormat::ChannelsLast);
    for (auto& parameter : encoder.parameters())
        if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_TRUE(at::allclose(encoder.of(view).mu, plain, 1e-4, 1e-5));
}

TEST(ConvNetwork, EvaluatesAnImageWithoutItsNeighbours) {
    const ModelSpec made = spec("vae", {{"width", int64_t{4}}}, 1, 28);
    ConvEncoder encoder(made, 2);
    encoder.eval();
    View all;
    all.input = torch::rand({4, 1, 28, 28});
    View one;
    one.input = all.input.narrow(0, 2, 1);
    EXPECT_TRUE(at::allclose(encoder.of(one).mu[0], encoder.of(all).mu[2], 1e-5, 1e-6));
}

TEST(ConvAe32, HasExactlyTheseLayers) {
    const ModelSpec made = spec("conv-ae-32", {}, 3, 32);
    EXPECT_EQ(made.codeSize(), 384);
    ConvAe32Encoder encoder(made, 1);
    ConvAe32Decoder decoder(made, 3);
    const auto perLayer = [](const torch::nn::Module& module) {
        std::vector<int64_t> counts;
        for (const auto& layer : module.children()) {
            int64_t count = 0;
            for (const auto& parameter : layer->parameters()) count += parameter.numel();
            counts.push_back(count);
        }
        return counts;
    };
    EXPECT_EQ(perLayer(encoder), (std::vector<int64_t>{588, 4632, 18480, 73824}));
    EXPECT_EQ(perLayer(decoder), (std::vector<int64_t>{73776, 18456, 4620, 579}));
    View view;
    view.input = torch::rand({2, 3, 32, 32});
    const Gaussian codes = encoder.of(view);
    EXPECT_EQ(codes.mu.sizes(), (std::vector<int64_t>{2, 384}));
    EXPECT_EQ(decoder.decode(codes.mu, view).sizes(), (std::vector<int64_t>{2, 3, 32, 32}));
    EXPECT_THROW(ConvAe32Encoder(made, 2), Error);
}

}  // namespace
}  // namespace zscape
