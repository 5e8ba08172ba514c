#pragma once

#include "engine/data/attribute_column.h"
#include "engine/data/image_set.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// The sides that a column names, an image each: a split's words; 0, 1 and 2 (train, val, test, as CelebA has them); in
/// a column called is_train, is_valid, is_test and the like: yes and no. Nothing for an image without a value.
/// \throws Error "split.column" with the first value that is no side; `nameOf` is for the sentence
std::vector<std::optional<Side>> sidesOfColumn(const AttributeColumn& column, int64_t images,
                                               const std::function<std::string(int64_t)>& nameOf);

/// Whether a column is called as a split's are, says so in words or in CelebA's numbers, and names the training side
/// and another.
bool looksLikeSplit(const AttributeColumn& column, int64_t images);

}  // namespace zscape
