#pragma once

#include "engine/core/row_condition.h"
#include "engine/offline/trained_model.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

class Output;

/// Images that were asked for, and their codes.
struct EncodedImages {
    std::shared_ptr<const ImageSet> images;
    std::vector<int64_t> indices;  ///< of those that were chosen, ascending
    FloatMatrix codes;             ///< mu, a row for each of these
};

/// What --where says; none: all images. Before anything is read, so that a slip of the pen costs no time.
/// \throws Error as RowCondition
std::optional<RowCondition> conditionFrom(const std::optional<std::string>& where);

/// Those at `data`; the project's own where it is empty.
std::shared_ptr<const ImageSet> imagesAt(TrainedModel& model, const std::string& data, Output& output,
                                         const std::stop_token& stop);

/// Codes of all of `images`, or of those for which `where` holds; how many of how many is said then. Its columns are
/// name, label, split (train, heldout, test: the run's of its own images, else the data's own), tile_x, tile_y,
/// tile_width and tile_height, each where there is one, the attributes of tables, z0, z1, ... Of an attribute whose
/// name is taken attr.NAME is left. Only chosen images are encoded where the condition asks no code.
/// \throws Error as RowCondition::over(), "where.none" when it holds for none
EncodedImages encodeChosen(TrainedModel& model, std::shared_ptr<const ImageSet> images,
                           const std::optional<RowCondition>& where, Output& output, const std::stop_token& stop);

}  // namespace zscape
