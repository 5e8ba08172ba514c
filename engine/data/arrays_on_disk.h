#pragma once

#include "engine/data/file_io.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// Equal pictures lying one after another in one file.
struct ArrayFile {
    std::filesystem::path file;
    FileStamp stamp;
    bool compressed = false;   ///< gzip
    int64_t count = 0;
    int width = 0, height = 0;
    int channels = 1;          ///< 1, 3 (RGB) or 4 (RGBA)
    bool isNpy = false;
    bool planar = false;       ///< all of red, then green, then blue (CIFAR)
    int64_t firstOffset = 0;   ///< of the first picture's pixels, in the (uncompressed) file
    int64_t recordBytes = 0;   ///< from one picture to the next

    std::filesystem::path labelFile;    ///< IDX: beside it; empty when there is none
    FileStamp labelStamp;
    int labelOffset = -1;               ///< CIFAR: from firstOffset backwards, where a record's label byte lies; -1 without
    std::vector<std::string> labelNames;  ///< CIFAR's own, when found beside it

    int64_t pictureBytes() const { return int64_t{width} * height * channels; }
};

/// Looks at the first bytes: IDX (also gzip), .npy, CIFAR binary. Nothing when it is none of them.
/// `isCifar`, `isIdx` and `isNpy` name what was found.
enum class ArrayKind { None, Idx, IdxLabels, Npy, Cifar };
ArrayKind arrayKindOf(const std::filesystem::path& file);

/// Each reads the header and checks it against the file's size; labels are looked for beside it.
/// \throws Error "idx.*", "npy.*", "cifar.*" naming the file and what is wrong with it
ArrayFile openIdx(const std::filesystem::path& file);
ArrayFile openNpy(const std::filesystem::path& file);
ArrayFile openCifar(const std::filesystem::path& file);

/// The labels of every picture, empty when there are none. \throws Error
std::vector<uint8_t> readLabels(const ArrayFile& array, std::stop_token stop);

/// The whole of a gzip (or plain) file from `offset` on: exactly `bytes`.
/// \throws Error "idx.short" when there is less, "idx.damaged", Cancelled
std::vector<uint8_t> inflateFile(const std::filesystem::path& file, int64_t offset, int64_t bytes, std::stop_token stop);

}  // namespace zscape
