#include "engine/model/code_search.h"

#include "engine/core/adam_constants.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace zscape {

using namespace adam;

View partOf(const View& view, const Tensor& positions) {
    const auto some = [&](const Tensor& tensor) {
        return tensor.defined() ? tensor.index_select(0, positions) : tensor;
    };
    return {some(view.input), some(view.target), some(view.label), some(view.index), {}};
}

CodeSearch::CodeSearch(Model& model, View view, const at::Generator& generator)
    : model_(model),
      table_(*model.encoder->table()),
      view_(std::move(view)),
      generators_{generator, generator},
      sampled_(generator.defined()) {
    const at::NoGradGuard noGradient;
    const int64_t images = view_.target.size(0);
    rows_ = table_.startAt(at::zeros({images, model.spec.codeSize()}, view_.target.options().dtype(at::kFloat)));
    first_ = at::zeros_like(rows_);
    second_ = at::zeros_like(rows_);
}

Tensor CodeSearch::gradient() {
    // Callers have gradients switched off: here they are asked for, and only as far as the code.
    const at::AutoGradMode withGradient(true);
    const Tensor leaf = rows_.detach().requires_grad_();
    std::vector<Pass> passes(1);
    Pass& pass = passes.front();
    pass.view = view_;
    pass.draws = sampled_ ? model_.objective->draws : 1;
    pass.posterior = model_.latent->shape(table_.codes(leaf));
    pass.prior = model_.prior->of(view_);
    pass.z = model_.latent->draw(pass.posterior, sampled_ ? pass.draws : 0, generators_.codes);
    pass.output = model_.decoder->decode(pass.z, view_);
    Tensor total;
    for (const LossTerm& row : model_.objective->terms(passes, *model_.likelihood, 0))
        total = total.defined() ? total + row.contribution : row.contribution;
    // The rows are means over the batch: times its size, so that an image's step does not depend on its company.
    return torch::autograd::grad({total * static_cast<double>(leaf.size(0))}, {leaf}).front();
}

bool CodeSearch::advance(int64_t steps) {
    for (; steps > 0 && stepsLeft() > 0; --steps) {
        const Tensor slope = gradient();
        const at::NoGradGuard noGradient;
        first_.lerp_(slope, 1 - kBeta1);
        second_.mul_(kBeta2).addcmul_(slope, slope, 1 - kBeta2);
        const double rate =
            table_.searchRate * static_cast<double>(stepsLeft()) / static_cast<double>(table_.searchSteps);
        ++step_;
        const double turn = static_cast<double>(step_);
        const Tensor deviation = (second_ / (1 - std::pow(kBeta2, turn))).sqrt_().add_(kEpsilon);
        rows_ = table_.project(rows_ - first_ / deviation * (rate / (1 - std::pow(kBeta1, turn))));
    }
    return stepsLeft() > 0;
}

Tensor CodeSearch::result() {
    advance(stepsLeft());
    return rows_;
}

}  // namespace zscape
