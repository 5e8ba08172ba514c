#pragma once

#include "engine/core/picture.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace zscape {

/// [1,C,H,W] float in [0,1], on the CPU.
at::Tensor pixelTensor(const Picture& picture);

/// [N,C,H,W] in [0,1], any device -> N pictures, rounded to 0..255.
std::vector<Picture> decodedPictures(const at::Tensor& pixels);

}  // namespace zscape
