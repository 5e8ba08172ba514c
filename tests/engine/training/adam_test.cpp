#include "engine/training/adam.h"

#include <gtest/gtest.h>
#include <torch/optim/adam.h>

#include <limits>

namespace zscape {
namespace {

Adam::Named parametersOf(uint64_t seed) {
    torch::manual_seed(seed);
    // More than one chunk, odd ends, and a layout that is not row-major.
    Adam::Named named;
    named.emplace_back("large", at::randn({300, 201}));
    named.emplace_back("bias", at::randn({7}));
    named.emplace_back("filter", at::randn({8, 3, 4, 4}).contiguous(at::MemoryFormat::ChannelsLast));
    for (auto& [name, parameter] : named) parameter.requires_grad_(true);
    return named;
}

Tensor objective(const Adam::Named& named, int step) {
    Tensor sum = at::zeros({});
    for (const auto& [name, parameter] : named)
        sum = sum + (parameter * (1.0 + 0.1 * step) - 0.3).pow(2).sum() + (parameter * 3).sin().sum();
    return sum;
}

TEST(Adam, AgreesWithLibTorch) {
    const Adam::Named ours = parametersOf(3);
    const Adam::Named theirs = parametersOf(3);
    std::vector<Tensor> list;
    for (const auto& [name, parameter] : theirs) list.push_back(parameter);
    torch::optim::Adam reference(list, torch::optim::AdamOptions(0.01));
    Adam adam(ours);
    for (int step = 0; step < 50; ++step) {
        adam.forgetGradients();
        objective(ours, step).backward();
        EXPECT_EQ(adam.step(0.01, at::ones({}, at::kBool)).item<float>(), 0);
        reference.zero_grad();
        objective(theirs, step).backward();
        reference.step();
    }
    for (size_t i = 0; i < ours.size(); ++i)
        EXPECT_TRUE(at::allclose(ours[i].second, theirs[i].second, 1e-4, 1e-5)) << ours[i].first;
}

TEST(Adam, ABadLossOrGradientChangesNothing) {
    const Adam::Named named = parametersOf(4);
    Adam adam(named);
    objective(named, 0).backward();
    adam.step(0.01, at::ones({}, at::kBool));
    std::vector<Tensor> before;
    for (const auto& [name, tensor] : adam.state()) before.push_back(tensor.clone());
    const Tensor weights = named[0].second.detach().clone();

    adam.forgetGradients();
    objective(named, 1).backward();
    EXPECT_EQ(adam.step(0.01, at::zeros({}, at::kBool)).item<float>(), 1);
    named[2].second.mutable_grad().select(0, 3).select(0, 1).select(0, 2)[1] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(adam.step(0.01, at::ones({}, at::kBool)).item<float>(), 1);

    const auto after = adam.state();
    for (size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(after[i].second.equal(before[i])) << after[i].first;
    EXPECT_TRUE(named[0].second.equal(weights));
}

}  // namespace
}  // namespace zscape
