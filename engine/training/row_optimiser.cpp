#include "engine/training/row_optimiser.h"

#include "engine/core/adam_constants.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace zscape {

namespace {

using namespace adam;

/// 1 - beta^count
Tensor correction(double beta, const Tensor& count) { return -(count * std::log(beta)).expm1(); }

}  // namespace

void RowOptimiser::begin() {
    table_.read.reset();
    if (!isAdam()) return;
    first_ = at::zeros_like(table_.values);
    second_ = at::zeros_like(table_.values);
    count_ = at::zeros({table_.values.size(0), 1}, table_.values.options());
}

Tensor RowOptimiser::finite() const {
    if (!table_.read || !table_.read->values.grad().defined()) return {};
    return at::isfinite(table_.read->values.grad()).all();
}

void RowOptimiser::step(double learningRate, const Tensor& skipped) {
    const at::NoGradGuard noGradients;
    const std::optional<ReadRows> read = std::exchange(table_.read, std::nullopt);
    if (!read || !read->values.grad().defined()) return;
    if (skipped.is_cpu() && skipped.item<float>() != 0) return;
    const Tensor& rows = read->rows;
    const Tensor gradient = read->values.grad();
    const Tensor old = read->values.detach();
    const Tensor stay = skipped.reshape({1, 1}).to(at::kBool);
    const auto put = [&](Tensor& into, const Tensor& before, const Tensor& after) {
        into.index_copy_(0, rows, skipped.is_cpu() ? after : at::where(stay, before, after));
    };
    if (!isAdam()) {
        put(table_.values, old, table_.project(old - gradient * learningRate));
        return;
    }
    const Tensor oldFirst = first_.index_select(0, rows), oldSecond = second_.index_select(0, rows),
                 oldCount = count_.index_select(0, rows);
    const Tensor first = oldFirst.lerp(gradient, 1 - kBeta1);
    const Tensor second = (oldSecond * kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    const Tensor count = oldCount + 1;
    const Tensor deviation = (second / correction(kBeta2, count)).sqrt_().add_(kEpsilon);
    put(table_.values, old, table_.project(old - first / correction(kBeta1, count) / deviation * learningRate));
    put(first_, oldFirst, first);
    put(second_, oldSecond, second);
    put(count_, oldCount, count);
}

void RowOptimiser::take(NamedState state) {
    begin();
    for (auto& [name, tensor] : state) (name == "m" ? first_ : name == "v" ? second_ : count_) = std::move(tensor);
}

NamedState RowOptimiser::state() const {
    if (!isAdam()) return {};
    return {{"m", first_}, {"v", second_}, {"count", count_}};
}

}  // namespace zscape
