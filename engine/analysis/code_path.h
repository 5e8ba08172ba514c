#pragma once

#include "engine/core/picture.h"

#include <optional>
#include <vector>

/// Ways between two images: through the latent space, and over their pixels. No LibTorch here: ui reaches this header
/// through the session's door.
namespace zscape {

enum class PathKind { Linear, Slerp };

/// z at `t` of the way from a (t = 0) to b (1), which is one of pathBetween()'s.
std::vector<float> codeBetween(const std::vector<float>& a, const std::vector<float>& b, double t, PathKind kind);

/// Where on the way from a (0) to b (1) `code` lies: codeBetween() there is it, up to 1/1000 of the way's length.
/// Empty: beside it, or a and b are one place.
std::optional<double> placeBetween(const std::vector<float>& a, const std::vector<float>& b,
                                   const std::vector<float>& code, PathKind kind);

/// z at `steps` equal steps from a to b, both ends included.
/// Linear: (1-t) a + t b. Slerp: along the great circle, lengths interpolated (White 2016, arXiv 1609.04468);
/// falls back to linear where the angle is below 1e-4 or an end is zero.
std::vector<std::vector<float>> pathBetween(const std::vector<float>& a, const std::vector<float>& b, int steps,
                                            PathKind kind);

/// (1-t) a + t b of two pictures of one size.
Picture pictureBetween(const Picture& a, const Picture& b, double t);

}  // namespace zscape
