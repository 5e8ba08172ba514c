#pragma once

#include "engine/analysis/layout/layout.h"
#include "engine/session/types.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace zscape {

/// Codes of some images, copied out of a snapshot for a map. Immutable.
struct LaidCodes {
    std::vector<float> values;                           ///< N x dimensions
    int dimensions = 0;                                  ///< at least 1 where there are any
    std::shared_ptr<const std::vector<int64_t>> images;  ///< of each row, ascending; never null
    int64_t step = 0;                                    ///< of the newest weights that made one

    CodeRows rows() const { return {values, std::ssize(*images), dimensions}; }
};

/// Places of images and the codes that they are places of.
struct LayoutPlaces {
    std::shared_ptr<const Layout> layout;    ///< null: there is none yet
    std::shared_ptr<const LaidCodes> codes;  ///< null with it
};

/// By what the codes of one model are told from its earlier ones.
struct CodesVersion {
    int64_t newestStep = -1, oldestStep = -1, encoded = -1;

    bool operator==(const CodesVersion&) const = default;
};
CodesVersion versionOf(const CodesSnapshot& codes);

/// Whether a map may begin: all images that take part have a code, or, while a run trains, half of them have a young
/// one or nine of ten have any. The others join where the map follows.
bool areReadyForLayout(const CodesSnapshot& codes, bool trains);
/// Whether a map may move to these: ready, and at rest all of one step: more are on their way until then.
bool areSettledForLayout(const CodesSnapshot& codes, bool trains);

/// \param most images, spread evenly over those that have a code; 0: all of them. Those of `before` are taken again
/// where each of them still has one, so that a map that follows keeps its images. \param before may be null
/// \throws Error "layout.memory"
std::shared_ptr<const LaidCodes> codesForLayout(const CodesSnapshot& codes, int64_t most, const LaidCodes* before);

}  // namespace zscape
