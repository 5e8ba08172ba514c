#pragma once

#include "engine/data/picture_source.h"

namespace zscape {

/// Sprites with known factors, drawn from a seed: one square, ellipse or triangle on a dark ground. After dSprites
/// (Matthey et al. 2017), with hue, and with every factor continuous but the shape. The same bytes on every machine.
/// Factors: shape 0 square, 1 ellipse, 2 triangle; size 0.5 to 1 of the largest; angle 0 to 2 pi, in radians;
/// x and y of the middle, 0 to 1 from the left and top of where it may be; hue 0 to 1 (not with 1 channel).
/// \throws Error "setting.value" for a count below 1 or above 10 million
std::unique_ptr<PictureSource> makeShapesSource(const ImportSettings& settings);

}  // namespace zscape
