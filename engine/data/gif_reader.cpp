#include "engine/data/gif_reader.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <algorithm>
#include <cstring>
#include <gif_lib.h>
#include <memory>
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

/// The transparent colour's index out of a graphics control extension, kNone where it has none.
int transparentIndex(int code, const GifByteType* extension) {
    GraphicsControlBlock control{};
    if (code != GRAPHICS_EXT_FUNC_CODE || !extension ||
        DGifExtensionToGCB(extension[0], extension + 1, &control) != GIF_OK)
        return kNone;
    return control.TransparentColor;
}

/// \returns how many pixels of the screen were drawn
int64_t drawRow(const GifPixelType* row, const GifImageDesc& frame, int y, const ColorMapObject& colours,
                int transparent, cv::Mat& screen) {
    if (y < 0 || y >= screen.rows) return 0;
    int64_t drawn = 0;
    auto* const into = screen.ptr<cv::Vec3b>(y);
    const int end = std::min(frame.Width, screen.cols - frame.Left);
    for (int x = std::max(0, -frame.Left); x < end; ++x) {
        const int index = row[x];
        if (index == transparent || index >= colours.ColorCount) continue;
        const GifColorType& colour = colours.Colors[index];
        into[frame.Left + x] = {colour.Blue, colour.Green, colour.Red};
        ++drawn;
    }
    return drawn;
}

}  // namespace

cv::Mat readFirstGifFrame(std::span<const uint8_t> bytes, const std::array<uint8_t, 3>& background,
                          const std::filesystem::path& name, const std::stop_token& stop, bool& transparent) {
    const auto fail = [&]() -> Error {
        return Error("image.damaged", "%1 is damaged: its first frame is cut off or makes no sense.",
                     {displayName(name)});
    };
    Cursor cursor{bytes};
    int reason = 0;
    const std::unique_ptr<GifFileType, CloseGif> gif(DGifOpen(&cursor, readBytes, &reason));
    if (!gif) throw fail();
    int clear = kNone;
    for (;;) {
        GifRecordType record{};
        if (DGifGetRecordType(gif.get(), &record) != GIF_OK || record == TERMINATE_RECORD_TYPE) throw fail();
        if (record == EXTENSION_RECORD_TYPE) {
            int code = 0;
            GifByteType* extension = nullptr;
            if (DGifGetExtension(gif.get(), &code, &extension) != GIF_OK) throw fail();
            if (const int index = transparentIndex(code, extension); index != kNone) clear = index;
            while (extension)
                if (DGifGetExtensionNext(gif.get(), &extension) != GIF_OK) throw fail();
        }
        if (record == IMAGE_DESC_RECORD_TYPE) break;
    }
    if (DGifGetImageDesc(gif.get()) != GIF_OK) throw fail();
    const GifImageDesc& frame = gif->Image;
    const ColorMapObject* colours = frame.ColorMap ? frame.ColorMap : gif->SColorMap;
    if (!colours || frame.Width <= 0 || frame.Height <= 0) throw fail();
    if (int64_t{frame.Width} * frame.Height > int64_t{gif->SWidth} * gif->SHeight + kMostUnseen) throw fail();
    cv::Mat screen(gif->SHeight, gif->SWidth, CV_8UC3, cv::Scalar(background[2], background[1], background[0]));
    std::vector<GifPixelType> row(static_cast<size_t>(frame.Width));
    int64_t drawn = 0;  // no row comes twice
    // An interlaced frame comes in four passes: every 8th row, every 8th from 4, every 4th from 2, every 2nd from 1.
    static constexpr int kStart[] = {0, 4, 2, 1}, kStep[] = {8, 8, 4, 2};
    for (int pass = 0; pass < (frame.Interlace ? 4 : 1); ++pass) {
        const int step = frame.Interlace ? kStep[pass] : 1;
        for (int y = frame.Interlace ? kStart[pass] : 0; y < frame.Height; y += step) {
            if (stop.stop_requested()) throw Cancelled();
            if (DGifGetLine(gif.get(), row.data(), frame.Width) != GIF_OK) throw fail();
            drawn += drawRow(row.data(), frame, frame.Top + y, *colours, clear, screen);
        }
    }
    transparent = drawn < static_cast<int64_t>(screen.total());
    return screen;
}

}  // namespace zscape
