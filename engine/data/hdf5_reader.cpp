#include "engine/core/paths.h"
#include "engine/data/array_choice.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/hdf5_file.h"
#include "engine/data/set_name.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// MATLAB's files of version 7.3 are HDF5 behind this. What is 28 x 20 x 1000 there has its dimensions the other way
/// round here, and so each picture's rows are its columns.
bool isMatlabFile(const fs::path& file) {
    constexpr std::string_view kMatlab = "MATLAB 7.3 MAT-file";
    std::vector<uint8_t> start(kMatlab.size());
    const FileHandle handle = openForReading(file);
    return readAt(handle, 0, start, file) == start.size() && std::equal(start.begin(), start.end(), kMatlab.begin());
}

/// Its path as a person may write it: with '/' at its beginning or without.
std::string withoutRoot(std::string name) {
    name.erase(0, name.find_first_not_of('/'));
    return name;
}

/// Each set by the name of its first array, with its shape.
SeveralSets severalHdf5Sets(const fs::path& file, const std::vector<NamedArray>& arrays,
                            const std::vector<size_t>& pictures) {
    std::map<std::string, std::vector<size_t>> sets;
    for (const size_t i : pictures) sets[arrays[i].set].push_back(i);
    SetChoice choice{absolutePath(file.string()), {}};
    std::vector<NamedArray> firsts;
    for (const auto& [set, members] : sets) {
        firsts.push_back(arrays[members.front()]);
        choice.sets.push_back({firsts.back().name, 0});
        for (const size_t i : members) choice.sets.back().images += arrays[i].layout.value().count;
    }
    return severalSets(std::move(choice), listed(firsts));
}

/// Whether all of these are parts of one set.
bool areOneSet(const std::vector<NamedArray>& arrays, const std::vector<size_t>& pictures) {
    return std::all_of(pictures.begin(), pictures.end(),
                       [&](size_t i) { return arrays[i].set == arrays[pictures.front()].set; });
}

/// The arrays of pictures that are meant: one that is named by its path, or all parts of one set.
/// \param among gets all sets, where one of several is named
std::vector<size_t> chosenPictures(const fs::path& file, const std::string& set, const std::vector<NamedArray>& arrays,
                                   const std::string& axes, std::optional<SetChoice>& among) {
    std::vector<size_t> pictures = picturesAmong(arrays);
    if (!set.empty() && !areOneSet(arrays, pictures)) among = severalHdf5Sets(file, arrays, pictures).choice();
    if (!set.empty())
        for (size_t i = 0; i < arrays.size(); ++i)
            if (arrays[i].name == withoutRoot(set)) return {i};
    if (pictures.empty()) {
        if (arrays.empty())
            throw Error("hdf5.none",
                        "%1 holds no arrays. Arrays in other files that it links to are not opened for it.",
                        {displayName(file)});
        throwNoneAmong("hdf5.none", file, arrays, axes);
    }
    if (!set.empty()) {
        std::erase_if(pictures, [&](size_t i) { return !namesSet(set, wordsOf(arrays[i].name)); });
        if (pictures.empty()) throw noSuchSet(file, set);
    }
    if (!areOneSet(arrays, pictures)) throw severalHdf5Sets(file, arrays, pictures);
    return pictures;
}

/// \throws Error "hdf5.type", and as takeShape(), rowsOfHdf5()
void describeHdf5(ArrayFile& array, const Hdf5Array& stored, const std::string& axes) {
    const fs::path name = array.file / validUtf8(stored.name);
    if (stored.type.bytes == 0)
        throw Error("hdf5.type",
                    "%1 holds no numbers that are read: integers, floating-point numbers of 16, 32 or 64 bits and bool "
                    "are. In Python, save array.astype('float32').",
                    {displayName(name)});
    array.type = stored.type;
    array.isNpy = true;
    array.compressed = stored.layout == Hdf5Array::Layout::Chunked;
    takeShape(array, stored.shape, false, name, axes);
    // A row is a picture, but where that lies in several.
    size_t leading = array.pieces.areScattered() ? 1 : 0;
    for (int64_t rows = 1; !array.pieces.areScattered() && rows < array.count; ++leading) rows *= stored.shape[leading];
    array.rows = rowsOfHdf5(array.file, stored, leading);
}

}  // namespace

std::vector<ArrayFile> openHdf5(const fs::path& file, const std::string& set, const std::stop_token& stop,
                                const std::string& axes) {
    std::vector<Hdf5Array> stored = arraysOfHdf5(file, stop);
    // Under one name each, but where a person says another.
    std::set<int64_t> seen;
    std::erase_if(stored, [&](const Hdf5Array& array) {
        const bool meant = array.name == withoutRoot(set);
        return !seen.insert(array.place).second && !meant;
    });
    std::vector<NamedArray> arrays;
    arrays.reserve(stored.size());
    for (const Hdf5Array& array : stored) arrays.emplace_back(array.name, array.shape, array.type, axes);
    const FileStamp stamp = stampOf(file);
    const bool matlab = isMatlabFile(file);
    std::vector<ArrayFile> parts;
    std::optional<SetChoice> among;
    for (const size_t i : chosenPictures(file, set, arrays, axes, among)) {
        ArrayFile array;
        array.file = file;
        array.stamp = stamp;
        array.member = stored[i].name;
        array.among = among;
        array.part = partOf(arrays[i].side, "");
        array.columnsFirst = matlab;
        describeHdf5(array, stored[i], axes);
        const ChosenArray chosen = withBelongings(arrays, i);
        array.ofLabel = chosen.ofLabel;
        if (chosen.labels) {
            array.labelMember = stored[*chosen.labels].name;
            array.labelType = stored[*chosen.labels].type;
            array.labelRows = rowsOfHdf5(file, stored[*chosen.labels]);
            settleFloatingLabels(array, stop);
        }
        if (chosen.factors) {
            const Hdf5Array& factors = stored[*chosen.factors];
            array.factorMember = factors.name;
            array.factorType = factors.type;
            array.factorRows = rowsOfHdf5(file, factors);
            array.factorNames = factors.columnNames.empty() ? chosen.factorNames : factors.columnNames;
        }
        parts.push_back(std::move(array));
    }
    return parts;
}

}  // namespace zscape
