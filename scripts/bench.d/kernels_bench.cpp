#include "scripts/bench.d/answer.h"
#include "scripts/bench.d/benches.h"

#include "engine/core/adam_constants.h"
#include "engine/core/error.h"
#include "engine/kernels/bce_from_logits.h"
#include "engine/kernels/fully_connected.h"
#include "engine/kernels/gather.h"
#include "engine/kernels/host_adam.h"
#include "engine/kernels/own_kernels.h"
#include "engine/kernels/parallel.h"
#include "engine/training/precision.h"

#include <ATen/ATen.h>
#include <torch/nn/functional/loss.h>

#include <functional>
#include <string>

namespace zscape::bench {

namespace {

using Step = std::function<void()>;
constexpr int64_t kBatch = 128, kPixels = 784, kHidden = 400;

/// The parameters of vae-dense.
Step adamStep(bool own) {
    AdamWork work;
    for (const auto& [inputs, outputs] :
         {std::pair{kPixels, kHidden}, {kHidden, int64_t{40}}, {int64_t{20}, kHidden}, {kHidden, kPixels}})
        for (const Tensor& weights : {at::randn({outputs, inputs}), at::randn({outputs})}) {
            work.weights.push_back(weights);
            work.gradients.push_back(at::randn_like(weights));
            work.firstMoments.push_back(at::zeros_like(weights));
            work.secondMoments.push_back(at::zeros_like(weights));
        }
    Tensor steps = at::zeros({1});
    if constexpr (kOwnKernels)
        if (own) return [=]() mutable { hostAdamStep(work, steps, 1e-3); };
    return [=]() mutable {
        Tensor skipped = at::zeros({1});
        at::_amp_foreach_non_finite_check_and_unscale_(work.gradients, skipped, at::ones({1}));
        steps.add_(1 - skipped);
        at::_fused_adam_(work.weights, work.gradients, work.firstMoments, work.secondMoments, {},
                         std::vector<Tensor>(work.weights.size(), steps), 1e-3, adam::kBeta1, adam::kBeta2,
                         /*weight_decay=*/0, adam::kEpsilon, /*amsgrad=*/false, /*maximize=*/false, /*grad_scale=*/{},
                         /*found_inf=*/skipped);
    };
}

/// Two layers with a ReLU between them, forward and backward.
Step layersStep(bool own) {
    torch::nn::Linear first(kPixels, kHidden), second(kHidden, kPixels);
    const Tensor input = at::rand({kBatch, kPixels}), slope = at::rand({kBatch, kPixels});
    return [=]() mutable {
        const Tensor hidden =
            own ? fullyConnected(input, first, true) : at::linear(input, first->weight, first->bias).relu_();
        const Tensor output =
            own ? fullyConnected(hidden, second, false) : at::linear(hidden, second->weight, second->bias);
        for (Tensor parameter : {first->weight, first->bias, second->weight, second->bias})
            parameter.mutable_grad().reset();
        output.backward(slope);
    };
}

Step crossEntropyStep(bool own) {
    const Tensor logits = at::randn({kBatch, kPixels}).requires_grad_(), target = at::rand({kBatch, kPixels});
    return [=]() mutable {
        logits.mutable_grad().reset();
        const Tensor cost = own ? bceFromLogits(logits, target).sum()
                                : at::binary_cross_entropy_with_logits(logits, target, {}, {}, at::Reduction::Sum);
        cost.backward();
    };
}

/// A batch out of 20,000 pictures of uint8.
Step gatherStep(bool own) {
    const Tensor pictures = at::randint(256, {20'000, kPixels}, at::kByte);
    return [=]() {
        const Tensor indices = at::randint(20'000, {kBatch}, at::kLong);
        if (!own) {
            at::index_select(pictures, 0, indices).to(at::kFloat).div_(255);
            return;
        }
        const Tensor batch = at::empty({kBatch, kPixels});
        const auto* from = pictures.const_data_ptr<uint8_t>();
        const auto* chosen = indices.const_data_ptr<int64_t>();
        auto* to = batch.mutable_data_ptr<float>();
        inParallel(kBatch, 32'768 / kPixels, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i) convertPixels(from + chosen[i] * kPixels, to + i * kPixels, kPixels);
        });
    };
}

}  // namespace

int kernel(const Options& options) {
    keepFreedMemory();
    useThreads(static_cast<int>(number(options, "threads", 2)));
    const std::map<std::string, Step (*)(bool)> kernels{{"adam", adamStep},
                                                        {"fully-connected", layersStep},
                                                        {"cross-entropy", crossEntropyStep},
                                                        {"gather", gatherStep}};
    const auto chosen = kernels.find(text(options, "name", "adam"));
    if (chosen == kernels.end())
        throw Error("bench.kernel", "No kernel is called %1.", {text(options, "name", "adam")});
    const bool own = text(options, "by", "own") == "own";
    if (own && !kOwnKernels) throw Error("bench.kernel", "This build has no kernels of its own (ZSCAPE_KERNELS).", {});
    const Step step = chosen->second(own);
    return answer([&](int64_t steps) {
        for (int64_t i = 0; i < steps; ++i) step();
        return steps;
    });
}

}  // namespace zscape::bench
