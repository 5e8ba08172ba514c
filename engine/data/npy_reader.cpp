#include "engine/core/paths.h"
#include "engine/data/array_layout.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/npy_header.h"
#include "engine/data/set_name.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// Takes the pictures' layout from the header; `name` is for sentences.
/// \throws Error "npy.type", "npy.short", and as takeShape()
void describe(ArrayFile& array, const NpyHeader& header, const fs::path& name) {
    array.isNpy = true;
    array.firstOffset = header.offset;
    array.type = NumberType::ofNumpy(header.type);
    if (array.type.bytes == 0)
        throw Error(
            "npy.type",
            "%1 holds numbers of the type %2. Integers, floating-point numbers of 16, 32 or 64 bits and bool are "
            "read: in Python, save array.astype('float32').",
            {displayName(name), header.type});
    takeShape(array, header.shape, header.fortran, name);
    if ((header.fileBytes - array.firstOffset) / array.pictureBytes() < array.count)
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
    return NumberType::ofNumpy(array.header.type).bytes > 0 && !array.namesLabels && layoutOf(array.header.shape) &&
           array.header.shape[0] > 0;
}

bool holdsLabels(const NpzArray& array, int64_t count) {
    const std::vector<int64_t>& shape = array.header.shape;
    const bool oneEach = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
    const NumberType type = NumberType::ofNumpy(array.header.type);
    return array.namesLabels && oneEach && shape[0] == count && type.isWhole() && array.header.holds(type.bytes);
}

constexpr int64_t kMostFactors = 32;

/// What pictures were drawn from, one row each: dSprites' latents_values, and arrays that are called factors.
bool holdsFactors(const NpzArray& array, int64_t count) {
    const std::vector<int64_t>& shape = array.header.shape;
    const NumberType type = NumberType::ofNumpy(array.header.type);
    const bool said = array.member == "latents_values.npy" || array.set == "factors" || array.set == "factors values";
    return said && shape.size() == 2 && shape[0] == count && shape[1] >= 1 && shape[1] <= kMostFactors &&
           type.bytes > 0 && !array.header.fortran && array.header.holds(type.bytes);
}

std::vector<std::string> namesOfFactors(const NpzArray& array) {
    const auto columns = static_cast<size_t>(array.header.shape[1]);
    // dSprites says them only in Python's own format (Matthey et al. 2017, its README).
    if (array.member == "latents_values.npy" && columns == 6)
        return {"color", "shape", "scale", "orientation", "posX", "posY"};
    std::vector<std::string> names;
    for (size_t i = 0; i < columns; ++i) names.push_back("factor " + std::to_string(i + 1));
    return names;
}

std::string listed(const std::vector<NpzArray>& arrays) {
    constexpr size_t kMostListed = 8;
    std::string text;
    for (size_t i = 0; i < std::min(arrays.size(), kMostListed); ++i)
        text += (i == 0 ? "" : ", ") + validUtf8(arrays[i].member) + " (" + textOfShape(arrays[i].header.shape) + ", " +
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

std::vector<ArrayFile> openNpz(const fs::path& file, const std::string& set) {
    const std::vector<NpzArray> all = arraysOf(file);
    std::vector<NpzArray> images;
    std::copy_if(all.begin(), all.end(), std::back_inserter(images), holdsImages);
    // Rows of numbers are pictures only where nothing else is.
    const auto isFlat = [](const NpzArray& array) { return array.header.shape.size() == 2; };
    if (!std::all_of(images.begin(), images.end(), isFlat)) std::erase_if(images, isFlat);
    if (images.empty()) {
        if (all.empty()) throw Error("npz.none", "%1 holds no NumPy arrays (.npy).", {displayName(file)});
        throw Error("npz.none",
                    "%1 holds no array of images, which have count x rows x columns, with 1, 3 or 4 channels or "
                    "without. It holds %2.",
                    {displayName(file), listed(all)});
    }
    if (!set.empty()) {
        std::erase_if(images, [&](const NpzArray& array) { return !namesSet(set, wordsOf(array.member)); });
        if (images.empty()) throw noSuchSet(file, set);
    }
    std::map<std::string, int64_t> sets;
    for (const NpzArray& array : images) sets[array.set] += array.header.shape[0];
    if (sets.size() > 1) throw severalSets(file, sets);
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
            array.labelType = NumberType::ofNumpy(labels->header.type);
        }
        const auto factors = std::find_if(all.begin(), all.end(), [&](const NpzArray& other) {
            return other.side == image.side && holdsFactors(other, array.count);
        });
        if (factors != all.end()) {
            array.factorMember = factors->member;
            array.factorStart = factors->header.offset;
            array.factorType = NumberType::ofNumpy(factors->header.type);
            array.factorNames = namesOfFactors(*factors);
        }
        parts.push_back(std::move(array));
    }
    return parts;
}

}  // namespace zscape
