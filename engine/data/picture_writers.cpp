#include "engine/data/picture_writers.h"

#include "engine/core/atomic_file.h"
#include "engine/core/composite.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/film_writer.h"
#include "engine/data/gif_palette.h"

#include <algorithm>
#include <cmath>
#include <gif_lib.h>
#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace zscape {
namespace {

constexpr int kLargestPng = 1'000'000;  // libpng's own limit for a side
constexpr int kLargestGif = 65'535;     // 16 bits in the file
constexpr int kLongestGifDelay = 65'535;
constexpr int kLargestMp4 = 16'384;

void requireSize(const std::filesystem::path& file, int width, int height, int largest, const std::string& format) {
    if (width >= 1 && height >= 1 && width <= largest && height <= largest) return;
    throw Error("write.size", "%1 was not written: %2 x %3 pixels; %4 holds 1 to %5 a side.",
                {displayName(file), std::to_string(width), std::to_string(height), format, std::to_string(largest)});
}

void requireFrames(const std::filesystem::path& file, const FilmFrames& frames) {
    if (frames.count() == 0)
        throw Error("write.empty", "%1 was not written: there is no picture to write.", {displayName(file)});
}

void requireFrame(const std::filesystem::path& file, const Picture& first, const Picture& frame, int largest,
                  const std::string& format) {
    requireSize(file, frame.width, frame.height, largest, format);
    if (frame.width != first.width || frame.height != first.height)
        throw Error("write.frames", "%1 was not written: its pictures differ in size.", {displayName(file)});
}

/// Blue, green, red: the order of OpenCV's writers. The picture must outlive a grey result, which shares its pixels.
cv::Mat openCvMat(const Picture& picture) {
    if (isComposite(picture)) return openCvMat(composite(picture));
    cv::Mat view(picture.height, picture.width, picture.channels == 1 ? CV_8UC1 : CV_8UC3,
                 const_cast<uint8_t*>(picture.pixels.data()));
    if (picture.channels == 1) return view;
    cv::Mat swapped;
    cv::cvtColor(view, swapped, cv::COLOR_RGB2BGR);
    return swapped;
}

Picture enlargedSmoothly(const Picture& picture, int factor) {
    if (isComposite(picture)) return enlargedSmoothly(composite(picture), factor);
    const int type = picture.channels == 1 ? CV_8UC1 : CV_8UC3;
    const cv::Mat view(picture.height, picture.width, type, const_cast<uint8_t*>(picture.pixels.data()));
    Picture result{picture.width * factor, picture.height * factor, picture.channels, {}};
    result.pixels.resize(result.bytes());
    cv::Mat large(result.height, result.width, type, result.pixels.data());
    cv::resize(view, large, large.size(), 0, 0, cv::INTER_CUBIC);
    return result;
}

struct ColourMapDeleter {
    void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};

/// Writes GIF bytes into an AtomicFile. giflib is C: an exception must not cross it, so the error waits in `failure`.
class GifStream {
public:
    explicit GifStream(const std::filesystem::path& file) : file_(file), output_(file) {
        int error = 0;
        gif_ = EGifOpen(this, &GifStream::write, &error);
        if (gif_ == nullptr)
            throw Error("write.failed", "%1 was not written: %2.", {displayName(file), GifErrorString(error)});
    }
    ~GifStream() {
        if (gif_ != nullptr) close();
    }
    GifStream(const GifStream&) = delete;
    GifStream& operator=(const GifStream&) = delete;

    void begin(int width, int height, bool endless) {
        EGifSetGifVersion(gif_, true);
        require(EGifPutScreenDesc(gif_, width, height, 8, 0, nullptr));
        if (!endless) return;
        // Netscape's extension: sub-block 1, loop count 0 = for ever.
        const uint8_t loop[3] = {1, 0, 0};
        require(EGifPutExtensionLeader(gif_, APPLICATION_EXT_FUNC_CODE));
        require(EGifPutExtensionBlock(gif_, 11, "NETSCAPE2.0"));
        require(EGifPutExtensionBlock(gif_, 3, loop));
        require(EGifPutExtensionTrailer(gif_));
    }

    void put(const Picture& frame, int delay) {
        IndexedPicture indexed = reduceTo256(frame);
        GraphicsControlBlock control{DISPOSE_DO_NOT, false, delay, NO_TRANSPARENT_COLOR};
        GifByteType bytes[4];
        EGifGCBToExtension(&control, bytes);
        require(EGifPutExtension(gif_, GRAPHICS_EXT_FUNC_CODE, 4, bytes));
        int size = 2;  // a colour map has a power of two of colours
        while (size < static_cast<int>(indexed.colours.size())) size *= 2;
        const std::unique_ptr<ColorMapObject, ColourMapDeleter> map(GifMakeMapObject(size, nullptr));
        if (map == nullptr) throw std::bad_alloc();
        for (size_t i = 0; i < indexed.colours.size(); ++i)
            map->Colors[i] = {indexed.colours[i][0], indexed.colours[i][1], indexed.colours[i][2]};
        require(EGifPutImageDesc(gif_, 0, 0, frame.width, frame.height, false, map.get()));
        for (int row = 0; row < frame.height; ++row) {
            require(EGifPutLine(gif_,
                                indexed.indices.data() + static_cast<size_t>(row) * static_cast<size_t>(frame.width),
                                frame.width));
        }
    }

    void commit() {
        require(close());
        output_.commit();
    }

private:
    static int write(GifFileType* gif, const GifByteType* bytes, int count) {
        auto* self = static_cast<GifStream*>(gif->UserData);
        try {
            self->output_.write(std::span(bytes, static_cast<size_t>(count)));
        } catch (const Error&) {
            self->failure_ = std::current_exception();
            return 0;
        }
        return count;
    }

    int close() {
        int error = 0;
        const int result = EGifCloseFile(gif_, &error);
        gif_ = nullptr;
        lastError_ = error;
        return result;
    }

    void require(int result) {
        if (failure_) std::rethrow_exception(failure_);
        if (result != GIF_ERROR) return;
        const char* reason = GifErrorString(gif_ != nullptr ? gif_->Error : lastError_);
        throw Error("write.failed", "%1 was not written: %2.",
                    {displayName(file_), reason != nullptr ? reason : "giflib gave no reason"});
    }

    std::filesystem::path file_;
    AtomicFile output_;
    GifFileType* gif_ = nullptr;
    int lastError_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

void writePng(const std::filesystem::path& file, const Picture& picture) {
    requireSize(file, picture.width, picture.height, kLargestPng, "PNG");
    std::vector<uint8_t> bytes;
    if (!cv::imencode(".png", openCvMat(picture), bytes))
        throw Error("write.failed", "%1 was not written: OpenCV cannot make a PNG of it.", {displayName(file)});
    writeFileAtomically(file, bytes);
}

Picture tile(const std::vector<Picture>& pictures, int columns, int gap, uint8_t background) {
    if (pictures.empty() || columns < 1) return {};
    const int across = std::min(columns, static_cast<int>(pictures.size()));
    const int down = (static_cast<int>(pictures.size()) + across - 1) / across;
    const int width = pictures[0].width, height = pictures[0].height, channels = pictures[0].channels;
    Picture sheet{
        across * width + (across - 1) * gap, down * height + (down - 1) * gap, channels, {}, pictures[0].colours};
    sheet.pixels.assign(sheet.bytes(), background);
    const size_t rowBytes = static_cast<size_t>(width) * static_cast<size_t>(channels);
    const size_t sheetRow = static_cast<size_t>(sheet.width) * static_cast<size_t>(channels);
    for (size_t i = 0; i < pictures.size(); ++i) {
        const Picture& picture = pictures[i];
        if (picture.width != width || picture.height != height || picture.channels != channels) {
            throw Error("write.frames", "The pictures of a sheet differ in size.");
        }
        const size_t left =
            (i % static_cast<size_t>(across)) * static_cast<size_t>(width + gap) * static_cast<size_t>(channels);
        const size_t top = (i / static_cast<size_t>(across)) * static_cast<size_t>(height + gap);
        for (size_t y = 0; y < static_cast<size_t>(height); ++y) {
            std::copy_n(picture.pixels.data() + y * rowBytes, rowBytes,
                        sheet.pixels.data() + (top + y) * sheetRow + left);
        }
    }
    return sheet;
}

Picture sheet(const std::vector<Picture>& pictures) {
    if (pictures.size() == 1) return pictures.front();
    return tile(pictures, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(pictures.size())))));
}

Picture pairSheet(const std::vector<Picture>& inputs, const std::vector<Picture>& outputs) {
    // Twice as many columns as pairs of rows, so that the sheet comes out square.
    const auto columns = static_cast<size_t>(std::ceil(std::sqrt(2.0 * static_cast<double>(inputs.size()))));
    std::vector<Picture> laidOut;
    for (size_t begin = 0; begin < inputs.size(); begin += columns) {
        const size_t count = std::min(columns, inputs.size() - begin);
        for (const std::vector<Picture>* row : {&inputs, &outputs}) {
            laidOut.insert(laidOut.end(), row->begin() + static_cast<std::ptrdiff_t>(begin),
                           row->begin() + static_cast<std::ptrdiff_t>(begin + count));
            // An unfilled last row is filled up, so that its outputs begin at the left too.
            Picture empty{inputs[0].width, inputs[0].height, inputs[0].channels, {}};
            empty.pixels.assign(empty.bytes(), 0);
            laidOut.insert(laidOut.end(), inputs.size() > columns ? columns - count : 0, empty);
        }
    }
    return tile(laidOut, static_cast<int>(std::min(columns, inputs.size())));
}

Picture enlarge(const Picture& picture, int factor, Enlarging how) {
    if (factor <= 1 || picture.empty()) return picture;
    if (how == Enlarging::Smooth) return enlargedSmoothly(picture, factor);
    const size_t channels = static_cast<size_t>(picture.channels),
                 width = static_cast<size_t>(picture.width) * static_cast<size_t>(factor);
    Picture result{picture.width * factor, picture.height * factor, picture.channels, {}, picture.colours};
    result.pixels.resize(result.bytes());
    for (size_t y = 0; y < static_cast<size_t>(result.height); ++y) {
        const uint8_t* from =
            picture.pixels.data() + (y / static_cast<size_t>(factor)) * static_cast<size_t>(picture.width) * channels;
        uint8_t* to = result.pixels.data() + y * width * channels;
        for (size_t x = 0; x < width; ++x)
            std::copy_n(from + (x / static_cast<size_t>(factor)) * channels, channels, to + x * channels);
    }
    return result;
}

std::vector<Picture> enlarged(const std::vector<Picture>& pictures, int leastSide) {
    std::vector<Picture> result;
    result.reserve(pictures.size());
    for (const Picture& picture : pictures)
        result.push_back(enlarge(picture, picture.width > 0 ? (leastSide + picture.width - 1) / picture.width : 1));
    return result;
}

void writeGif(const std::filesystem::path& file, const FilmFrames& frames, FilmPlaying playing, std::stop_token stop) {
    requireFrames(file, frames);
    GifStream gif(file);
    const Picture first = frames.at(0);
    requireFrame(file, first, first, kLargestGif, "GIF");
    gif.begin(first.width, first.height, playing.endless);
    const auto endOf = [&](size_t frame) {
        return std::llround(100.0 * static_cast<double>(frame + 1) / playing.framesPerSecond);
    };
    Picture shown = first;
    long long since = 0;
    for (size_t i = 1; i < frames.count(); ++i) {
        if (stop.stop_requested()) throw Cancelled();
        Picture next = frames.at(i);
        requireFrame(file, first, next, kLargestGif, "GIF");
        const bool stays = next == shown && endOf(i) - since <= kLongestGifDelay;
        if (stays) continue;
        gif.put(shown, static_cast<int>(endOf(i - 1) - since));
        since = endOf(i - 1);
        shown = std::move(next);
    }
    if (stop.stop_requested()) throw Cancelled();
    gif.put(shown, static_cast<int>(endOf(frames.count() - 1) - since));
    gif.commit();
}

void requireFilmFrame(const std::filesystem::path& file, const Picture& first, const Picture& frame) {
    requireFrame(file, first, frame, kLargestMp4, "MP4");
}

std::optional<ErrorInfo> writeMp4(const std::filesystem::path& file, const FilmFrames& frames, FilmPlaying playing,
                                  std::stop_token stop) {
    static constexpr const char* kEncoders[] = {"libx264", "libopenh264", "mpeg4"};
    requireFrames(file, frames);
    return writeFilm(file, frames, playing.framesPerSecond, kEncoders, std::move(stop));
}

}  // namespace zscape
