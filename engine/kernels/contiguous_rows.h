#pragma once

#include <ATen/core/Tensor.h>

namespace zscape {

/// Whether a loop over floats may walk it: a float32 matrix on a CPU whose rows have their numbers side by side.
inline bool hasContiguousRows(const at::Tensor& tensor) {
    return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.dim() == 2 && tensor.stride(1) == 1;
}

}  // namespace zscape
