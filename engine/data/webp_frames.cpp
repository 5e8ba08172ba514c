#include "engine/data/webp_frames.h"

#include "engine/core/error.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/opencv_reader.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace zscape {

namespace {

constexpr size_t kChunkHeader = 8;
/// Behind "RIFF", its length and "WEBP".
constexpr size_t kFirstChunk = 12;
/// Of a frame, before the chunks of its picture.
constexpr size_t kFrameHeader = 16;

int64_t littleAt(std::span<const uint8_t> bytes, size_t at, size_t count) {
    int64_t value = 0;
    for (size_t i = count; i-- > 0;) value = value << 8 | bytes[at + i];
    return value;
}

void appendLittleEndian(std::vector<uint8_t>& bytes, int64_t value, size_t count) {
    for (size_t i = 0; i < count; ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

struct RiffChunk {
    std::string_view name;
    std::span<const uint8_t> all;      ///< with its name and length, and the byte that fills it up
    std::span<const uint8_t> content;  ///< as much as there is of it
    bool whole = false;
};

/// visit(a RiffChunk) for those that lie behind one another from `at` on, until it returns false.
template <class Visit>
void walkChunks(std::span<const uint8_t> bytes, size_t at, const Visit& visit) {
    while (at < bytes.size() && bytes.size() - at >= kChunkHeader) {
        RiffChunk chunk;
        chunk.name = {reinterpret_cast<const char*>(bytes.data()) + at, 4};
        const auto length = static_cast<size_t>(littleAt(bytes, at + 4, 4));
        const size_t left = bytes.size() - at - kChunkHeader;
        chunk.whole = length <= left;
        chunk.content = bytes.subspan(at + kChunkHeader, std::min(length, left));
        chunk.all = bytes.subspan(at, kChunkHeader + std::min(length + (length & 1), left));
        if (!visit(chunk)) return;
        at += kChunkHeader + length + (length & 1);
    }
}

struct FramePlace {
    cv::Rect place;
    bool clears = false;  ///< what it covers is transparent before the next one
    bool blends = false;  ///< it is laid over what is there, and does not replace it
};

FramePlace framePlaceOf(std::span<const uint8_t> frame) {
    const auto number = [&](size_t at) { return static_cast<int>(littleAt(frame, at, 3)); };
    return {{2 * number(0), 2 * number(3), number(6) + 1, number(9) + 1}, (frame[15] & 1) != 0, (frame[15] & 2) == 0};
}

/// A file of its own out of the chunks of a frame's picture; empty where there are none.
std::vector<uint8_t> stillOf(std::span<const uint8_t> frame, const cv::Rect& place) {
    std::span<const uint8_t> alpha, colours;
    bool lossless = false;
    walkChunks(frame, kFrameHeader, [&](const RiffChunk& chunk) {
        if (chunk.name == "ALPH") alpha = chunk.all;
        if (chunk.name != "VP8 " && chunk.name != "VP8L") return true;
        colours = chunk.all;
        lossless = chunk.name == "VP8L";
        return false;
    });
    if (colours.empty()) return {};
    std::vector<uint8_t> still{'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P'};
    if (!lossless && !alpha.empty()) {
        still.insert(still.end(), {'V', 'P', '8', 'X'});
        appendLittleEndian(still, 10, 4);
        appendLittleEndian(still, 0x10, 4);  // it has alpha
        appendLittleEndian(still, place.width - 1, 3);
        appendLittleEndian(still, place.height - 1, 3);
        still.insert(still.end(), alpha.begin(), alpha.end());
    }
    still.insert(still.end(), colours.begin(), colours.end());
    const auto length = static_cast<int64_t>(still.size() - kChunkHeader);
    for (size_t i = 0; i < 4; ++i) still[4 + i] = static_cast<uint8_t>(length >> (8 * i));
    return still;
}

/// Neither is multiplied by its alpha, and neither is what comes of it.
cv::Vec4b over(const cv::Vec4b& front, const cv::Vec4b& back) {
    const int share = front[3] * 255, rest = back[3] * (255 - front[3]), all = share + rest;
    if (all == 0) return {0, 0, 0, 0};
    cv::Vec4b result;
    for (int k = 0; k < 3; ++k) result[k] = static_cast<uint8_t>((front[k] * share + back[k] * rest + all / 2) / all);
    result[3] = static_cast<uint8_t>((all + 127) / 255);
    return result;
}

void drawFrame(const cv::Mat& picture, bool blends, cv::Mat screen) {
    for (int y = 0; y < picture.rows; ++y) {
        auto* to = screen.ptr<cv::Vec4b>(y);
        if (picture.channels() == 3) {
            const auto* from = picture.ptr<cv::Vec3b>(y);
            for (int x = 0; x < picture.cols; ++x) to[x] = {from[x][0], from[x][1], from[x][2], 255};
            continue;
        }
        const auto* from = picture.ptr<cv::Vec4b>(y);
        for (int x = 0; x < picture.cols; ++x) to[x] = blends ? over(from[x], to[x]) : from[x];
    }
}

class WebPFrames final : public FrameReader {
public:
    WebPFrames(std::span<const uint8_t> bytes, const ImageHeader& header, std::filesystem::path name)
        : bytes_(bytes),
          name_(std::move(name)),
          screen_(static_cast<int>(header.height), static_cast<int>(header.width), CV_8UC4, cv::Scalar::all(0)) {}

    const cv::Mat& next(const std::stop_token& stop) override {
        if (stop.stop_requested()) throw Cancelled();
        if (before_.clears) screen_(before_.place) = cv::Scalar::all(0);
        before_ = {};
        // Copied, for the file may be another one at any moment.
        std::vector<uint8_t> frame;
        walkChunks(bytes_, at_, [&](const RiffChunk& chunk) {
            at_ = static_cast<size_t>(chunk.all.data() - bytes_.data()) + chunk.all.size();
            if (chunk.name != "ANMF") return true;
            frame.assign(chunk.content.begin(), chunk.content.end());
            if (!chunk.whole) frame.clear();
            return false;
        });
        if (frame.size() < kFrameHeader) throwDamaged(name_, ImageFormat::WebP, {});
        const FramePlace frameHere = framePlaceOf(frame);
        const cv::Rect whole(0, 0, screen_.cols, screen_.rows);
        if ((frameHere.place & whole) != frameHere.place)
            throwDamaged(name_, ImageFormat::WebP, "a frame lies outside its screen");
        const std::vector<uint8_t> still = stillOf(frame, frameHere.place);
        frame = {};
        const ImageHeader header = readImageHeader(readerOf(still), name_);
        if (header.format != ImageFormat::WebP || header.animated || header.width != frameHere.place.width ||
            header.height != frameHere.place.height)
            throwDamaged(name_, ImageFormat::WebP, {});
        const cv::Mat picture = readByOpenCv(still, header, name_);
        if (picture.type() != CV_8UC3 && picture.type() != CV_8UC4) throwDamaged(name_, ImageFormat::WebP, {});
        drawFrame(picture, frameHere.blends, screen_(frameHere.place));
        before_ = frameHere;
        return screen_;
    }

private:
    const std::span<const uint8_t> bytes_;
    const std::filesystem::path name_;
    size_t at_ = kFirstChunk;
    cv::Mat screen_;
    FramePlace before_;
};

}  // namespace

std::unique_ptr<FrameReader> openWebPFrames(std::span<const uint8_t> bytes, const ImageHeader& header,
                                            const std::filesystem::path& name) {
    return std::make_unique<WebPFrames>(bytes, header, name);
}

FrameTotals webPFrames(std::span<const uint8_t> bytes, size_t most) {
    FrameTotals totals;
    walkChunks(bytes, kFirstChunk, [&](const RiffChunk& chunk) {
        if (chunk.name != "ANMF" || chunk.content.size() < kFrameHeader) return true;
        const FramePlace frame = framePlaceOf(chunk.content);
        ++totals.frames;
        totals.pixels += int64_t{frame.place.width} * frame.place.height;
        return totals.frames < most;
    });
    return totals;
}

}  // namespace zscape
