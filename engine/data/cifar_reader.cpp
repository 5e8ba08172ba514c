#include "engine/core/paths.h"
#include "engine/data/arrays_on_disk.h"

#include <string_view>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr int kSide = 32;
constexpr int64_t kPictureBytes = int64_t{3} * kSide * kSide;

/// One name a line; empty lines at the end are none.
std::vector<std::string> readNames(const fs::path& file) {
    std::error_code missing;
    if (!fs::is_regular_file(file, missing)) return {};
    const std::vector<uint8_t> bytes = readWhole(file, 1 << 20);
    std::vector<std::string> names;
    std::string line;
    for (const uint8_t byte : bytes) {
        if (byte == '\n') {
            if (!line.empty()) names.push_back(validUtf8(line));
            line.clear();
        } else if (byte != '\r') {
            line += static_cast<char>(byte);
        }
    }
    if (!line.empty()) names.push_back(validUtf8(line));
    return names;
}

}  // namespace

ArrayFile openCifar(const fs::path& file) {
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    const std::string name = file.filename().string();
    const bool fits10 = array.stamp.bytes % (kPictureBytes + 1) == 0,
               fits100 = array.stamp.bytes % (kPictureBytes + 2) == 0;
    // CIFAR-100 has two label bytes before each picture, coarse and fine; its files are train.bin and test.bin.
    const bool named100 = name == "train.bin" || name == "test.bin";
    const bool has100 = fits100 && (named100 || !fits10);
    if (array.stamp.bytes == 0 || (!fits10 && !fits100))
        throw Error("cifar.size",
                    "%1 is cut off or no CIFAR file: its %2 bytes are no whole number of pictures (3073 bytes each in "
                    "CIFAR-10, 3074 in CIFAR-100).",
                    {displayName(file), std::to_string(array.stamp.bytes)});
    const int labels = has100 ? 2 : 1;
    array.recordBytes = kPictureBytes + labels;
    array.count = array.stamp.bytes / array.recordBytes;
    array.width = array.height = kSide;
    array.channels = 3;
    array.place = ChannelPlace::First;
    checkExtent(array);
    array.firstOffset = labels;
    array.labelOffset = 1;  // the last byte before the pixels: CIFAR-100's fine label
    array.labelNames = readNames(file.parent_path() / (has100 ? "fine_label_names.txt" : "batches.meta.txt"));
    return array;
}

}  // namespace zscape
