#pragma once

#include "engine/core/error.h"
#include "engine/data/array_readings.h"
#include "engine/data/several_sets.h"
#include "engine/data/value_range.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zscape {

/// A file that was found and could not be taken, with the reason for a person.
struct UnreadableFile {
    std::filesystem::path file;
    ErrorInfo reason;
};

/// What was found out while importing, for the import page, `train` and people. What was chosen from it, resolved, is
/// in settingsOf(images).
struct ImportReport {
    /// Sub-folders so deep below what was opened; level 1 is the first.
    struct Level {
        int level = 1;
        std::vector<std::string> folders;  ///< UTF-8, natural order, the first 50
        int64_t folderCount = 0;
        bool namesSplit = false;  ///< train, val, test: never labels
        bool usable = false;      ///< its folders may be labels: there are two or more
    };
    /// A table whose rows belong to the images.
    struct Table {
        std::string file;        ///< for people
        std::string nameColumn;  ///< the heading of the column that names the images; "column 1" where it has none
        int64_t rows = 0;
        int64_t rowsWithoutPicture = 0;
        int64_t picturesWithoutRow = 0;
        std::vector<std::string> firstRows, firstPictures;  ///< of those without the other, at most 20 each
    };

    /// The numbers of the files, by some of the pictures, and which of them are black and white.
    struct Values {
        double black = 0, white = 255;             ///< those that are 0 and 255 in the set
        bool mixed = false;                        ///< files of several types: each has its own black and white
        bool byFile = false;                       ///< in each picture others: its own least and greatest
        double least = 0, greatest = 0;            ///< that were found
        double fullBlack = 0, fullWhite = 255;     ///< what the files' type holds; 0 and 1 for floating point
        bool bytes = true;                         ///< 8 bits: full unless something else is chosen
        double foundBlack = 0, foundWhite = 255;   ///< what range=auto finds; of bytes, what nearly all of them use
        double low = 0, high = 255;                ///< ends of the histogram
        std::vector<int64_t> histogram;            ///< numbers from `low` to `high` in equal steps
        double cut = 0;                            ///< share of the numbers beyond black and white
        Visibility visibility = Visibility::Seen;  ///< of bytes as they are
        /// Of pictures that are neither grey nor colours each channel by itself, and the rest is then of all of them:
        /// from the least black to the greatest white. Else empty.
        std::vector<Values> channels;
    };

    /// What lies under transparent pixels and around padded pictures.
    struct Background {
        std::array<uint8_t, 3> colour{255, 255, 255};  ///< red, green, blue
        bool guessed = false;                          ///< by some of the transparent pictures; white without any
        /// Pictures of the set with a pixel that is not opaque; empty where the cache is of a version that did not
        /// count.
        std::optional<int64_t> transparent = 0;
    };

    std::vector<Level> levels;
    int64_t hidden = 0;      ///< names with a dot, passed over and counted (never the junk of operating systems)
    int64_t aside = 0;       ///< files below ground_truth, masks, annotations: no pictures of the set
    int64_t unlabelled = 0;  ///< images without a label, where others have one or none was found
    std::vector<Table> tables;
    int64_t duplicates = 0;        ///< images whose pixels an earlier image has too
    int64_t duplicatesAcross = 0;  ///< of them, by the data's own split, on another side than their twin
    int64_t duplicatesMoved = 0;   ///< images that duplicates=train put on the training side
    std::vector<std::pair<int64_t, int64_t>> acrossPairs;  ///< an image and its twin, the first 100
    std::optional<Values> values;                          ///< where ImportOptions::lookAtValues asked for them
    std::vector<std::string> channelNames;  ///< as the files say them, one for each channel; empty where they do not
    std::optional<SetChoice> sets;          ///< of the source, of which one is named; nothing where it holds one
    /// Of arrays, the first one's shape and all pictures; nothing where their format says all of it.
    std::optional<ArrayReadings> array;
    Background background;
    std::vector<ErrorInfo> remarks;  ///< sentences for a person ("2 pictures have no label: ...")
};

}  // namespace zscape
