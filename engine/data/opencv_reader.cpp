#include "engine/data/opencv_reader.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/caught_words.h"
#include "engine/data/damaged_picture.h"

#include <mutex>
#include <opencv2/core/utility.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

namespace zscape {

void prepareOpenCv() {
    static std::once_flag once;
    std::call_once(once, [] {
        // Every decoding thread resizes for itself: OpenCV's own threads would only stand in their way.
        cv::setNumThreads(1);
        // What its readers complain about is in the list of unreadable files.
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    });
}

cv::Mat readByOpenCv(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name) {
    // OpenCV looks at so many bytes of a WebP, however few there are.
    constexpr size_t kLookedAt = 32;
    std::vector<uint8_t> filledUp;
    if (bytes.size() < kLookedAt) {
        filledUp.assign(bytes.begin(), bytes.end());
        filledUp.resize(kLookedAt);
        bytes = filledUp;
    }
    const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<uint8_t*>(bytes.data()));
    const CaughtWords words;
    cv::Mat picture;
    try {
        picture = cv::imdecode(encoded, cv::IMREAD_UNCHANGED);  // alpha and 16 bits are kept
    } catch (const cv::Exception&) {
        throwDamaged(name, header.format, words.reason());
    }
    if (picture.empty()) throwDamaged(name, header.format, words.reason());
    if (picture.cols != header.width || picture.rows != header.height)
        throwDamaged(name, header.format, "it says two different sizes");
    return picture;
}

}  // namespace zscape
