#pragma once

#include "engine/core/progress.h"
#include "engine/data/file_numbers.h"
#include "engine/data/image_set.h"
#include "engine/data/value_range.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

class LastUnpacked;

/// How a picture becomes square. Tiles: it is cut into squares, each of which is an image of the set.
enum class Fit { Crop, Pad, Stretch, Tiles };

/// How pictures are cut into tiles (Fit::Tiles). A tile is `size` pixels wide and high.
struct Tiling {
    static constexpr int kMostScale = 64;
    int scale = 1;    ///< 1 to kMostScale: a picture is shrunk to 1/scale first, by area
    int overlap = 0;  ///< pixels of the set that neighbours share; less than the size
    /// 0 to 100: a tile is left out where at least so much of it is background; 0 keeps all.
    /// See PictureBackground in tile_cutting.h.
    int emptyPercent = 99;

    bool operator==(const Tiling&) const = default;
};

/// Which frames of an animated GIF or WebP are pictures.
enum class Frames : uint8_t {
    First,
    All,        ///< each, as a viewer shows it
    FirstOfGif  ///< and no animated WebP is read: as before there was a choice, for sets that were made then
};

/// How the pages of a TIFF make pictures. Of arrays see ImportSettings::arrayAxes.
enum class Axes : uint8_t {
    Auto,          ///< as ImageJ or OME-XML say in it; each page where nothing is said
    Pages,         ///< each is a picture
    ChannelFirst,  ///< CZ: the channels of one picture follow each other
    ChannelLast    ///< ZC: all pages of one channel, then all of the next
};

struct ImportSettings {
    int size = 0;      ///< 16 to 256; 0: the guess made from the files
    int channels = 0;  ///< 1 grey, 3 colour, or as many as the pictures have, to 8; 0: the guess
    Fit fit = Fit::Crop;
    bool guessFit = true;  ///< take the guess instead of `fit`: never Tiles
    Tiling tiling = {};    ///< of Fit::Tiles
    /// Red, green, blue: laid under transparency, and around a padded picture. Empty: the guess.
    std::optional<std::array<uint8_t, 3>> background;
    ValueRange range;
    Frames frames = Frames::First;
    FileNumbers numbers;  ///< of the files, as an import finds them: nobody chooses it, and a project keeps it
    Axes axes = Axes::Auto;
    std::string arrayAxes;        ///< of arrays, as axesFrom() gives them: "NHWC"; empty: the guess
    int64_t sampleCount = 20000;  ///< sample:shapes only
    uint64_t sampleSeed = 1;      ///< sample:shapes only

    // What becomes of the pixels, and no part of them: choosing others decodes nothing. Empty: the guess.
    ChannelColours colours;  ///< for each channel; none: those that the files say
    std::string labels;      ///< "level:N", "none", "pattern:RE" (one group), "column:NAME"
    std::string split;       ///< "own", "random", "column:NAME"
    std::string group;       ///< "none", "level:N", "pattern:RE", "column:NAME"
    std::string table;       ///< a file, or some with ";" between them; "none"; empty: looked for beside the images
    std::string duplicates;  ///< "keep", "train"; empty: keep
};

/// What may be opened: folders, image files, an IDX file, CIFAR binary files, a .npy, .npz or HDF5 file, a CSV file of
/// pixels, their folder or one above it, "sample:digits", "sample:shapes". Several folders or files are one set.
struct ImportRequest {
    std::vector<std::string> sources;  ///< bytes of paths, or names of samples
    ImportSettings settings;
};

/// As a set names its sources and a project stores them: absolute, found again from whatever folder the program is
/// started in. Samples keep their names. \throws Error "data.no-source" for an empty one
std::vector<std::string> absoluteSources(std::vector<std::string> sources);

struct ImportOptions {
    std::filesystem::path cacheFolder;             ///< empty: cacheFolder() of engine/core/paths.h
    int64_t cacheBudgetBytes = int64_t{20} << 30;  ///< least recently used sets are removed above it, never one in use
    int threads = 0;                               ///< 0: one for each core
    bool lookAtValues = false;  ///< fill in ImportReport::values: some pictures are decoded for them, each time
    /// Called from decoding threads with images in their final place, so that thumbnails can fill in. May be empty.
    std::function<void(int64_t index, std::span<const uint8_t> pixels, int size, int channels)> onImage;
    ProgressSink onProgress;  ///< verbs "Looking for images", "Checking images", "Reading images"
    /// Keeps what was unpacked of an archive of arrays for the next time that it is opened; null: that is unpacked
    /// anew.
    std::shared_ptr<LastUnpacked> unpacked = nullptr;
};

/// What a quick look says, before anything is decoded: for the drop target and for the form's defaults.
struct SourceSummary {
    enum class Kind { Images, Idx, Cifar, Npy, Sample, Project, Nothing };
    Kind kind = Kind::Nothing;
    int64_t images = 0;    ///< exact for arrays; files found so far for folders
    bool complete = true;  ///< false: the look was cut short at `limit` files
    int size = 0;          ///< a good guess; 0 when nothing was found
    int channels = 0;
    Fit fit = Fit::Crop;
    std::vector<std::string> labels;
};

/// Looks at names and the first bytes of some files; decodes nothing. Stops after `limit` files or when asked. Counts
/// files (pictures of an array), also where they will be cut into tiles.
/// \throws Error when a source does not exist or may not be read
SourceSummary inspectSources(const std::vector<std::string>& sources, int64_t limit, std::stop_token stop);

/// Opens or decodes the images. Uses every core; from the cache it is at once. A sub-folder is a class label; names
/// are bytes; links are not followed twice; names that begin with a dot are left out, as file managers do.
/// \throws Error (what, which file, what to do), Cancelled; nothing half-written stays behind
std::shared_ptr<const ImageSet> importImages(const ImportRequest& request, const ImportOptions& options,
                                             std::stop_token stop);

/// The same pixels arranged anew: labels, split, groups and attributes by `settings` (its size, channels and so on are
/// not looked at). Reads names and tables and no pixel; at once for 200,000 names.
/// \throws Error "labels.*", "split.*", "group.*", "table.*" for a level, a pattern, a column or a table that cannot be
std::shared_ptr<const ImageSet> arrangeImages(std::shared_ptr<const ImageSet> images, const ImportSettings& settings);

/// Other images for a model that was made with `request.settings`: decoded as its own were. Their labels are by the
/// same pattern or column where these are found there, else the guess, and their split is their own.
/// \throws Error as importImages()
std::shared_ptr<const ImageSet> importOthers(const ImportRequest& request, const ImportOptions& options,
                                             std::stop_token stop);

/// The decoded pictures of a set whose files are gone, as long as the cache holds them; null when it does not. Arranged
/// by `settings`, as far as that can be done without the files.
/// \throws Cancelled
std::shared_ptr<const ImageSet> cachedImages(const std::string& fingerprint, const ImportSettings& settings,
                                             const ImportOptions& options, std::stop_token stop = {});

/// The settings that a set was made with, guesses filled in: for readPicture() of one more picture like them, and for
/// making the same set again.
/// (sampleCount and sampleSeed are not among them.)
ImportSettings settingsOf(const ImageSet& images);

/// One image file decoded, made square, `size` pixels wide, `channels` deep, by the rule of `settings`
/// (guessFit: long pictures are padded, others cropped; Fit::Tiles: the tile in its middle, at the scale of the set; a
/// background left to a guess is white).
/// \throws Error when it cannot be read; "image.channels" where it has neither so many channels nor can become them
Picture readPicture(const std::filesystem::path& file, int size, int channels, const ImportSettings& settings);

}  // namespace zscape
