#pragma once

#include "engine/data/hash128.h"
#include "engine/data/import.h"
#include "engine/data/value_range.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace zscape {

/// What became of the values of the files, of their colours, and of what is transparent.
struct StoredValues {
    ValueRange range{ValueRange::Kind::Full};
    int64_t notNumberPixels = 0;    ///< in the files, NaN or infinite: they are background
    int64_t notNumberPictures = 0;  ///< that have such
    /// Pictures that were converted to sRGB, by what they were in.
    std::map<std::string, int64_t> converted = {};
    int64_t damagedProfiles = 0;                      ///< pictures that were taken as sRGB for theirs
    std::optional<int64_t> transparentPictures = {};  ///< that have a pixel that is not opaque; empty: not counted
    int64_t animations = 0;  ///< files of which the first frame was taken, and others are there
};

/// Of a set of Fit::Tiles alone, whose table has it at its end; other tables end before it.
struct TileTable {
    /// As ImagePlace has it: x, y, width, height, the picture's width and height.
    using Place = std::array<uint32_t, 6>;
    Tiling tiling;
    int64_t empty = 0;          ///< tiles that were left out
    std::vector<Place> places;  ///< count
};

/// One cache file: this header, padded to kPixelsOffset; count x size x size x channels pixels; the table at
/// tableOffset. Numbers as the machine has them: the cache never leaves it, and the magic tells another byte order.
struct CacheHeader {
    static constexpr uint64_t kMagic = 0x474D49455041435AULL;  // "ZCAPEIMG"
    static constexpr uint32_t kVersion = 5;
    static constexpr uint32_t kWithoutNumbers = 4;  ///< still read: what its table has no number of was not counted
    static constexpr uint32_t kWithoutColours = 3;  ///< still read: nothing was converted
    static constexpr uint32_t kWithoutValues = 2;   ///< still read: it has none, and all its pictures are Full

    uint64_t magic = kMagic;
    uint32_t version = kVersion;
    uint32_t size = 0;
    uint32_t channels = 0;
    uint32_t factorCount = 0;
    uint32_t fit = 0;                     ///< of enum Fit
    std::array<uint8_t, 4> background{};  ///< red, green, blue; and of enum Axes, 0 in files from before there was one
    int64_t count = 0;
    int64_t found = 0;
    int64_t hasOwnSplit = 0;  ///< 1: the table's column of sides says something
    int64_t tableOffset = 0;
    int64_t tableBytes = 0;
    uint64_t keyLow = 0, keyHigh = 0;
    uint64_t tableHashLow = 0, tableHashHigh = 0;
    uint64_t headerHash = 0;  ///< over everything before it

    uint64_t ownHash() const;
    /// Whether this program reads files of its version.
    bool isKnown() const { return version >= kWithoutValues && version <= kVersion; }
};
static_assert(std::is_trivially_copyable_v<CacheHeader> && sizeof(CacheHeader) == 112);

constexpr int64_t kPixelsOffset = 4096;

/// What a set knows besides its pixels. In the file's table the columns come first, so that they can be read in place.
struct CacheTable {
    std::vector<uint64_t> pixelHashes;  ///< count x 2: equal for equal pixels
    std::vector<int32_t> labels;        ///< count: those that the source itself has; -1 for files
    std::vector<int32_t> baseOf;        ///< count: index into `bases`; -1 without a file
    std::vector<uint64_t> nameEnds;     ///< count: where each name ends in `names`
    std::vector<float> factors;         ///< count x factorNames
    std::vector<uint8_t> sides;         ///< count: of enum Side, by the source's own split (arrays)
    std::string names;
    std::vector<std::string> labelNames, factorNames, sources;
    std::vector<std::string> bases;         ///< folders that the names are relative to
    std::vector<std::string> basePrefixes;  ///< for each: what is shown before a name
    std::vector<UnreadableFile> unreadable;
    std::string fingerprint;
    StoredValues values;
    std::vector<uint32_t> pages;  ///< count: of its file, from 1 on, 0 for all of it; empty where all are 0
    TileTable tiles;
};

std::vector<uint8_t> packTable(const CacheTable& table, Fit fit);

/// The columns of a packed table, in place, and the rest of it, copied.
struct TableView {
    const uint64_t* nameEnds = nullptr;
    const uint64_t* pixelHashes = nullptr;
    const int32_t* labels = nullptr;
    const int32_t* baseOf = nullptr;
    const float* factors = nullptr;
    const uint8_t* sides = nullptr;
    std::string_view names;
    std::vector<std::string> labelNames, factorNames, sources, bases, basePrefixes;
    std::vector<UnreadableFile> unreadable;
    std::string fingerprint;
    StoredValues values;
    std::vector<uint32_t> pages;
    TileTable tiles;
};

/// \returns false when the bytes make no sense. `bytes` begins at a multiple of 8 and outlives the view.
bool viewTable(std::span<const uint8_t> bytes, const CacheHeader& header, TableView& view);

}  // namespace zscape
