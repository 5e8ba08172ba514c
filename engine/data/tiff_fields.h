#pragma once

#include "engine/data/colour_profile.h"
#include "engine/data/image_header.h"
#include "engine/data/named_channels.h"
#include "engine/data/number_type.h"
#include "engine/data/pixel_size.h"

#include <cstdint>
#include <string>

#include <tiffio.h>

namespace zscape {

// What the fields say of the page that a TIFF stands at, as libtiff reads them.

/// A field with libtiff's default where the page has none.
template <class Value>
Value fieldOf(TIFF* tiff, uint32_t tag) {
    Value value{};
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

/// What an extra sample is: 0 nothing known, 1 alpha that colours are multiplied by, 2 alpha.
uint16_t extraSample(TIFF* tiff);

/// Of its samples; of no bytes where they are of another type.
NumberType sampleType(TIFF* tiff);

/// Whether its samples are taken as they are; all others libtiff makes colours of 8 bits of.
bool isTakenAsStored(TIFF* tiff);

/// As readImageHeader(); of any width and height, also none.
ImageHeader tiffHeader(TIFF* tiff);

int tiffHeight(TIFF* tiff);
/// 1 to 8.
int tiffOrientation(TIFF* tiff);
ColourProfile tiffProfile(TIFF* tiff);
/// By its resolution; not turned.
PixelSize tiffResolution(TIFF* tiff);
/// Empty where it has none.
std::string tiffDescription(TIFF* tiff);
/// Of the first page of a file: what ImageJ writes there of all.
ImageJNotes tiffImageJNotes(TIFF* tiff);

}  // namespace zscape
