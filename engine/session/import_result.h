#pragma once

#include "engine/data/duplicates.h"
#include "engine/data/image_set.h"
#include "engine/data/import.h"
#include "engine/data/several_sets.h"
#include "engine/data/tile_overview.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace zscape {

/// A set that was read or arranged for the import page, with what the page says of it. Nothing of the run knows of it.
/// Where a source holds several sets and none is named there are only these to choose from, and no images; neither are
/// there where the axes of an array have to be said first.
struct Imported {
    /// How the pictures of the files compare with those of the set, by some of them.
    enum class Shape { AsTheyAre, Square, Oblong };

    ImportRequest request;          ///< settings as they came out: Session::load() of it makes this set, from the cache
    std::optional<SetChoice> sets;  ///< those of which `request` names one, or has to
    int set = -1;                   ///< which of them that is
    std::optional<ArrayReadings> readings;  ///< those to choose from, where there are no images
    std::shared_ptr<const ImageSet> images;
    std::shared_ptr<const Split> split;
    /// Of each label, and last of the images without one: how many train, are held out, test.
    std::vector<std::array<int64_t, 3>> counts;
    DuplicatesAcross across;
    Shape shape = Shape::AsTheyAre;
    bool ownSplit = false;  ///< the data have a split of their own, whether it is used or not
    bool transparent =
        false;  ///< some that were looked at may be; the report counts them, but for a set of an older cache
};

}  // namespace zscape
