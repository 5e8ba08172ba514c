#pragma once

#include "engine/data/colour_transform.h"
#include "engine/data/decode.h"

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <stop_token>

namespace zscape {

/// As a decoder gives it.
struct Stored {
    cv::Mat picture;  ///< grey, blue, green, red, or with alpha as the fourth, of the depth that it has
    bool premultiplied = false;
    ValueMap full = {};  ///< what its type holds
    Colours colours = {};
    bool inks = false;         ///< four of them, which `colours` has a transform of
    bool transparent = false;  ///< what was so lies on the background already
};

/// Grey or blue, green, red, or inks, of the depth that it has; not yet in shades of grey.
struct Shades {
    cv::Mat picture;
    ValueMap map;    ///< still to be done
    ValueMap taken;  ///< of the file's numbers, whether done or not
    int64_t notNumbers = 0;
    const ColourTransform* transform = nullptr;  ///< still to be done; of the Stored that it was made of
    bool transparent = false;
};

/// Alpha is laid on the background, and what is no number becomes it: nothing here looks at another pixel, but where
/// the range is each file's own. \throws Error "image.kind"
Shades shadesOf(Stored stored, const ImageHeader& header, const std::filesystem::path& name, const Target& target);

/// What was learnt of a picture on the way, but what is counted or found in its pixels.
void tellFacts(FileFacts& facts, const ImageHeader& header, const Colours& colours, const ValueMap& taken);

/// Blue, green, red of 8 bits as `target` has colours.
cv::Mat inTargetsOrder(const cv::Mat& colours, const Target& target);
/// \throws Error "image.channels" where grey and colours are not what is wanted
void requireColours(const ImageHeader& header, const std::filesystem::path& name, const Target& target);

/// \throws Error "image.kind", "image.large" for what is not decoded for `target`
void checkHeader(const ImageHeader& header, const Target& target, const std::filesystem::path& name);

Colours coloursFor(const ColourProfile& profile, const ImageHeader& header, const Target& target);

/// Of the page that a TIFF stands at. \throws Error as decodeFile()
Stored storedPage(TiffFile& tiff, const ImageHeader& header, const std::filesystem::path& name, const Target& target,
                  const std::stop_token& stop);

/// Not of a TIFF, which has pages. \throws Error as decodeFile()
Stored storedPicture(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
                     const Target& target, const std::stop_token& stop);

/// What a decoder gave, made `target`. \throws Error as decodeFile()
cv::Mat made(const Stored& stored, const ImageHeader& header, const std::filesystem::path& name, const Target& target,
             const std::stop_token& stop, FileFacts* facts);

}  // namespace zscape
