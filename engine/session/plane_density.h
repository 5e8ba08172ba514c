#pragma once

#include "engine/analysis/plane_density.h"
#include "engine/session/types.h"

#include <stop_token>

namespace zscape {

/// Of all codes that the snapshot shows, on the plane of the basis, as planeDensity(). Plain loops, no LibTorch, on
/// the caller's thread: of a million codes 70 ms with 2 numbers and 0.1 s with 32, on a grid of 256 x 256.
/// \param basis of codes of as many dimensions
/// \param priorSpread sigma of N(0, sigma^2) with its centre where code 0 lies on the plane; 0: no prior. On a plane
/// of one axis (codes of one dimension) there is none either
/// \throws Cancelled
PlaneDensity densityOnPlane(const CodesSnapshot& codes, const PlaneBasis& basis, const PlaneGrid& grid,
                            double priorSpread, const std::stop_token& stop);

}  // namespace zscape
