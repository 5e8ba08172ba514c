#pragma once

#include "engine/core/picture.h"

/// No LibTorch here: the command line includes it.
namespace zscape {

/// Peak signal-to-noise ratio in dB, 10 log10(255² / mean squared difference) of two pictures of one size; infinite
/// where they are equal. psnrOf() of engine/analysis/pictures.h is the same of tensors.
double psnrOf(const Picture& a, const Picture& b);

}  // namespace zscape
