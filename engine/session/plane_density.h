#pragma once

#include "engine/analysis/plane_density.h"
#include "engine/session/types.h"

#include <stop_token>

namespace zscape {

/// Of all codes that the snapshot shows, on the plane of the basis, as planeDensity(). Plain loops, no LibTorch: may
/// take some tens of milliseconds for a million codes, and is called on whichever thread can spare them.
/// \param basis of codes of as many dimensions
/// \param priorSpread sigma of N(0, sigma^2) with its centre where code 0 lies on the plane; 0: no prior. On a plane
/// of one axis (codes of one dimension) there is none either
/// \throws Cancelled
PlaneDensity densityOnPlane(const CodesSnapshot& codes, const PlaneBasis& basis, const PlaneGrid& grid,
                            double priorSpread, const std::stop_token& stop);

}  // namespace zscape
