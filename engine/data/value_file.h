#pragma once

#include "engine/data/arrays.h"
#include "engine/data/pixel_size.h"
#include "engine/data/value_scale.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// What is known of pictures before they are there.
struct ValuePictures {
    int size = 0;                            ///< width and height
    int channels = 1;                        ///< 1 grey, 3 red, green, blue
    std::vector<ValueScale> scales;          ///< of each, in the order that they come in
    std::vector<PixelSize> pixelSizes = {};  ///< of each, or empty
    std::vector<std::string> names = {};     ///< of each, UTF-8, or empty
};

/// Whether a file of this name holds numbers in files' own units: .tif, .tiff and .npy, in any case.
bool isValueFileName(const std::filesystem::path& name);

/// Pictures in the numbers of the files that they are of, one after another: a TIFF of as many pages, each with its
/// pixel size and its picture's name, or an .npy array [N,H,W] or [N,H,W,C]. Written to a temporary name and renamed.
class ValueFile {
public:
    /// \throws Error "write.*", "write.types" for an array of several types of numbers
    ValueFile(const std::filesystem::path& file, ValuePictures pictures);
    ~ValueFile();
    ValueFile(const ValueFile&) = delete;
    ValueFile& operator=(const ValueFile&) = delete;

    /// The next picture: size x size x channels, 0 black, 1 white. \throws Error "write.*"
    void add(std::span<const float> shades);
    /// The next pictures, a row each. \throws Error "write.*"
    void addRows(const FloatMatrix& shades);
    /// From here on the target is the new file. \throws Error "write.*"
    void commit();

private:
    struct Kind;
    struct Tiff;
    struct Npy;
    ValuePictures pictures_;
    size_t added_ = 0;
    std::unique_ptr<Kind> kind_;
};

}  // namespace zscape
