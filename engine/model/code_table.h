#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

namespace zscape {

/// Codes without an encoder: row i is the code of training image i, or its mu and logVar side by side, learned together
/// with the decoder (GLO: Bojanowski et al. 2018, arXiv 1707.05776; with a variance Zadeh et al. 2019, arXiv
/// 1903.00840).
class CodeTable : public Encoder, public RowTable {
public:
    /// `heads`: 2 for a latent with a variance, else 1. `inBall`: codes stay in the ball ‖z‖ ≤ 1
    CodeTable(const ModelSpec& spec, int64_t heads, bool inBall);

    /// In training mode the rows are handed out as a leaf and noted in `read`. Every image must have a row.
    Gaussian of(const View& view) override;
    RowTable* table() override { return this; }

    int64_t width() const override { return heads_ * dimensions_; }
    Gaussian codes(const Tensor& rows) const override;
    /// Outside the ball a code begins as far from the middle as the prior's do, √D, with a narrow variance.
    Tensor startAt(const Tensor& mu) const override;
    /// z / max(1, ‖z‖) in the ball, else as it is
    Tensor project(const Tensor& rows) const override;

private:
    int64_t heads_, dimensions_;
    bool inBall_;
};

}  // namespace zscape
