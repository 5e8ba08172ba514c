#pragma once

#include "engine/core/error.h"
#include "engine/data/image_set.h"
#include "engine/recipe/spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// A run's label of each image of any set: by the label's name, for another folder numbers its own in another way.
class LabelMap {
public:
    /// \param shape the run's; where it bears no names (a run of an older version) those of the set stand in
    /// \param images outlive it
    LabelMap(const DataShape& shape, const ImageSet& images);

    /// An index into the run's names; below 0: the image has no label, or one that the run does not know.
    int64_t of(int64_t image) const;
    /// Those of `indices` that have a label which the run knows.
    std::vector<int64_t> known(const std::vector<int64_t>& indices) const;
    /// What stands against the others, for a sentence: "2 labels that the run does not know: zebra (12 images), yak (1
    /// image); 3 images without a label". Empty: there are none.
    std::string unknown(const std::vector<int64_t>& indices) const;
    /// The same as a sentence about images that were to be measured.
    std::optional<ErrorInfo> notMeasured(const std::vector<int64_t>& indices) const;

private:
    const ImageSet* images_;
    std::vector<int64_t> ofOwn_;  ///< the run's label for each of the set's
};

/// What a run of this spec can be told of these images: all of `indices`, or where it is told labels those whose label
/// it knows.
std::vector<int64_t> knownTo(const ModelSpec& spec, const ImageSet& images, const std::vector<int64_t>& indices);

}  // namespace zscape
