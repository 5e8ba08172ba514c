#include "engine/core/paths.h"
#include "engine/data/array_choice.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/npy_header.h"
#include "engine/data/set_name.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// Takes the pictures' layout from the header; `name` is for sentences.
/// \throws Error "npy.type", "npy.short", and as takeShape()
void describe(ArrayFile& array, const NpyHeader& header, const fs::path& name, const std::string& axes) {
    array.isNpy = true;
    array.firstOffset = header.offset;
    array.type = NumberType::ofNumpy(header.type);
    if (array.type.bytes == 0)
        throw Error(
            "npy.type",
            "%1 holds numbers of the type %2. Integers, floating-point numbers of 16, 32 or 64 bits and bool are "
            "read: in Python, save array.astype('float32').",
            {displayName(name), header.type});
    takeShape(array, header.shape, header.fortran, name, axes);
    if ((header.fileBytes - array.firstOffset) / array.pictureBytes() < array.count)
        throw Error("npy.short", "%1 is cut off: it holds less than its header says. Copy or save it again.",
                    {displayName(name)});
}

/// All .npy arrays of the archive whose headers can be read.
struct NpzArrays {
    std::vector<std::string> members;
    std::vector<NpyHeader> headers;
    std::vector<NamedArray> named;
};

NpzArrays arraysOf(const fs::path& file, const std::string& axes) {
    NpzArrays arrays;
    lookAtMembers(file, [&](const ArchiveMember& member, ForwardStream& bytes) {
        if (!member.name.ends_with(".npy") || member.bytes <= 0) return;
        std::vector<uint8_t> start(static_cast<size_t>(std::min<int64_t>(member.bytes, kNpyHeaderReach)));
        start.resize(bytes.read(start));
        NpyHeader header = npyHeaderOf(start, member.bytes, file / validUtf8(member.name));
        arrays.members.push_back(member.name);
        arrays.named.emplace_back(member.name.substr(0, member.name.size() - 4), header.shape,
                                  NumberType::ofNumpy(header.type), axes, header.fortran);
        arrays.headers.push_back(std::move(header));
    });
    return arrays;
}

}  // namespace

ArrayFile openNpy(const fs::path& file, const std::string& axes) {
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    describe(array, readNpyHeader(file), file, axes);
    return array;
}

std::vector<ArrayFile> openNpz(const fs::path& file, const std::string& set, const std::string& axes) {
    const NpzArrays all = arraysOf(file, axes);
    std::vector<size_t> images = picturesAmong(all.named);
    if (images.empty()) {
        if (all.named.empty()) throw Error("npz.none", "%1 holds no NumPy arrays (.npy).", {displayName(file)});
        throwNoneAmong("npz.none", file, all.named, axes);
    }
    const auto setsOf = [&] {
        std::map<std::string, int64_t> sets;
        for (const size_t i : images) sets[all.named[i].set] += all.named[i].layout->count;
        return sets;
    };
    std::optional<SetChoice> among;
    if (!set.empty()) {
        if (const auto sets = setsOf(); sets.size() > 1) among = severalSets(file, sets).choice();
        std::erase_if(images, [&](size_t i) { return !namesSet(set, wordsOf(all.named[i].name)); });
        if (images.empty()) throw noSuchSet(file, set);
    }
    if (const auto sets = setsOf(); sets.size() > 1) throw severalSets(file, sets);
    const FileStamp stamp = stampOf(file);
    std::vector<ArrayFile> parts;
    for (const size_t i : images) {
        ArrayFile array;
        array.file = file;
        array.stamp = stamp;
        array.member = all.members[i];
        array.among = among;
        array.compressed = true;
        array.part = partOf(all.named[i].side, "image");
        describe(array, all.headers[i], file / validUtf8(all.members[i]), axes);
        const ChosenArray chosen = withBelongings(all.named, i);
        if (chosen.labels && all.headers[*chosen.labels].holds(all.named[*chosen.labels].type.bytes)) {
            array.labelMember = all.members[*chosen.labels];
            array.labelStart = all.headers[*chosen.labels].offset;
            array.labelType = all.named[*chosen.labels].type;
            array.ofLabel = chosen.ofLabel;
            settleFloatingLabels(array, {});
        }
        if (chosen.factors && all.headers[*chosen.factors].holds(all.named[*chosen.factors].type.bytes)) {
            array.factorMember = all.members[*chosen.factors];
            array.factorStart = all.headers[*chosen.factors].offset;
            array.factorType = all.named[*chosen.factors].type;
            array.factorNames = chosen.factorNames;
        }
        parts.push_back(std::move(array));
    }
    return parts;
}

}  // namespace zscape
