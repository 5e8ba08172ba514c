#include "engine/model/inverse_lipschitz_decoder.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

// ψ itself, differentiated by autograd, is the independent source.
TEST(ConvexGradient, IsTheGradientOfItsConvexFunction) {
    torch::manual_seed(3);
    ConvexGradient gradient(5, 7, 4);
    gradient.to(at::kDouble);
    std::map<std::string, Tensor> named;
    for (const auto& item : gradient.named_parameters()) named[item.key()] = item.value().detach();
    const Tensor x = torch::randn({6, 5}, at::kDouble).requires_grad_();
    const Tensor inner = at::softplus(at::linear(x, named.at("first.weight"), named.at("first.bias")));
    const Tensor outer = at::softplus(at::linear(inner, at::softplus(named.at("between"))) +
                                      at::linear(x, named.at("second.weight"), named.at("second.bias")));
    (outer * at::softplus(named.at("outer"))).sum().backward();
    const at::NoGradGuard noGradients;
    EXPECT_TRUE(at::allclose(gradient.forward(x), x.grad(), 1e-9, 1e-10));
}

TEST(InverseLipschitzDecoder, PicturesMoveAtLeastLTimesAsFarAsCodes) {
    torch::manual_seed(5);
    DataShape shape;
    shape.size = 16;
    for (const double least : {0.5, 3.0}) {
        const ModelSpec spec = makeSpec(
            findRecipe("inverse-lipschitz"),
            {{"inverse_lipschitz", least}, {"latent_dimensions", int64_t{4}}, {"hidden", std::string("32-16")}}, shape);
        InverseLipschitzDecoder decoder(spec, 1);
        const at::NoGradGuard noGradients;
        // Weights far from their start: the bound is one of the form, not of small weights.
        for (Tensor& parameter : decoder.parameters()) parameter.add_(torch::randn_like(parameter));
        const Tensor a = torch::randn({200, 4}), b = a + torch::randn({200, 4}) * 0.3;
        const Tensor moved = (decoder.decode(a, View()) - decoder.decode(b, View())).flatten(1).norm(2, {1});
        EXPECT_GE((moved / (a - b).norm(2, {1})).min().item<float>(), least * 0.999);
    }
}

}  // namespace
}  // namespace zscape
