#include "engine/core/paths.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/npy_header.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

struct Layout {
    int64_t height = 0, width = 0;
    int64_t channels = 1;
    bool planar = false;
};

/// Rows of so few numbers are codes or features, not pictures.
constexpr int64_t kSmallestSquare = 8;

/// Of count x rows x columns, with channels at the end or before the rows, or of count x pixels of a square.
std::optional<Layout> layoutOf(const std::vector<int64_t>& shape) {
    const auto areChannels = [](int64_t extent) { return extent == 1 || extent == 3 || extent == 4; };
    if (shape.size() == 3) return Layout{shape[1], shape[2]};
    if (shape.size() == 4 && areChannels(shape[3])) return Layout{shape[1], shape[2], shape[3]};
    if (shape.size() == 4 && areChannels(shape[1])) return Layout{shape[2], shape[3], shape[1], true};
    if (shape.size() != 2 || shape[1] < kSmallestSquare * kSmallestSquare) return std::nullopt;
    const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(shape[1]))));
    if (side * side != shape[1]) return std::nullopt;
    return Layout{side, side};
}

bool isBool(const NpyHeader& header) { return header.type == "|b1"; }

bool isOfBytes(const NpyHeader& header) {
    const std::string& type = header.type;
    return isBool(header) || type == "|u1" || type == "u1" || type == "<u1" || type == ">u1";
}

/// Takes the pictures' layout from the header; `name` is for sentences.
/// \throws Error "npy.type", "npy.order", "npy.shape", "npy.short", "image.large"
void describe(ArrayFile& array, const NpyHeader& header, const fs::path& name) {
    array.isNpy = true;
    array.firstOffset = header.offset;
    array.isBool = isBool(header);
    if (!isOfBytes(header))
        throw Error("npy.type",
                    "%1 holds numbers of the type %2. Only uint8 and bool are read: in Python, save "
                    "array.astype('uint8') with values from 0 to 255.",
                    {displayName(name), header.type});
    if (header.fortran)
        throw Error("npy.order", "%1 is in Fortran order. In Python, save numpy.ascontiguousarray(array).",
                    {displayName(name)});
    for (const int64_t extent : header.shape)
        if (extent < 1 || extent > (int64_t{1} << 40))
            throw Error("npy.shape", "%1 has the shape %2, which holds no images.",
                        {displayName(name), header.shapeText()});
    const std::optional<Layout> layout = layoutOf(header.shape);
    if (!layout)
        throw Error("npy.shape",
                    "%1 has the shape %2. Images have count x rows x columns, the same with 1, 3 or 4 channels at the "
                    "end or after the count, or count x pixels where each picture is a square.",
                    {displayName(name), header.shapeText()});
    if (layout->height > 16384 || layout->width > 16384)
        throw Error("npy.shape", "%1 has the shape %2: pictures above 16384 pixels are not read from arrays.",
                    {displayName(name), header.shapeText()});
    array.count = header.shape[0];
    array.height = static_cast<int>(layout->height);
    array.width = static_cast<int>(layout->width);
    array.channels = static_cast<int>(layout->channels);
    array.planar = layout->planar;
    array.recordBytes = array.pictureBytes();
    checkExtent(array);
    if ((header.fileBytes - array.firstOffset) / array.recordBytes < array.count)
        throw Error("npy.short", "%1 is cut off: it holds less than its header says. Copy or save it again.",
                    {displayName(name)});
}

/// An array of an archive, by its header and by the words of its name.
struct NpzArray {
    std::string member;
    NpyHeader header;
    std::optional<Side> side;  ///< what its name says
    std::string set;           ///< the words of its name that name no side
    bool namesLabels = false;
};

bool namesLabels(const std::string& word) {
    static constexpr std::array<std::string_view, 8> kWords{"y",       "label", "labels",  "target",
                                                            "targets", "class", "classes", "digit"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

NpzArray named(const std::string& member, NpyHeader header) {
    NpzArray array{member, std::move(header), std::nullopt, {}, false};
    for (const std::string& word : wordsOf(member.substr(0, member.size() - 4))) {
        array.namesLabels = array.namesLabels || namesLabels(word);
        if (const std::optional<Side> side = sideNamed(word)) array.side = side;
        else array.set += (array.set.empty() ? "" : " ") + word;
    }
    return array;
}

/// All .npy arrays of the archive whose headers can be read.
std::vector<NpzArray> arraysOf(const fs::path& file) {
    std::vector<NpzArray> arrays;
    lookAtMembers(file, [&](const ArchiveMember& member, ForwardStream& bytes) {
        if (!member.name.ends_with(".npy") || member.bytes <= 0) return;
        std::vector<uint8_t> start(static_cast<size_t>(std::min<int64_t>(member.bytes, kNpyHeaderReach)));
        start.resize(bytes.read(start));
        arrays.push_back(named(member.name, npyHeaderOf(start, member.bytes, file / validUtf8(member.name))));
    });
    return arrays;
}

bool holdsImages(const NpzArray& array) {
    return isOfBytes(array.header) && !array.namesLabels && layoutOf(array.header.shape) && array.header.shape[0] > 0;
}

bool holdsLabels(const NpzArray& array, int64_t count) {
    const std::vector<int64_t>& shape = array.header.shape;
    const bool oneEach = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
    const int bytes = NpyWhole::of(array.header.type).bytes;
    return array.namesLabels && oneEach && shape[0] == count && bytes > 0 && array.header.holds(bytes);
}

std::string listed(const std::vector<NpzArray>& arrays) {
    constexpr size_t kMostListed = 8;
    std::string text;
    for (size_t i = 0; i < std::min(arrays.size(), kMostListed); ++i)
        text += (i == 0 ? "" : ", ") + validUtf8(arrays[i].member) + " (" + arrays[i].header.shapeText() + ", " +
                arrays[i].header.type + ")";
    return arrays.size() > kMostListed ? text + " ..." : text;
}

}  // namespace

ArrayFile openNpy(const fs::path& file) {
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    describe(array, readNpyHeader(file), file);
    return array;
}

std::vector<ArrayFile> openNpz(const fs::path& file) {
    const std::vector<NpzArray> all = arraysOf(file);
    std::vector<NpzArray> images;
    std::copy_if(all.begin(), all.end(), std::back_inserter(images), holdsImages);
    // Rows of numbers are pictures only where nothing else is.
    const auto isFlat = [](const NpzArray& array) { return array.header.shape.size() == 2; };
    if (!std::all_of(images.begin(), images.end(), isFlat)) std::erase_if(images, isFlat);
    if (images.empty()) {
        if (all.empty()) throw Error("npz.none", "%1 holds no NumPy arrays (.npy).", {displayName(file)});
        throw Error("npz.none",
                    "%1 holds no array of images, which are uint8 or bool and have count x rows x columns, with 1, 3 "
                    "or 4 channels or without. It holds %2.",
                    {displayName(file), listed(all)});
    }
    const bool several = std::any_of(images.begin(), images.end(),
                                     [&](const NpzArray& array) { return array.set != images.front().set; });
    if (several)
        throw Error("data.several",
                    "%1 holds several sets of images: %2. In Python, save the one that is meant by itself: "
                    "numpy.save('images.npy', array).",
                    {displayName(file), listed(images)});
    const FileStamp stamp = stampOf(file);
    std::vector<ArrayFile> parts;
    for (const NpzArray& image : images) {
        ArrayFile array;
        array.file = file;
        array.stamp = stamp;
        array.member = image.member;
        array.compressed = true;
        array.part = !image.side                  ? "image"
                     : *image.side == Side::Train ? "train"
                     : *image.side == Side::Test  ? "test"
                                                  : "val";
        describe(array, image.header, file / validUtf8(image.member));
        const auto labels = std::find_if(all.begin(), all.end(), [&](const NpzArray& other) {
            return other.side == image.side && holdsLabels(other, array.count);
        });
        if (labels != all.end()) {
            array.labelMember = labels->member;
            array.labelStart = labels->header.offset;
            array.labelType = NpyWhole::of(labels->header.type);
        }
        parts.push_back(std::move(array));
    }
    return parts;
}

}  // namespace zscape
