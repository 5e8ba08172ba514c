#pragma once

#include "engine/analysis/layout/layout.h"
#include "engine/core/error.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace zscape {

/// A map of the codes: t-SNE or UMAP. Plain values, no LibTorch.
struct LayoutRequest {
    LayoutSettings settings;  ///< kind Tsne or Umap; how many threads it gets is the session's matter
    int64_t images = 0;       ///< at most so many, spread evenly over those that have a code; 0: all of them
    bool fromLast =
        false;  ///< begins where the last map of this kind lies; else with the first two principal components

    bool operator==(const LayoutRequest&) const = default;
};

/// Waiting: codes are still being made. Preparing: neighbours are looked for. Finished: "Run 250 more" is possible.
enum class LayoutPhase : uint8_t { Waiting, Preparing, Running, Paused, Finished, Failed };

/// A map as far as it is. Immutable, published as it goes.
struct LayoutSnapshot {
    LayoutRequest request;
    LayoutPhase phase = LayoutPhase::Waiting;
    double prepared = 0;  ///< 0 to 1, Preparing
    int64_t iteration = 0;
    int64_t total = 0;
    double secondsLeft = -1;          ///< below 0: not known
    std::optional<double> loss;       ///< as Projector::loss(), of a recent iteration
    bool follows = false;             ///< new codes of a run that trains move the map
    std::optional<ErrorInfo> remark;  ///< as Projector::remark()
    ErrorInfo reason;                 ///< Failed: why, and what can be done
    /// Null before the first places. While Waiting, Preparing or Failed the map that was there before, where there is
    /// one.
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const std::vector<int64_t>> images;  ///< of each row of `layout`, ascending; null with it
};

/// Where codes would lie on a finished or running map: near the images whose codes are near.
struct PlacedCodes {
    uint64_t ticket = 0;
    std::vector<float> xy;  ///< two for each code that was asked for, finite; empty: there was no map to place them on
};

}  // namespace zscape
