#pragma once

#include "engine/data/image_set.h"

#include <cstdint>
#include <vector>

namespace zscape {

/// Images that belong together, such as those of one patient, or equal ones: each is in exactly one unit.
class SplitUnits {
public:
    explicit SplitUnits(int64_t count);

    void join(int64_t a, int64_t b);
    /// Joins the images with the same number of groupOf() (-1: by itself).
    void joinGroups(const std::vector<int64_t>& groups);
    /// Joins each image with its twin.
    void joinTwins(const std::vector<int64_t>& twins);

    /// For each image the number of its unit; units are numbered from 0 in the order of their first images.
    std::vector<int64_t> numbers() const;

private:
    int64_t rootOf(int64_t image) const;
    mutable std::vector<int64_t> parent_;  ///< towards the unit's first image; paths are shortened while asking
};

/// Where a unit that lies on several sides is put.
enum class MixedUnits { ToTheEarliestSide, ToTraining };

/// Puts every unit that lies on several sides onto one. \returns the images that changed sides, ascending
std::vector<int64_t> settleSides(std::vector<Side>& sides, const std::vector<int64_t>& units, MixedUnits rule);

}  // namespace zscape
