#pragma once

#include "engine/core/picture.h"
#include "engine/data/value_scale.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zscape {

/// True for a name that ends in .png: one sheet. Anything else is a folder of pictures.
bool isPngName(const std::filesystem::path& name);

/// "uint16, 412..3,911": what is written in files' own units, and which of it is black and white.
std::string valuesText(const std::vector<ValueScale>& scales);

/// ".png", in small letters.
std::string extensionOf(const std::filesystem::path& name);

/// Makes the folder where it is missing. \throws Error "write.*"
void makeFolder(const std::filesystem::path& folder);

/// "000012.png"
std::string numberedName(size_t index);

/// One picture as it is, several as a sheet as square as can be, into FILE.png; or each into a folder.
/// \throws Error "write.*", "usage.out" when a sheet would be too large
void writePictures(const std::filesystem::path& out, const std::vector<Picture>& pictures);

/// Inputs above outputs, in pairs of rows. \throws Error as writePictures
void writePairs(const std::filesystem::path& file, const std::vector<Picture>& inputs,
                const std::vector<Picture>& outputs);

}  // namespace zscape
