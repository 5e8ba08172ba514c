#pragma once

#include "engine/data/hash128.h"
#include "engine/data/image_header.h"
#include "engine/data/import.h"

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <vector>

namespace zscape {

/// More pixels than these are refused before anything is allocated.
constexpr int64_t kPixelLimit = 400'000'000;
/// Larger files are not read.
constexpr int64_t kFileLimit = int64_t{2} << 30;

/// What a picture is to become. All of it is known: nothing is guessed any more.
struct Target {
    int size = 64;
    int channels = 3;
    Fit fit = Fit::Crop;
    std::array<uint8_t, 3> background{255, 255, 255};

    int64_t imageBytes() const { return int64_t{size} * size * channels; }
};

/// Reads one image file and makes it `target`. `scratch` is kept by each thread for the file's bytes.
/// \param content gets contentHash() of the file where it was read to its end; may be null
/// \returns 8-bit grey or RGB, target.size square; an empty matrix when the file is none of the formats
/// \throws Error saying why it cannot be read: "file.*", "image.damaged", "image.header", "image.large", "image.kind"
cv::Mat decodeFile(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch, Hash128* content = nullptr);

/// Tells OpenCV to leave the threads to us and the messages too. Once for the process; cheap to ask for again.
void prepareOpenCv();

/// The same for bytes in memory, with the header read from them.
cv::Mat decodeBytes(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name, const Target& target);

/// 8-bit samples with alpha (4 channels, colours first) laid on a background: 3 channels in the same order.
cv::Mat laidOn(const cv::Mat& picture, const std::array<uint8_t, 3>& background, bool premultiplied);

}  // namespace zscape
