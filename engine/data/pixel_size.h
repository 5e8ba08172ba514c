#pragma once

#include "engine/data/import.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// How large a picture's pixels are, as TIFFs say it: how many of them lie in a unit of length.
struct PixelSize {
    enum class Unit : uint8_t {
        None,  ///< `imageJUnit`, or only how much wider than high they are
        Inch,
        Centimetre
    };
    double across = 0, down = 0;  ///< along a row and a column; 0: not known
    Unit unit = Unit::None;
    std::string imageJUnit = {};  ///< as ImageJ writes it beside a TIFF: "micron"; empty: it did not
    double spacing = 0;           ///< from page to page in that unit; 0: not known

    bool operator==(const PixelSize&) const = default;
    bool isKnown() const;
};

/// What the text beside a TIFF's first page says, where ImageJ ("unit=", "spacing=") or OME-XML ("PhysicalSizeX",
/// "PhysicalSizeY") wrote it. Of ImageJ there is no more than the unit: how many pixels is in the page's resolution.
PixelSize pixelSizeDescribed(std::string_view description);

/// Of the square picture of `size` pixels that is made by `fit` of one that is `width` x `height`: it has fewer or more
/// pixels in the same length. Of tiles only the scale counts (Tiling).
PixelSize scaledTo(const PixelSize& pixels, int64_t width, int64_t height, Fit fit, int size, int tileScale = 1);

/// Of each image as the set has it; not known of what is no TIFF or lies in an archive.
/// \throws Error where a file cannot be read any more, "values.changed" where it has fewer pages by now; Cancelled
std::vector<PixelSize> pixelSizesOf(const ImageSet& images, const std::stop_token& stop);

}  // namespace zscape
