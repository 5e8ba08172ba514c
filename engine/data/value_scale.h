#pragma once

#include "engine/core/progress.h"
#include "engine/data/file_numbers.h"
#include "engine/data/image_set.h"
#include "engine/data/import.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace zscape {

/// What the shades of a picture stand for in the numbers of its file, so that an import can be undone.
struct ValueScale {
    NumberFormat format = NumberFormat::Float32;  ///< a type; never Unknown or Mixed, nor Float16 (Float32 holds it)
    double black = 0, white = 1;                  ///< what the shades 0 and 1 are, in the file's own units
    /// Where each channel has its own: of all of them, and `black` and `white` are the least and the greatest.
    std::vector<ValueRange::Ends> channels = {};

    bool operator==(const ValueScale&) const = default;
};

/// number = black + (white - black) shade, of shades from 0 (black) to 1 (white) as models give them: the inverse of
/// how an import makes shades of numbers (toBytes() in value_sample.h), but for what was cut and rounded there.
/// Whole numbers are rounded to the nearest (halves away from 0) and cut where their type ends; in floating point
/// nothing is cut. What is no number (NaN) stays that in floating point, and is black in whole numbers.
/// Where channels have their own `shades` are pixels, channels side by side.
/// \returns the numbers as they lie in memory, of this machine's byte order; bool a byte each, 0 or 1
std::vector<uint8_t> numbersBack(std::span<const float> shades, const ValueScale& scale);

/// The scale of all pictures that were read with these settings, resolved: those of settingsOf() and of a project.
/// Files of several types that one range was given for are Float32.
/// \throws Error "values.unknown" where the project is older than what is asked for, "values.by-file" and
/// "values.mixed" where each picture has black and white of its own
ValueScale scaleOf(const ImportSettings& settings);

/// The scale of each image of a set. Where each has black and white of its own (range=file, files of several types)
/// the files are read once more for them.
/// \throws Error "values.unknown", "values.channels" for several channels by range=file, "values.changed" where the files are others by now, as importImages(); Cancelled
std::vector<ValueScale> scalesOf(const ImageSet& images, const ProgressSink& progress, std::stop_token stop);

}  // namespace zscape
