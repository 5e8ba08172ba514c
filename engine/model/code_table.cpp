#include "engine/model/code_table.h"

#include "engine/model/dense_network.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <stdexcept>

namespace zscape {

namespace {

/// A code of an image is known well before its variance is: it begins narrow (sigma 0.22), and widens where that costs
/// nothing.
constexpr double kFirstLogVar = -3;

}  // namespace

CodeTable::CodeTable(const ModelSpec& spec, int64_t heads, bool inBall)
    : heads_(heads),
      dimensions_(spec.codeSize()),
      inBall_(inBall) {
    values = at::empty({0, width()}, at::kFloat);
    learningRateKey = "code_learning_rate";
    optimiser = spec.text("code_optimiser");
    searchSteps = spec.integer("encode_steps");
    searchRate = spec.number("encode_learning_rate");
}

Gaussian CodeTable::of(const View& view) {
    if (!view.row.defined()) throw std::logic_error("a table of codes was asked for images that have no row");
    Tensor rows;
    {
        const at::NoGradGuard noGradient;
        rows = values.index_select(0, view.row);
    }
    if (is_training() && at::GradMode::is_enabled()) read = ReadRows{view.row, rows.requires_grad_()};
    return codes(rows);
}

Gaussian CodeTable::codes(const Tensor& rows) const { return splitHeads(rows, heads_); }

Tensor CodeTable::startAt(const Tensor& mu) const {
    const Tensor begun = inBall_ ? project(mu) : mu * std::sqrt(static_cast<double>(dimensions_));
    return heads_ == 1 ? begun : at::cat({begun, at::full_like(begun, kFirstLogVar)}, 1);
}

Tensor CodeTable::project(const Tensor& rows) const {
    return inBall_ ? rows / rows.norm(2, 1, /*keepdim=*/true).clamp_min(1) : rows;
}

}  // namespace zscape
