#pragma once

#include <ATen/core/Tensor.h>

namespace zscape {

/// How much of the label is left in a code: accuracy, on every fifth image, of a multinomial logistic regression on
/// standardised codes that was fitted to the others (L-BFGS, 1e-3 |W|^2). Images without a label (below 0) are left
/// out.
struct LabelProbe {
    double accuracy = 0;
    double majority = 0;  ///< what guessing the most frequent label would get on the same images
    int64_t images = 0;   ///< that it was measured on; 0: fewer than two labels, and nothing was measured
};

/// \param codes [N,D]
/// \param labels [N] int64
LabelProbe probeLabels(const at::Tensor& codes, const at::Tensor& labels);

}  // namespace zscape
