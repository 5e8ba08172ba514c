#include "engine/data/decode.h"

#include "engine/core/paths.h"
#include "engine/data/content_hash.h"
#include "engine/data/file_io.h"
#include "engine/data/gif_reader.h"
#include "engine/data/squaring.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <opencv2/core/utility.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

namespace zscape {

namespace {

/// Pictures above this are decoded one at a time, so that many threads do not need many times their memory.
constexpr int64_t kLargePicture = 24'000'000;
/// The first read of a file: a header nearly always, a small file as a whole.
constexpr int64_t kFirstRead = 256 << 10;

std::mutex& largePictureMutex() {
    static std::mutex mutex;
    return mutex;
}

Error damaged(const std::filesystem::path& name, ImageFormat format) {
    return Error("image.damaged", "%1 is damaged: it is a %2 file that is cut off or cannot be decoded.", {displayName(name), formatName(format)});
}

void checkHeader(const ImageHeader& header, const std::filesystem::path& name) {
    if (header.width > kPixelLimit || header.height > kPixelLimit || header.pixels() > kPixelLimit)
        throw Error("image.large", "%1 has %2 x %3 pixels; more than %4 million are not decoded. Make it smaller first.",
                    {displayName(name), std::to_string(header.width), std::to_string(header.height), std::to_string(kPixelLimit / 1'000'000)});
    if (header.animated) throw Error("image.kind", "%1 is an animated WebP, which is not read. Save its first frame as a picture.", {displayName(name)});
}

/// 1, 2, 4 or 8: how much smaller a JPEG may be decoded and still be shrunk, never enlarged, afterwards.
int reduction(const ImageHeader& header, const Target& target) {
    const int64_t side = target.fit == Fit::Crop || target.fit == Fit::Stretch ? std::min(header.width, header.height) : std::max(header.width, header.height);
    int factor = 1;
    while (factor < 8 && side / (factor * 2) >= target.size) factor *= 2;
    return factor;
}

int jpegFlags(int factor, bool grey) {
    switch (factor) {
        case 2: return grey ? cv::IMREAD_REDUCED_GRAYSCALE_2 : cv::IMREAD_REDUCED_COLOR_2;
        case 4: return grey ? cv::IMREAD_REDUCED_GRAYSCALE_4 : cv::IMREAD_REDUCED_COLOR_4;
        case 8: return grey ? cv::IMREAD_REDUCED_GRAYSCALE_8 : cv::IMREAD_REDUCED_COLOR_8;
        default: return grey ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR;
    }
}

cv::Mat decodeByOpenCv(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name, const Target& target) {
    if (header.format == ImageFormat::Jpeg && !jpegIsWhole(bytes)) throw damaged(name, header.format);
    // IMREAD_UNCHANGED keeps alpha and 16 bits; a JPEG has neither, and can be decoded smaller and straight to grey.
    const int flags = header.format == ImageFormat::Jpeg ? jpegFlags(reduction(header, target), target.channels == 1) | cv::IMREAD_IGNORE_ORIENTATION
                                                         : static_cast<int>(cv::IMREAD_UNCHANGED);
    const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<uint8_t*>(bytes.data()));
    cv::Mat picture;
    try {
        picture = cv::imdecode(encoded, flags);
    } catch (const cv::Exception&) {
        throw damaged(name, header.format);
    }
    if (picture.empty()) throw damaged(name, header.format);
    return picture;
}

/// 8 bits for each sample, whatever it had.
cv::Mat toBytes(const cv::Mat& picture, const ImageHeader& header, const std::filesystem::path& name) {
    const bool bytes = picture.depth() == CV_8U;
    if (!bytes && picture.depth() != CV_16U)
        throw Error("image.kind", "%1 has samples that are neither 8 nor 16 bits (%2). Convert it to 8 or 16 bits first.", {displayName(name), formatName(header.format)});
    const int white = header.maximum > 0 ? header.maximum : bytes ? 255 : 65535;
    if (bytes && white == 255) return picture;
    cv::Mat result;
    picture.convertTo(result, CV_8U, 255.0 / white);
    return result;
}

bool alphaIsZero(const cv::Mat& picture) {
    cv::Mat alpha;
    cv::extractChannel(picture, alpha, 3);
    return cv::countNonZero(alpha) == 0;
}

}  // namespace

void prepareOpenCv() {
    static std::once_flag once;
    std::call_once(once, [] {
        // Every decoding thread resizes for itself: OpenCV's own threads would only stand in their way.
        cv::setNumThreads(1);
        // What its readers complain about is in the list of unreadable files.
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    });
}

cv::Mat laidOn(const cv::Mat& picture, const std::array<uint8_t, 3>& background, bool premultiplied) {
    cv::Mat result(picture.rows, picture.cols, CV_8UC3);
    for (int y = 0; y < picture.rows; ++y) {
        const uint8_t* from = picture.ptr<uint8_t>(y);
        uint8_t* to = result.ptr<uint8_t>(y);
        for (int x = 0; x < picture.cols; ++x, from += 4, to += 3) {
            const int alpha = from[3];
            for (int k = 0; k < 3; ++k) {
                const int colour = premultiplied ? from[k] * 255 : from[k] * alpha;
                to[k] = static_cast<uint8_t>(std::min((colour + background[static_cast<size_t>(k)] * (255 - alpha) + 127) / 255, 255));
            }
        }
    }
    return result;
}

cv::Mat decodeBytes(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name, const Target& target) {
    checkHeader(header, name);
    std::unique_lock<std::mutex> alone(largePictureMutex(), std::defer_lock);
    if (header.pixels() > kLargePicture) alone.lock();
    cv::Mat picture = header.format == ImageFormat::Gif ? readFirstGifFrame(bytes, name) : toBytes(decodeByOpenCv(bytes, header, name, target), header, name);
    if (picture.channels() == 4) {
        const bool counts = header.alpha && !(header.format == ImageFormat::Bmp && alphaIsZero(picture));
        // OpenCV's order is blue, green, red.
        if (counts) picture = laidOn(picture, {target.background[2], target.background[1], target.background[0]}, header.premultiplied);
        else cv::cvtColor(picture, picture, cv::COLOR_BGRA2BGR);
    }
    if (picture.channels() != 1 && picture.channels() != 3)
        throw Error("image.kind", "%1 has %2 channels, which is neither grey nor colour.", {displayName(name), std::to_string(picture.channels())});
    // Turning and reordering are left for the small picture where the fit is the same in both directions.
    const bool colour = picture.channels() == 3;
    const std::array<uint8_t, 3> reversed{target.background[2], target.background[1], target.background[0]};
    cv::Mat result = squared(picture, target.size, colour ? 3 : target.channels, target.fit, colour ? reversed : target.background);
    result = turned(result, header.orientation);
    if (colour) cv::cvtColor(result, result, target.channels == 1 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGR2RGB);
    return result.isContinuous() ? result : result.clone();
}

cv::Mat decodeFile(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch, Hash128* content) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    const size_t first = static_cast<size_t>(std::min(bytes, kFirstRead));
    if (scratch.size() < first) scratch.resize(first);
    size_t got = readAt(handle, 0, std::span(scratch).first(first), file);
    const ByteReader read = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
        if (static_cast<size_t>(offset) + into.size() <= got) {
            std::memcpy(into.data(), scratch.data() + offset, into.size());
            return into.size();
        }
        return readAt(handle, offset, into, file);
    };
    if (formatOf(std::span(scratch).first(got)) == ImageFormat::None) return {};
    const ImageHeader header = readImageHeader(read, file);
    checkHeader(header, file);
    if (bytes > kFileLimit)
        throw Error("file.large", "%1 is %2 MB large; at most %3 MB can be read.", {displayName(file), std::to_string(bytes >> 20), std::to_string(kFileLimit >> 20)});
    if (static_cast<size_t>(bytes) > got) {
        if (scratch.size() < static_cast<size_t>(bytes)) scratch.resize(static_cast<size_t>(bytes));
        got += readAt(handle, static_cast<int64_t>(got), std::span(scratch).subspan(got, static_cast<size_t>(bytes) - got), file);
    }
    if (content) *content = contentHash(std::span(scratch).first(got));
    cv::Mat result = decodeBytes(std::span(scratch).first(got), header, file, target);
    // One huge file must not keep its memory for the rest of the import.
    if (scratch.size() > (size_t{64} << 20)) std::vector<uint8_t>().swap(scratch);
    return result;
}

}  // namespace zscape
