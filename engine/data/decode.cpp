#include "engine/data/decode.h"

#include "engine/core/paths.h"
#include "engine/data/content_hash.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/file_io.h"
#include "engine/data/gif_reader.h"
#include "engine/data/jpeg_reader.h"
#include "engine/data/png_reader.h"
#include "engine/data/squaring.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <opencv2/imgproc.hpp>
#include <span>
#include <string>

namespace zscape {

namespace {

/// The first read of a file: a header nearly always, a small file as a whole.
constexpr int64_t kFirstRead = 256 << 10;
/// Between two of these a thread looks whether it is asked to stop.
constexpr size_t kReadStep = 4 << 20;

/// One huge file must not keep its memory for the rest of the import.
struct LetGo {
    static constexpr size_t kKept = 64 << 20;
    std::vector<uint8_t>& scratch;
    ~LetGo() {
        if (scratch.size() > kKept) std::vector<uint8_t>().swap(scratch);
    }
};

void checkHeader(const ImageHeader& header, const Target& target, const std::filesystem::path& name) {
    if (header.animated)
        throw Error("image.kind", "%1 is an animated WebP, which is not read. Save its first frame as a picture.",
                    {displayName(name)});
    const int64_t bytes = bytesToDecode(header, target);
    if (bytes > kPictureLimit)
        throw Error(
            "image.large",
            "%1 has %2 x %3 pixels, which take %4 MB to decode; a picture may take %5 MB. Make it smaller first.",
            {displayName(name), std::to_string(header.width), std::to_string(header.height),
             std::to_string(bytes >> 20), std::to_string(kPictureLimit >> 20)});
}

/// 1, 2, 4 or 8: how much smaller a JPEG may be decoded and still be shrunk, never enlarged, afterwards.
int reduction(const ImageHeader& header, const Target& target) {
    const int64_t side = target.fit == Fit::Crop || target.fit == Fit::Stretch ? std::min(header.width, header.height)
                                                                               : std::max(header.width, header.height);
    int factor = 1;
    while (factor < 8 && side / factor / 2 >= target.size) factor *= 2;
    return factor;
}

bool alphaIsZero(const cv::Mat& picture) {
    cv::Mat alpha;
    cv::extractChannel(picture, alpha, 3);
    return cv::countNonZero(alpha) == 0;
}

/// 8 bits, grey or blue, green, red; alpha is laid on the background.
cv::Mat decodePixels(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
                     const Target& target, const std::stop_token& stop) {
    cv::Mat picture;
    switch (header.format) {
        case ImageFormat::Jpeg:
            // It has neither alpha nor 16 bits, and can be decoded smaller and straight to grey.
            return readJpeg(bytes, header, reduction(header, target),
                            target.channels == 1 ? JpegColours::Grey : JpegColours::AsStored, name, stop);
        case ImageFormat::Gif: return readFirstGifFrame(bytes, target.background, name, stop);
        case ImageFormat::Png: picture = readPng(bytes, header, target.background, name, stop); break;
        default: picture = readByOpenCv(bytes, header, name);
    }
    if (picture.channels() != 4) return picture;
    const bool counts = header.alpha && !(header.format == ImageFormat::Bmp && alphaIsZero(picture));
    // OpenCV's order is blue, green, red.
    if (counts)
        return compositeOver(picture, {target.background[2], target.background[1], target.background[0]},
                             header.premultiplied);
    cv::Mat colours;
    cv::cvtColor(picture, colours, cv::COLOR_BGRA2BGR);
    return colours;
}

cv::Mat decodeBytes(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
                    const Target& target, const std::stop_token& stop) {
    const cv::Mat picture = decodePixels(bytes, header, name, target, stop);
    if (picture.channels() != 1 && picture.channels() != 3)
        throw Error("image.kind", "%1 has %2 channels, which is neither grey nor colour.",
                    {displayName(name), std::to_string(picture.channels())});
    // Turning and reordering are left for the small picture where the fit is the same in both directions.
    const bool colour = picture.channels() == 3;
    const std::array<uint8_t, 3> reversed{target.background[2], target.background[1], target.background[0]};
    cv::Mat result =
        squared(picture, target.size, colour ? 3 : target.channels, target.fit, colour ? reversed : target.background);
    result = turned(result, header.orientation);
    if (colour) cv::cvtColor(result, result, target.channels == 1 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGR2RGB);
    return result.isContinuous() ? result : result.clone();
}

}  // namespace

void throwDamaged(const std::filesystem::path& name, ImageFormat format, const std::string& words) {
    for (const char* shortage : {"nsufficient memory", "ut of memory", "ailed to allocate"})
        if (words.find(shortage) != std::string::npos) throw std::bad_alloc();
    if (words.empty())
        throw Error("image.damaged", "%1 is damaged: it is a %2 file that is cut off or cannot be decoded.",
                    {displayName(name), formatName(format)});
    throw Error("image.damaged", "%1 is damaged: it is a %2 file that is cut off or cannot be decoded (%3).",
                {displayName(name), formatName(format), words});
}

int64_t bytesToDecode(const ImageHeader& header, const Target& target) {
    double bytes = header.samples;  // of one pixel
    double pixels = static_cast<double>(header.width) * static_cast<double>(header.height);
    switch (header.format) {
        case ImageFormat::Jpeg: {
            const int factor = reduction(header, target);
            pixels /= factor * factor;
            break;
        }
        case ImageFormat::Gif: break;
        case ImageFormat::Png:  // 16 bits become 8 while they are read, and so does alpha, but for interlaced ones
            bytes = !header.alpha ? header.samples : header.interlaced ? 4 + 3 : 3;
            break;
        default: {
            const int deep = header.bitDepth > 32 ? 8 : header.bitDepth > 16 ? 4 : header.bitDepth > 8 ? 2 : 1;
            bytes = header.samples * deep + (deep > 1 ? header.samples : 0) + (header.samples == 4 ? 3 : 0);
        }
    }
    // Anything above the limit is as good as more.
    return static_cast<int64_t>(std::min(pixels * bytes + static_cast<double>(header.heldBytes), 1e15));
}

void layOn(const uint8_t* row, int pixels, const std::array<uint8_t, 3>& background, uint8_t* into) {
    for (int x = 0; x < pixels; ++x, row += 4, into += 3) {
        const int alpha = row[3];
        for (size_t k = 0; k < 3; ++k)
            into[k] = static_cast<uint8_t>((row[k] * alpha + background[k] * (255 - alpha) + 127) / 255);
    }
}

cv::Mat compositeOver(const cv::Mat& picture, const std::array<uint8_t, 3>& background, bool premultiplied) {
    cv::Mat result(picture.rows, picture.cols, CV_8UC3);
    for (int y = 0; y < picture.rows; ++y) {
        const uint8_t* from = picture.ptr<uint8_t>(y);
        uint8_t* to = result.ptr<uint8_t>(y);
        if (!premultiplied) {
            layOn(from, picture.cols, background, to);
            continue;
        }
        for (int x = 0; x < picture.cols; ++x, from += 4, to += 3)
            for (size_t k = 0; k < 3; ++k)
                to[k] =
                    static_cast<uint8_t>(std::min((from[k] * 255 + background[k] * (255 - from[3]) + 127) / 255, 255));
    }
    return result;
}

namespace {

cv::Mat readAndDecode(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                      const std::stop_token& stop, Hash128* content) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    const size_t first = static_cast<size_t>(std::min(bytes, kFirstRead));
    if (scratch.size() < first) scratch.resize(first);
    size_t got = readAt(handle, 0, std::span(scratch).first(first), file);
    const ByteReader read = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
        const size_t begin = std::min(static_cast<size_t>(offset), got);
        // A file that lies here whole is not asked again; of a longer one what is not here.
        if (begin + into.size() > got && static_cast<int64_t>(got) < bytes) return readAt(handle, offset, into, file);
        const size_t count = std::min(into.size(), got - begin);
        std::memcpy(into.data(), scratch.data() + begin, count);
        return count;
    };
    if (formatOf(std::span(scratch).first(got)) == ImageFormat::None) return {};
    const ImageHeader header = readImageHeader(read, file);
    checkHeader(header, target, file);
    const bool text = header.format == ImageFormat::Pnm && scratch[1] <= '3';
    const int64_t limit = text ? kTextLimit : kFileLimit;
    if (bytes > limit)
        throw Error("file.large", "%1 is %2 MB large; at most %3 MB can be read.",
                    {displayName(file), std::to_string(bytes >> 20), std::to_string(limit >> 20)});
    const DecodingRoom::Share room = decodingRoom().take(bytes + bytesToDecode(header, target), stop);
    const LetGo afterwards{scratch};
    const auto whole = static_cast<size_t>(bytes);
    if (scratch.size() < whole) scratch.resize(whole);
    while (got < whole) {
        if (stop.stop_requested()) throw Cancelled();
        const size_t step = readAt(handle, static_cast<int64_t>(got),
                                   std::span(scratch).subspan(got, std::min(whole - got, kReadStep)), file);
        if (step == 0) break;
        got += step;
    }
    if (content) *content = contentHash(std::span(scratch).first(got));
    return decodeBytes(std::span(scratch).first(got), header, file, target, stop);
}

Error noMemory(const std::filesystem::path& file) {
    return Error("file.memory",
                 "There was not enough memory to read %1. Close other programs, and open the images again.",
                 {displayName(file)});
}

}  // namespace

cv::Mat decodeFile(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                   const std::stop_token& stop, Hash128* content) {
    try {
        return readAndDecode(file, target, scratch, stop, content);
    } catch (const std::bad_alloc&) {
        throw noMemory(file);
    } catch (const cv::Exception& error) {
        if (error.code == cv::Error::StsNoMem) throw noMemory(file);
        throw;
    }
}

}  // namespace zscape
