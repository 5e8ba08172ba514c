#include "engine/analysis/label_probe.h"

#include <torch/torch.h>

namespace zscape {

namespace {

constexpr double kPenalty = 1e-3;
constexpr int64_t kEvery = 5;

}  // namespace

LabelProbe probeLabels(const at::Tensor& someCodes, const at::Tensor& someLabels) {
    LabelProbe result;
    const at::Tensor labelled = someLabels.ge(0).nonzero().squeeze(1);
    const at::Tensor labels = someLabels.index_select(0, labelled);
    if (labels.size(0) < kEvery || std::get<0>(at::_unique(labels)).size(0) < 2) return result;
    const at::Tensor codes = someCodes.to(at::kCPU, at::kDouble).index_select(0, labelled);
    const at::Tensor turn = at::arange(labels.size(0), at::kLong).remainder(kEvery);
    const at::Tensor fitted = turn.ne(kEvery - 1).nonzero().squeeze(1),
                     tested = turn.eq(kEvery - 1).nonzero().squeeze(1);
    const at::Tensor mean = codes.index_select(0, fitted).mean(0),
                     deviation = codes.index_select(0, fitted).std(0, false).clamp_min(1e-9);
    const at::Tensor x = (codes - mean) / deviation;
    const at::Tensor fitX = x.index_select(0, fitted), fitY = labels.index_select(0, fitted);

    const torch::AutoGradMode gradients(true);
    const int64_t classes = labels.max().item<int64_t>() + 1;
    at::Tensor weights = at::zeros({x.size(1), classes}, at::kDouble).requires_grad_(),
               bias = at::zeros({classes}, at::kDouble).requires_grad_();
    torch::optim::LBFGS optimiser({weights, bias},
                                  torch::optim::LBFGSOptions(1).max_iter(100).line_search_fn("strong_wolfe"));
    optimiser.step([&] {
        optimiser.zero_grad();
        const at::Tensor loss = torch::nn::functional::cross_entropy(at::addmm(bias, fitX, weights), fitY) +
                                kPenalty * weights.square().sum();
        loss.backward();
        return loss;
    });

    const torch::NoGradGuard none;
    const at::Tensor testY = labels.index_select(0, tested);
    const at::Tensor guess = at::addmm(bias, x.index_select(0, tested), weights).argmax(1);
    result.images = testY.size(0);
    result.accuracy = guess.eq(testY).to(at::kDouble).mean().item<double>();
    result.majority = testY.eq(at::bincount(fitY).argmax()).to(at::kDouble).mean().item<double>();
    return result;
}

}  // namespace zscape
