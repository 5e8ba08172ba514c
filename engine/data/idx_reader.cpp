#include "engine/core/paths.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/forward_stream.h"

#include <algorithm>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// The most that deflate can do.
constexpr int64_t kDeflateFactor = 1032;

int64_t big32(const std::vector<uint8_t>& bytes, size_t at) {
    return int64_t{bytes[at]} << 24 | int64_t{bytes[at + 1]} << 16 | int64_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

bool isGzip(const fs::path& file) {
    const FileHandle handle = openForReading(file);
    std::array<uint8_t, 2> magic{};
    return readAt(handle, 0, magic, file) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
}

/// What an IDX file says before its numbers.
struct IdxHeader {
    NumberType type;
    std::vector<int64_t> shape;
    int64_t offset() const { return 4 + 4 * std::ssize(shape); }
};

/// \throws Error "idx.short", "idx.type"
IdxHeader headerOf(const fs::path& file) {
    const std::vector<uint8_t> bytes = firstBytes(file, 20);
    if (bytes.size() < 8 || bytes[0] != 0 || bytes[1] != 0) throw cutOff(file);
    IdxHeader header{NumberType::ofIdx(bytes[2]), {}};
    if (header.type.bytes == 0)
        throw Error("idx.type", "%1 is damaged: its IDX type is %2, and there is no such type. Download it again.",
                    {displayName(file), std::to_string(bytes[2])});
    const size_t dimensions = bytes[3];
    if (dimensions < 1 || dimensions > 4)
        throw Error("idx.shape", "%1 has %2 dimensions. Images have three: count, rows and columns.",
                    {displayName(file), std::to_string(dimensions)});
    if (bytes.size() < 4 + 4 * dimensions) throw cutOff(file);
    for (size_t i = 0; i < dimensions; ++i) header.shape.push_back(big32(bytes, 4 + 4 * i));
    return header;
}

/// "train-images-idx3-ubyte.gz" -> "train-labels-idx1-ubyte", with or without ".gz", whichever is there; also of other
/// types and shapes ("qmnist-train-labels-idx2-int.gz").
fs::path labelsBeside(const fs::path& images) {
    std::string name = images.filename().string();
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    const size_t word = name.rfind("images");
    if (word == std::string::npos) return {};
    name.replace(word, 6, "labels");
    const size_t kind = name.rfind("idx");
    const std::string start = kind == std::string::npos ? name : name.substr(0, kind + 3);
    if (const size_t three = name.rfind("idx3"); three != std::string::npos) name.replace(three, 4, "idx1");
    for (const char* ending : {"", ".gz"}) {
        std::error_code missing;
        if (const fs::path candidate = images.parent_path() / (name + ending); fs::is_regular_file(candidate, missing))
            return candidate;
    }
    fs::path others;
    std::error_code listing;
    for (fs::directory_iterator entry(images.parent_path(), listing), end; !listing && entry != end;
         entry.increment(listing)) {
        const std::string other = entry->path().filename().string();
        std::error_code missing;
        if (kind != std::string::npos && other.starts_with(start) && entry->is_regular_file(missing) &&
            (others.empty() || entry->path() < others))
            others = entry->path();
    }
    return others;
}

/// \throws Error "idx.labels" where the file beside the images holds something else, or labels of others
void takeLabels(ArrayFile& array, const fs::path& labels) {
    array.labelFile = labels;
    array.labelStamp = stampOf(labels);
    const IdxHeader header = headerOf(labels);
    array.labelType = header.type;
    array.labelStart = header.offset();
    for (size_t i = 1; i < header.shape.size(); ++i) array.labelNumbers *= header.shape[i];
    if (!header.type.isWhole() || header.shape.size() > 2 || array.labelNumbers < 1 ||
        array.labelNumbers > kMostBesideLabel)
        throw Error(
            "idx.labels",
            "%1 holds no labels: an IDX file of whole numbers in one dimension is expected there. Put the right "
            "file in its place, or move it away to go on without labels.",
            {displayName(labels)});
    const int64_t each = picturesOfFirst(array.axes, array.shape);
    if (header.shape[0] != array.count && each > 0 && header.shape[0] == array.shape[0]) array.ofLabel = each;
    else if (header.shape[0] != array.count)
        throw Error(
            "idx.labels",
            "%1 has %2 labels, but %3 has %4 images. Put the labels that belong to it beside it, or move them away "
            "to go on without labels.",
            {displayName(labels), std::to_string(header.shape[0]), displayName(array.file),
             std::to_string(array.count)});
}

}  // namespace

ArrayFile openIdx(const fs::path& file, const std::string& axes) {
    const IdxHeader header = headerOf(file);
    if (header.shape.size() == 1)
        throw Error("idx.kind", "%1 holds labels. Open the file with the images beside it.", {displayName(file)});
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    array.compressed = isGzip(file);
    array.type = header.type;
    array.firstOffset = header.offset();
    takeShape(array, header.shape, false, file, axes);
    // Inflating multiplies by no more than kDeflateFactor: a header that lies by more is known at once, and no room is
    // made for it.
    if (array.stamp.bytes <
        (array.firstOffset + array.count * array.recordBytes) / (array.compressed ? kDeflateFactor : 1))
        throw cutOff(file);
    if (const fs::path labels = labelsBeside(file); !labels.empty()) takeLabels(array, labels);
    return array;
}

}  // namespace zscape
