#pragma once

#include "engine/recipe/spec.h"

#include <cstdint>

/// Batch and epochs where nobody gives a number: chosen by how many images train. With many (54,000, as 60,000 less a
/// tenth) they are the recipe's own. Why these numbers: engine/training/README.md.
namespace zscape {

/// `most`: the recipe's own batch; `least`: what a term over the batch needs.
int64_t batchForImages(int64_t images, int64_t most, int64_t least);

/// The recipe's own epochs, or more, so that a run makes enough steps for something to be seen.
int64_t epochsForSteps(int64_t stepsPerEpoch, int64_t least);

/// Puts the numbers into every automatic setting of `spec` that is 0 or that nobody gave, for spec.shape.images (0: not
/// known yet, and the recipe's own stand), and notes their keys in spec.automatic.
/// \pre spec.values holds 0 where nobody gave a number
void chooseBySize(ModelSpec& spec);

/// What an automatic setting of a run is when a person gives 0 for it. \pre spec.values are chosen
int64_t chosenBySize(const ModelSpec& spec, const std::string& key);

}  // namespace zscape
