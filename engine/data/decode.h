#pragma once

#include "engine/data/colour_profile.h"
#include "engine/data/decoding_room.h"
#include "engine/data/file_numbers.h"
#include "engine/data/frame_reader.h"
#include "engine/data/hash128.h"
#include "engine/data/image_header.h"
#include "engine/data/import.h"
#include "engine/data/opencv_reader.h"
#include "engine/data/tiff_file.h"
#include "engine/data/value_sample.h"

#include <filesystem>
#include <functional>
#include <opencv2/core/mat.hpp>
#include <span>
#include <stop_token>
#include <vector>

namespace zscape {

/// Larger files are not read.
constexpr int64_t kFileLimit = int64_t{1} << 30;
/// Nor larger PNM files whose pixels are written as text: they are read a digit at a time, which cannot be stopped.
constexpr int64_t kTextLimit = int64_t{64} << 20;

/// What a picture is to become. All of it is known: nothing is guessed any more.
struct Target {
    int size = 64;
    int channels = 3;
    Fit fit = Fit::Crop;
    std::array<uint8_t, 3> background{255, 255, 255};
    ValueRange range{ValueRange::Kind::Full};  ///< never Auto
    Tiling tiling = {};                        ///< of Fit::Tiles
    Frames frames = Frames::First;             ///< which there are: no frame looks another way for it
    Axes axes = Axes::Auto;

    int64_t imageBytes() const { return int64_t{size} * size * channels; }
    bool operator==(const Target&) const = default;
};

/// What became of a picture's colours.
struct ColourFacts {
    std::string from;      ///< the profile that they were converted from, for people; empty: they were sRGB
    bool damaged = false;  ///< their profile is, or does not fit them: they were taken as sRGB
};

/// What decoding a file tells of it besides its picture.
struct FileFacts {
    Hash128 content;         ///< contentHash() of it where it was read to its end
    int64_t notNumbers = 0;  ///< pixels that hold NaN or infinity: they become background
    ColourFacts colours;
    bool transparent = false;  ///< some pixel of it is not opaque
    bool moreFrames = false;   ///< it is the first frame of a GIF or WebP that has others
    FileNumbers numbers;       ///< what its samples are
    ValueMap map;              ///< which of them became black and white, where the range is each file's own
};

/// Told now and then how many rows of a large picture have been read, of how many. On the thread that reads.
using RowsRead = std::function<void(int64_t rows, int64_t of)>;

/// All of it but `frames`, for hashes: of two targets it is the same only where they make the same pixels.
std::string textOf(const Target& target);

/// Reads one image file and makes it `target`. `scratch` is kept by each thread for the file's bytes. Asked to stop it
/// ends within a row of the picture, or within some 16 MB of one that is read in bands; only what OpenCV and libheif
/// decode (WebP, BMP, PNM, HEIC, AVIF) is decoded to its end first. Colours are sRGB afterwards, but for numbers that
/// are no shades: those of a range that is not Full. A TIFF that takes much memory as a whole is read in bands
/// (decoding_cost.h), straight from the disk.
/// \param facts gets what was learnt of the file on the way; may be null
/// \returns 8-bit grey, RGB or channels as in the file, target.size square, or, for Fit::Tiles, the whole picture at its
/// scale, which is not cut yet; an empty matrix when the file is none of the formats
/// \throws Error saying why it cannot be read: "file.*" ("file.memory": there is not enough at this moment),
/// "image.damaged", "image.header", "image.large", "image.kind", "image.channels", "image.decoder"; Cancelled
cv::Mat decodeFile(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                   const std::stop_token& stop = {}, FileFacts* facts = nullptr, const RowsRead& told = {});

/// The same of a file that lies in memory; `name` is for sentences.
cv::Mat decodeBytes(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target,
                    const std::stop_token& stop = {}, FileFacts* facts = nullptr, const RowsRead& told = {});

/// The next frame of an animation whose header and profile these are.
cv::Mat decodeFrame(FrameReader& frames, const ImageHeader& header, const ColourProfile& profile,
                    const std::filesystem::path& name, const Target& target, const std::stop_token& stop,
                    FileFacts* facts = nullptr);

/// Of which pages of a TIFF its pictures are, for decodePages(): see TiffFile::pictures().
/// \throws Error as decodeFile(), Cancelled
TiffFile::Pictures tiffPictures(const std::filesystem::path& file, const AxesChoice& choice,
                                const std::stop_token& stop);
/// Of a file that lies in memory; `name` is for sentences, here and below.
TiffFile::Pictures tiffPictures(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                                const AxesChoice& choice, const std::stop_token& stop);
/// decodeFile() of one picture, by its pages. Of the file no more is read than these take.
cv::Mat decodePages(const std::filesystem::path& file, const std::vector<uint64_t>& directories, const Target& target,
                    const std::stop_token& stop, FileFacts* facts = nullptr, const RowsRead& told = {});
cv::Mat decodePages(std::span<const uint8_t> bytes, const std::filesystem::path& name,
                    const std::vector<uint64_t>& directories, const Target& target, const std::stop_token& stop,
                    FileFacts* facts = nullptr, const RowsRead& told = {});

/// The numbers of one image file, of the size and the depth that it has.
struct FileValues {
    cv::Mat numbers;  ///< grey or blue, green, red, with alpha in a fourth channel; or those of one channel
    ValueType type = ValueType::Bytes;
    ValueMap full;       ///< what its type holds
    int channel = -1;    ///< counted from 0, of a picture that is neither grey nor colours
    int64_t pixels = 0;  ///< of the picture, where the numbers are only some rows of it
};
using ValuesVisitor = std::function<void(const FileValues& values)>;

/// Of a TIFF with several pictures those of some, one after another. `visit` is not called when the file is none of the
/// formats. \param target says of how many channels, and by which axes; pictures of other channels that are no colours
/// are passed over \throws Error as decodeFile()
void visitValues(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                 const std::stop_token& stop, const ValuesVisitor& visit);
/// The same of a file that lies in memory.
void visitValues(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target,
                 const std::stop_token& stop, const ValuesVisitor& visit);
/// \param full what their type holds \param header of their picture
FileValues valuesOf(const cv::Mat& numbers, const ValueMap& full, const ImageHeader& header);
/// What was visited goes into a sample.
void addTo(ValueSample& sample, const FileValues& values);

}  // namespace zscape
