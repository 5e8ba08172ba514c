#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

/// How densely codes lie on the plane, and where the prior has mass and no code lies: plain C++, no LibTorch, so that
/// whoever draws it can call it on a thread of its own.
namespace zscape {

/// A regular grid on the plane: sample (c, r) lies at (left + c * cell, bottom + r * cell).
struct PlaneGrid {
    double left = 0;
    double bottom = 0;
    double cell = 1;  ///< above 0
    int columns = 0;
    int rows = 0;

    size_t samples() const { return static_cast<size_t>(columns) * static_cast<size_t>(rows); }
    bool operator==(const PlaneGrid&) const = default;
};

/// N(0, spread² I) as it lies on the plane.
struct PlanePrior {
    double x = 0;  ///< its centre
    double y = 0;
    double spread = 0;  ///< sigma; 0: there is no prior
};

/// Rows from the bottom, columns from the left.
struct PlaneDensity {
    PlaneGrid grid;
    std::vector<float> values;  ///< rows x columns, the share of the codes per unit of area: integrates to at most 1
    float highest = 0;          ///< of the values
    /// rows x columns, 1: within 3 sigma of the prior, with less than a tenth of the prior's density; empty without a
    /// prior or a code
    std::vector<uint8_t> holes;
    /// Of the prior's mass within 3 sigma, how much lies in holes; 0 to 1. Of all of it, whatever the grid shows: on a
    /// grid of its own, of 96 x 96 samples over these 6 sigma.
    double emptyShare = 0;
    int64_t codes = 0;  ///< that count, also those off the grid
    int64_t step = 0;   ///< of the newest of them
};

/// The bandwidths of a kernel density estimate in the plane by Scott's rule, h = s n^(-1/6) for each axis (Scott 1992,
/// Multivariate Density Estimation, section 6.3.1). s is the standard deviation, or the distance of the quartiles /
/// 1.349 where that is smaller and above 0 (Silverman 1986, Density Estimation, equation 3.30): a few codes far out do
/// not blur the rest. The quartiles are those of 50,000 codes evenly among more.
/// \param xy two numbers a code; codes that are not finite are left out
/// \return 0 for an axis along which the codes agree
std::array<double, 2> scottBandwidth(std::span<const float> xy);

/// A Gaussian kernel density estimate on the grid, each bandwidth scottBandwidth(), or one cell where that is less.
/// Codes are binned linearly, four bins a bandwidth and 5 bandwidths beyond the rim, so that those off the grid count
/// as far as they reach; then one convolution an axis (Wand 1994, Fast computation of multivariate kernel estimators,
/// Journal of Computational and Graphical Statistics 3(4)). What binning spreads, a sixth of a bin's squared
/// width on average, is taken off the kernel's variance. Time is of codes + samples, memory up to 128 bytes a
/// sample of the grid.
/// \param xy two numbers a code; codes that are not finite are left out
/// \throws std::invalid_argument for a cell that is not above 0; Cancelled
PlaneDensity planeDensity(std::span<const float> xy, const PlaneGrid& grid, const PlanePrior& prior,
                          const std::stop_token& stop);

}  // namespace zscape
