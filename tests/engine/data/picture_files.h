#pragma once

#include "engine/data/decode.h"
#include "engine/data/import.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

namespace zscape {

using Bytes = std::vector<uint8_t>;
using Colour = std::array<uint8_t, 3>;  ///< red, green, blue

inline constexpr Colour kRed{220, 30, 30}, kGreen{30, 200, 30}, kBlue{30, 30, 220}, kYellow{230, 220, 20};

inline void writeBytes(const std::filesystem::path& file, const Bytes& bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(stream.good()) << file;
}

inline Bytes readBytes(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return Bytes((std::istreambuf_iterator<char>(stream)), {});
}

/// Red, green / blue, yellow; BGR as OpenCV has it.
inline cv::Mat quarters(int width = 64, int height = 48) {
    cv::Mat picture(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const Colour& colour = y < height / 2 ? (x < width / 2 ? kRed : kGreen) : (x < width / 2 ? kBlue : kYellow);
            picture.at<cv::Vec3b>(y, x) = {colour[2], colour[1], colour[0]};
        }
    return picture;
}

inline Bytes encoded(const cv::Mat& picture, const char* ending, const std::vector<int>& options = {}) {
    Bytes bytes;
    EXPECT_TRUE(cv::imencode(ending, picture, bytes, options));
    return bytes;
}

inline Colour colourAt(const cv::Mat& picture, int x, int y) {
    const uint8_t* pixel = picture.ptr<uint8_t>(y) + x * picture.channels();
    return picture.channels() == 1 ? Colour{pixel[0], pixel[0], pixel[0]} : Colour{pixel[0], pixel[1], pixel[2]};
}

/// The middles of the four quarters of a decoded (RGB) picture, in reading order.
inline std::array<Colour, 4> quartersOf(const cv::Mat& picture) {
    const int near = picture.cols / 4, far = picture.cols - 1 - picture.cols / 4;
    return {colourAt(picture, near, near), colourAt(picture, far, near), colourAt(picture, near, far),
            colourAt(picture, far, far)};
}

inline void expectNear(const Colour& seen, const Colour& expected, int tolerance, const std::string& where) {
    for (size_t k = 0; k < 3; ++k) EXPECT_NEAR(seen[k], expected[k], tolerance) << where << ", channel " << k;
}

inline void expectQuarters(const cv::Mat& picture, const std::array<Colour, 4>& expected, int tolerance,
                           const std::string& what) {
    ASSERT_FALSE(picture.empty()) << what;
    const std::array<Colour, 4> seen = quartersOf(picture);
    for (size_t i = 0; i < 4; ++i) expectNear(seen[i], expected[i], tolerance, what + ", quarter " + std::to_string(i));
}

/// The code of the Error that `call` throws; "none" when it throws nothing.
template <class Call>
std::string errorCode(Call call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_FALSE(std::string(error.what()).empty());
        return error.code();
    }
    return "none";
}

inline std::filesystem::path goldenFile(const std::string& name) {
    return std::filesystem::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name;
}

}  // namespace zscape
