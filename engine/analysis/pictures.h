#pragma once

#include "engine/core/picture.h"
#include "engine/data/arrays.h"

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

namespace zscape {

/// Pictures of any size and depth, made to fit: the largest centred square, scaled with antialiasing, grey by
/// ITU-R 601 or repeated to colour; other numbers of channels are as they are.
/// \return [N, channels, size, size] float32 in [0,1], on the CPU
/// \throws Error "picture.empty", "picture.channels" where one has neither so many channels nor can become them
at::Tensor tensorOf(std::span<const Picture> pictures, int channels, int size);

/// [N,C,S,S] float in [0,1] on any device -> N pictures, rounded to the nearest of 256 levels.
std::vector<Picture> picturesOf(const at::Tensor& images);

/// The same pictures as they are, neither rounded nor cut: [N, S S C], channels interleaved, 0 black, 1 white.
FloatMatrix shadesOf(const at::Tensor& images);

/// 10 log10(1 / mean squared error) for each of two [N,C,S,S] in [0,1]; infinite where they are equal.
std::vector<double> psnrOf(const at::Tensor& a, const at::Tensor& b);

/// Structural similarity of each pair, mean over channels and places (Wang et al. 2004): Gaussian window of 11 x 11
/// with sigma 1.5, K1 0.01, K2 0.03, values in [0,1], only where the window lies inside. \throws Error "ssim.small"
/// below 11 pixels
std::vector<double> ssimOf(const at::Tensor& a, const at::Tensor& b);

}  // namespace zscape
