#include "engine/data/gif_reader.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <algorithm>
#include <cstring>
#include <gif_lib.h>
#include <memory>
#include <utility>
#include <vector>

namespace zscape {

namespace {

struct Cursor {
    std::span<const uint8_t> bytes;
    size_t at = 0;
};

int readBytes(GifFileType* gif, GifByteType* into, int count) {
    auto& cursor = *static_cast<Cursor*>(gif->UserData);
    const size_t got = std::min(static_cast<size_t>(std::max(count, 0)), cursor.bytes.size() - cursor.at);
    std::memcpy(into, cursor.bytes.data() + cursor.at, got);
    cursor.at += got;
    return static_cast<int>(got);
}

struct CloseGif {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

constexpr int kNone = -1;
/// A frame may reach over its screen's edges, but what cannot be seen is decoded too: no more than so many pixels of
/// it.
constexpr int64_t kMostUnseen = 16'000'000;

template <class Pixel>
Pixel pixelOf(const GifColorType& colour) {
    if constexpr (Pixel::channels == 3) return {colour.Blue, colour.Green, colour.Red};
    else return {colour.Blue, colour.Green, colour.Red, 255};
}

/// \returns how many pixels of the screen were drawn
template <class Pixel>
int64_t drawRow(const GifPixelType* row, const GifImageDesc& frame, int y, const ColorMapObject& colours,
                int transparent, cv::Mat& screen) {
    if (y < 0 || y >= screen.rows) return 0;
    int64_t drawn = 0;
    auto* const into = screen.ptr<Pixel>(y);
    const int end = std::min(frame.Width, screen.cols - frame.Left);
    for (int x = std::max(0, -frame.Left); x < end; ++x) {
        const int index = row[x];
        if (index == transparent || index >= colours.ColorCount) continue;
        into[frame.Left + x] = pixelOf<Pixel>(colours.Colors[index]);
        ++drawn;
    }
    return drawn;
}

/// Frames of a GIF one after the other, as they are stored.
class StoredFrames {
public:
    StoredFrames(std::span<const uint8_t> bytes, std::filesystem::path name)
        : name_(std::move(name)),
          cursor_{bytes},
          gif_(DGifOpen(&cursor_, readBytes, nullptr)) {
        if (!gif_) throw fail();
    }

    int width() const { return gif_->SWidth; }
    int height() const { return gif_->SHeight; }
    const GifImageDesc& frame() const { return gif_->Image; }
    /// What becomes of the frame when its time is over: DISPOSE_BACKGROUND, ...
    int disposal() const { return control_.DisposalMode; }

    /// To the next frame's description.
    void findFrame(const std::stop_token& stop) {
        // giflib keeps each frame and its colours.
        GifFreeSavedImages(gif_.get());
        gif_->ImageCount = 0;
        control_ = {};
        control_.TransparentColor = kNone;
        for (GifRecordType record{}; record != IMAGE_DESC_RECORD_TYPE;) {
            if (stop.stop_requested()) throw Cancelled();
            if (DGifGetRecordType(gif_.get(), &record) != GIF_OK || record == TERMINATE_RECORD_TYPE) throw fail();
            if (record == EXTENSION_RECORD_TYPE) readExtension();
        }
        if (DGifGetImageDesc(gif_.get()) != GIF_OK) throw fail();
        colours_ = frame().ColorMap ? frame().ColorMap : gif_->SColorMap;
        if (!colours_ || frame().Width <= 0 || frame().Height <= 0) throw fail();
        if (int64_t{frame().Width} * frame().Height > int64_t{width()} * height() + kMostUnseen) throw fail();
    }

    /// Draws the frame's pixels. \returns how many of the screen's were drawn: no row comes twice
    template <class Pixel>
    int64_t draw(cv::Mat& screen, const std::stop_token& stop) {
        const GifImageDesc& frame = gif_->Image;
        row_.resize(static_cast<size_t>(frame.Width));
        int64_t drawn = 0;
        // An interlaced frame comes in four passes: every 8th row, every 8th from 4, every 4th from 2, every 2nd from
        // 1.
        static constexpr int kStart[] = {0, 4, 2, 1}, kStep[] = {8, 8, 4, 2};
        for (int pass = 0; pass < (frame.Interlace ? 4 : 1); ++pass) {
            const int step = frame.Interlace ? kStep[pass] : 1;
            for (int y = frame.Interlace ? kStart[pass] : 0; y < frame.Height; y += step) {
                if (stop.stop_requested()) throw Cancelled();
                if (DGifGetLine(gif_.get(), row_.data(), frame.Width) != GIF_OK) throw fail();
                drawn +=
                    drawRow<Pixel>(row_.data(), frame, frame.Top + y, *colours_, control_.TransparentColor, screen);
            }
        }
        return drawn;
    }

private:
    void readExtension() {
        int code = 0;
        GifByteType* extension = nullptr;
        if (DGifGetExtension(gif_.get(), &code, &extension) != GIF_OK) throw fail();
        GraphicsControlBlock control{};
        if (code == GRAPHICS_EXT_FUNC_CODE && extension &&
            DGifExtensionToGCB(extension[0], extension + 1, &control) == GIF_OK)
            control_ = control;
        while (extension)
            if (DGifGetExtensionNext(gif_.get(), &extension) != GIF_OK) throw fail();
    }

    Error fail() const {
        return Error("image.damaged", "%1 is damaged: it is a GIF file that is cut off or makes no sense.",
                     {displayName(name_)});
    }

    const std::filesystem::path name_;
    Cursor cursor_;
    const std::unique_ptr<GifFileType, CloseGif> gif_;
    GraphicsControlBlock control_{};
    const ColorMapObject* colours_ = nullptr;
    std::vector<GifPixelType> row_;
};

class GifFrames final : public FrameReader {
public:
    GifFrames(std::span<const uint8_t> bytes, const std::filesystem::path& name)
        : stream_(bytes, name),
          screen_(stream_.height(), stream_.width(), CV_8UC4, cv::Scalar::all(0)) {}

    const cv::Mat& next(const std::stop_token& stop) override {
        if (disposal_ == DISPOSE_BACKGROUND) screen_(place_) = cv::Scalar::all(0);
        else if (disposal_ == DISPOSE_PREVIOUS) before_.copyTo(screen_(place_));
        disposal_ = DISPOSAL_UNSPECIFIED;
        stream_.findFrame(stop);
        const GifImageDesc& frame = stream_.frame();
        place_ =
            cv::Rect(frame.Left, frame.Top, frame.Width, frame.Height) & cv::Rect(0, 0, screen_.cols, screen_.rows);
        if (!place_.empty() && stream_.disposal() == DISPOSE_PREVIOUS) screen_(place_).copyTo(before_);
        stream_.draw<cv::Vec4b>(screen_, stop);
        if (!place_.empty()) disposal_ = stream_.disposal();
        return screen_;
    }

private:
    StoredFrames stream_;
    cv::Mat screen_;
    cv::Mat before_;  ///< what the frame has covered, where that is to come back
    cv::Rect place_;  ///< of the frame, as far as it is seen
    int disposal_ = DISPOSAL_UNSPECIFIED;
};

}  // namespace

cv::Mat readFirstGifFrame(std::span<const uint8_t> bytes, const std::array<uint8_t, 3>& background,
                          const std::filesystem::path& name, const std::stop_token& stop, bool& transparent) {
    StoredFrames stream(bytes, name);
    stream.findFrame(stop);
    cv::Mat screen(stream.height(), stream.width(), CV_8UC3, cv::Scalar(background[2], background[1], background[0]));
    const int64_t drawn = stream.draw<cv::Vec3b>(screen, stop);
    transparent = drawn < static_cast<int64_t>(screen.total());
    return screen;
}

std::unique_ptr<FrameReader> openGifFrames(std::span<const uint8_t> bytes, const std::filesystem::path& name) {
    return std::make_unique<GifFrames>(bytes, name);
}

FrameTotals gifFrames(std::span<const uint8_t> bytes, size_t most) {
    FrameTotals totals;
    const auto number = [&](size_t at) -> int64_t { return bytes[at] | int64_t{bytes[at + 1]} << 8; };
    const auto colours = [](uint8_t flags) { return (flags & 0x80) != 0 ? size_t{3} << ((flags & 7) + 1) : size_t{0}; };
    const auto behindBlocks = [&](size_t at) {
        while (at < bytes.size() && bytes[at] != 0) at += 1 + size_t{bytes[at]};
        return at + 1;
    };
    constexpr size_t kScreen = 13, kDescription = 10;
    constexpr uint8_t kExtension = 0x21, kImage = 0x2C;
    if (bytes.size() < kScreen) return totals;
    size_t at = kScreen + colours(bytes[10]);
    while (at < bytes.size() && totals.frames < most) {
        if (bytes[at] == kExtension) {
            at = behindBlocks(at + 2);
            continue;
        }
        if (bytes[at] != kImage || bytes.size() - at < kDescription) break;
        ++totals.frames;
        totals.pixels += number(at + 5) * number(at + 7);
        at = behindBlocks(at + kDescription + colours(bytes[at + 9]) + 1);
    }
    return totals;
}

}  // namespace zscape
