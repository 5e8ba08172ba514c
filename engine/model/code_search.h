#pragma once

#include "engine/model/model.h"

namespace zscape {

/// Finds codes for images that have none: Adam on the code alone, with the decoder held, from the middle of the codes,
/// all images of a view at once; the loss is the model's own. The setting encode_steps says how many steps,
/// encode_learning_rate how long the first is; they shorten to nothing in a straight line. Nothing is learned: weights
/// and table stay as they are.
class CodeSearch {
public:
    /// `generator` undefined: z = mu in every step, and nothing is drawn; else z is drawn as in training.
    CodeSearch(Model& model, View view, const at::Generator& generator = {});

    /// At most `steps` more. \return false when all are done
    bool advance(int64_t steps);
    int64_t stepsLeft() const { return table_.searchSteps - step_; }
    /// [B,W] as they are now.
    const Tensor& rows() const { return rows_; }
    /// [B,W] after all steps.
    Tensor result();

private:
    Tensor gradient();

    Model& model_;
    RowTable& table_;
    View view_;
    Generators generators_;
    bool sampled_;
    Tensor rows_, first_, second_;  ///< [B,W]
    int64_t step_ = 0;
};

/// The images `positions` [n] int64 of a view.
View partOf(const View& view, const Tensor& positions);

}  // namespace zscape
