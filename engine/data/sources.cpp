#include "engine/core/paths.h"
#include "engine/core/setting.h"
#include "engine/data/archive_source.h"
#include "engine/data/array_source.h"
#include "engine/data/file_source.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/last_unpacked.h"
#include "engine/data/natural_order.h"
#include "engine/data/picture_source.h"
#include "engine/data/set_name.h"
#include "engine/data/shapes_source.h"
#include "engine/data/unpacked_source.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <sys/stat.h>
#include <unordered_set>

namespace zscape {

namespace fs = std::filesystem;

namespace {

std::unique_ptr<PictureSource> openSample(const std::string& name, const ImportSettings& settings) {
    if (name == "sample:digits") return makeDigitsSource();
    if (name == "sample:shapes") return makeShapesSource(settings);
    const std::string near = nearestWord(name, {"sample:digits", "sample:shapes"});
    if (!near.empty()) throw Error("data.sample", "There is no \"%1\". Did you mean %2?", {validUtf8(name), near});
    throw Error("data.sample", "There is no \"%1\". There are sample:digits and sample:shapes.", {validUtf8(name)});
}

/// \param set of several, where a person named one; only an archive of arrays and an HDF5 file have any
/// \param axes as takeShape() has them
std::vector<ArrayFile> openArray(const fs::path& file, ArrayKind kind, const std::string& set, const std::string& axes,
                                 const std::stop_token& stop) {
    if (!axes.empty() && (kind == ArrayKind::Cifar || kind == ArrayKind::Csv)) throw noAxes(displayName(file), axes);
    switch (kind) {
        case ArrayKind::Npy: return {openNpy(file, axes)};
        case ArrayKind::Npz: return openNpz(file, set, axes);
        case ArrayKind::Cifar: return {openCifar(file)};
        case ArrayKind::Hdf5: return openHdf5(file, set, stop, axes);
        case ArrayKind::Csv: return openCsv(file, stop);
        case ArrayKind::Idx:
        case ArrayKind::IdxLabels:
        case ArrayKind::None: break;
    }
    return {openIdx(file, axes)};
}

struct FoundArrays {
    std::vector<ArrayFile> arrays;
    std::optional<SetChoice> among;          ///< the sets of which one was named
    std::vector<UnreadableFile> refused;     ///< what could not be read, and what only looks like an array
    std::optional<SeveralReadings> unclear;  ///< of the first of them whose axes have to be said
};

/// What tells a set's files from another's that lies beside it: the words of a name that say neither side nor part.
/// "emnist-letters-train-images-idx3-ubyte.gz" -> "emnist letters images idx ubyte", "data_batch_1.bin" -> "bin".
std::string setOf(const fs::path& file) {
    std::string set;
    for (const std::string& word : wordsOf(file.filename().string())) {
        const bool part = sideNamed(word) || word == "t10k" || word == "data" || word == "batch" || word == "gz";
        const std::string stem = withoutNumber(word);
        if (!part && !stem.empty()) set += (set.empty() ? "" : " ") + stem;
    }
    return set;
}

/// \throws Error "data.several" where `arrays` of one folder are not all of one set
void requireOneSet(const std::vector<ArrayFile>& arrays, const ChosenPath& folder) {
    std::map<std::string, int64_t> sets;
    for (const ArrayFile& array : arrays) sets[setOf(array.file)] += array.count;
    if (sets.size() > 1) throw severalSets(folder.path, sets);
}

/// One that cannot be opened does not keep others from it.
FoundArrays arraysNamed(std::vector<std::string> names, const ChosenPath& folder, const std::string& axes,
                        const std::stop_token& stop) {
    std::sort(names.begin(), names.end(), naturalLess);
    FoundArrays found;
    for (const std::string& name : names) {
        if (stop.stop_requested()) throw Cancelled();
        const fs::path file = folder.path / name;
        try {
            const ArrayKind kind = arrayKindOf(file);
            if (kind == ArrayKind::None || kind == ArrayKind::IdxLabels) continue;
            std::vector<ArrayFile> arrays = openArray(file, kind, {}, axes, stop);
            // "train-images" and "train-images.gz" side by side are the same images twice.
            const auto twin = [&](const ArrayFile& other) { return other.file.string() + ".gz" == file.string(); };
            if (std::none_of(found.arrays.begin(), found.arrays.end(), twin))
                std::move(arrays.begin(), arrays.end(), std::back_inserter(found.arrays));
        } catch (const SeveralReadings& several) {
            found.refused.push_back({file, several.info()});
            if (!found.unclear) found.unclear.emplace(several);
        } catch (const Error& error) {
            found.refused.push_back({file, error.info()});
        }
    }
    return found;
}

/// Arrays of a folder by the folders that they lie in, each opened once.
class ArraysByFolder {
public:
    ArraysByFolder(const ChosenPath& folder, std::string axes, std::stop_token stop)
        : folder_(folder),
          axes_(std::move(axes)),
          stop_(std::move(stop)) {
        for (const FoundFile& file : folder.contents.files) {
            const size_t slash = file.name.rfind('/');
            const bool below = slash != std::string::npos;
            // Below the folder that was chosen not every file is opened.
            if (file.stamp.bytes > 0 && (!below || isNamedLikeAnArray(file.name.substr(slash + 1))))
                names_[below ? file.name.substr(0, slash) : ""].push_back(file.name);
        }
    }

    /// Those that lie directly in it, else those of the one folder below that has any. \param set as in arraysIn()
    /// \throws Error "data.several"; "idx.labels" where labels do not fit to their images: a person has to decide
    FoundArrays of(const std::string& set) {
        const auto isMeant = [&](const fs::path& file) {
            return set.empty() || namesSet(set, wordsOf(file.lexically_relative(folder_.path).string()));
        };
        FoundArrays found;
        std::map<std::string, int64_t> folders;
        for (const auto& [below, names] : names_) {
            FoundArrays here = opened(below);
            std::erase_if(here.arrays, [&](const ArrayFile& array) { return !isMeant(array.file); });
            std::erase_if(here.refused, [&](const UnreadableFile& file) { return !isMeant(file.file); });
            for (const UnreadableFile& refused : here.refused)
                if (refused.reason.code == "idx.labels") throw Error(refused.reason);
            std::move(here.refused.begin(), here.refused.end(), std::back_inserter(found.refused));
            if (here.unclear && !found.unclear) found.unclear.emplace(*here.unclear);
            if (here.arrays.empty()) continue;
            requireOneSet(here.arrays, folder_);
            found.arrays = std::move(here.arrays);
            for (const ArrayFile& array : found.arrays) folders[below] += array.count;
            if (below.empty()) break;  // what lies deeper belongs to something else
        }
        if (folders.size() > 1) throw severalSets(folder_.path, folders);
        return found;
    }

private:
    const FoundArrays& opened(const std::string& below) {
        const auto known = opened_.find(below);
        if (known != opened_.end()) return known->second;
        return opened_.emplace(below, arraysNamed(names_.at(below), folder_, axes_, stop_)).first->second;
    }

    const ChosenPath& folder_;
    const std::string axes_;
    const std::stop_token stop_;
    std::map<std::string, std::vector<std::string>> names_;
    std::map<std::string, FoundArrays> opened_;
};

/// The arrays of a folder without images, as MNIST and CIFAR are unpacked: those that lie directly in it, else those of
/// the one folder below that has any (torchvision's data/MNIST/raw). Of several sets the one that folder.set names.
/// \throws Error "data.several", "data.no-set", "idx.labels"
FoundArrays arraysIn(const ChosenPath& folder, const std::string& axes, const std::stop_token& stop) {
    ArraysByFolder arrays(folder, axes, stop);
    FoundArrays found = arrays.of(folder.set);
    if (found.arrays.empty()) {
        for (const UnreadableFile& refused : found.refused)
            if (refused.reason.code == "array.axes") throw Error(refused.reason);
        if (found.unclear && folder.set.empty()) throw SeveralReadings(*found.unclear);
    }
    if (folder.set.empty()) return found;
    if (found.arrays.empty()) throw noSuchSet(folder.path, folder.set);
    try {
        arrays.of({});
    } catch (const SeveralSets& several) {
        found.among = several.choice();
    } catch (const Error&) {
        return found;  // what is wrong with another set is said to who opens that
    }
    for (ArrayFile& array : found.arrays) array.among = found.among;
    return found;
}

/// What was refused is listed, and is no candidate any more.
void leaveOut(ChosenPath& folder, std::vector<UnreadableFile> refused) {
    std::unordered_set<std::string> names;
    for (const UnreadableFile& file : refused) names.insert(file.file.lexically_relative(folder.path).string());
    std::erase_if(folder.contents.files, [&](const FoundFile& file) { return names.contains(file.name); });
    std::move(refused.begin(), refused.end(), std::back_inserter(folder.contents.unreadable));
}

bool hasImages(const ChosenPath& folder) {
    return std::any_of(folder.contents.files.begin(), folder.contents.files.end(),
                       [](const FoundFile& file) { return kindOfName(file.name) != NameKind::Unknown; });
}

/// Walks a folder; for a file, says what kind of array it is, or None for what may be an image.
ArrayKind look(ChosenPath& chosen, int64_t limit, const ProgressSink& progress, const std::stop_token& stop) {
    struct stat info = {};
    if (::stat(chosen.path.c_str(), &info) != 0) throw fileError(chosen.path, errno);
    chosen.isFolder = S_ISDIR(info.st_mode);
    if (chosen.isFolder) {
        chosen.contents = walkFolder(chosen.path, limit, progress, stop);
        return ArrayKind::None;
    }
    const ArrayKind kind =
        kindOfName(chosen.path.filename().string()) == NameKind::Unknown ? arrayKindOf(chosen.path) : ArrayKind::None;
    if (kind == ArrayKind::None)
        chosen.contents.files.push_back({chosen.path.filename().string(), stampOf(chosen.path)});
    return kind;
}

/// Of an archive of .npy arrays the set that a person named; empty where it is none.
std::vector<ArrayFile> setOfArchive(const ChosenPath& archive, const std::string& axes) {
    try {
        return openNpz(archive.path, archive.set, axes);
    } catch (const SeveralReadings&) {
        throw;
    } catch (const Error& error) {
        if (error.code() == "npz.none") return {};
        throw;
    }
}

/// Arrays and tables in an archive, as those of its folder; of one that holds a single file as that file.
/// \param limit, last as in openSources()
std::unique_ptr<PictureSource> openUnpacked(const fs::path& archive, const std::string& set, const std::string& axes,
                                            int64_t limit, LastUnpacked* last, const std::stop_token& stop) {
    if (limit >= 0)
        throw Error("archive.unseen", "%1 holds arrays, which are looked at once it is opened.",
                    {displayName(archive)});
    std::shared_ptr<const UnpackedArrays> unpacked =
        last ? last->open(archive, stop)
             : std::make_shared<const UnpackedArrays>(archive, UnpackedArrays::Limits{}, stop);
    if (unpacked->files() == 0) {
        if (!set.empty()) throw noSuchSet(archive, set);
        throw Error("archive.arrays", "%1 holds no pictures and no arrays.", {displayName(archive)});
    }
    std::unique_ptr<PictureSource> source = unpacked->within([&] {
        ChosenPath folder{unpacked->folder(), set, true, walkFolder(unpacked->folder(), -1, {}, stop)};
        FoundArrays found;
        if (folder.contents.files.size() == 1) {
            const fs::path file = folder.path / folder.contents.files.front().name;
            const ArrayKind kind = arrayKindOf(file);
            const bool oneSet = kind != ArrayKind::Npz && kind != ArrayKind::Hdf5;
            if (oneSet && !set.empty() && !namesSet(set, wordsOf(file.filename().string())))
                throw noSuchSet(archive, set);
            if (kind == ArrayKind::None)
                throw Error("archive.arrays", "%1 is neither an array nor a table of pixels.", {displayName(file)});
            found.arrays = openArray(file, kind, oneSet ? std::string() : set, axes, stop);
        } else {
            found = arraysIn(folder, axes, stop);
        }
        if (found.arrays.empty() && !found.refused.empty()) throw Error(found.refused.front().reason);
        if (found.arrays.empty())
            throw Error("archive.arrays", "%1 holds no pictures, and no array or table of pixels.",
                        {displayName(folder.path)});
        return makeArraySource(std::move(found.arrays), {}, std::move(found.refused), stop);
    });
    return makeUnpackedSource(std::move(unpacked), std::move(source), set);
}

}  // namespace

std::unique_ptr<PictureSource> openSources(const ImportRequest& request, int64_t limit, const ProgressSink& progress,
                                           std::stop_token stop, LastUnpacked* last) {
    if (request.sources.empty()) throw nothingChosen();
    const std::string& axes = request.settings.arrayAxes;
    if (!axes.empty() && request.sources.front().starts_with("sample:")) throw noAxes(request.sources.front(), axes);
    if (request.sources.size() == 1 && request.sources.front().starts_with("sample:"))
        return openSample(request.sources.front(), request.settings);
    std::vector<ChosenPath> images;
    std::vector<ArrayFile> arrays;
    std::vector<UnreadableFile> besideArrays;
    std::vector<fs::path> labelFiles, archives;
    std::unordered_set<std::string> seen;
    for (const std::string& source : absoluteSources(request.sources)) {
        if (source.starts_with("sample:"))
            throw Error("data.mixed", "%1 cannot be opened together with other images. Open it by itself.", {source});
        ChosenPath chosen;
        const NamedSource named = namedSource(source);
        chosen.path = named.path;
        chosen.set = named.set;
        if (!seen.insert(source).second) continue;
        const ArrayKind kind = look(chosen, limit, progress, stop);
        if (kind == ArrayKind::IdxLabels) {
            labelFiles.push_back(chosen.path);  // taken by the images beside it
            continue;
        }
        if (kind != ArrayKind::None) {
            std::vector<ArrayFile> opened = openArray(chosen.path, kind, chosen.set, axes, stop);
            if (!chosen.set.empty() && kind != ArrayKind::Npz && kind != ArrayKind::Hdf5)
                throw noSuchSet(chosen.path, chosen.set);
            std::move(opened.begin(), opened.end(), std::back_inserter(arrays));
            continue;
        }
        if (!chosen.isFolder && kindOfName(chosen.path.filename().string()) == NameKind::Unknown &&
            isArchive(chosen.path)) {
            if (chosen.set.empty()) {
                archives.push_back(chosen.path);
                continue;
            }
            std::vector<ArrayFile> opened = setOfArchive(chosen, axes);
            if (opened.empty() && request.sources.size() == 1)
                return openUnpacked(chosen.path, chosen.set, axes, limit, last, stop);
            if (opened.empty()) throw noSuchSet(chosen.path, chosen.set);
            std::move(opened.begin(), opened.end(), std::back_inserter(arrays));
            continue;
        }
        if (chosen.isFolder && !hasImages(chosen)) {
            FoundArrays found = arraysIn(chosen, axes, stop);
            if (!found.arrays.empty()) {
                std::move(found.arrays.begin(), found.arrays.end(), std::back_inserter(arrays));
                std::move(found.refused.begin(), found.refused.end(), std::back_inserter(besideArrays));
                continue;
            }
            leaveOut(chosen, std::move(found.refused));
        }
        if (!chosen.set.empty()) throw noSuchSet(chosen.path, chosen.set);
        images.push_back(std::move(chosen));
    }
    if (!arrays.empty() && !images.empty())
        throw Error("data.mixed", "%1 is an array and %2 is not: they cannot be one set. Open one of them by itself.",
                    {displayName(arrays.front().file), displayName(images.front().path)});
    if (!archives.empty() && (!arrays.empty() || !images.empty()))
        throw Error(
            "data.mixed", "%1 is an archive and %2 is not: they cannot be one set. Open one of them by itself.",
            {displayName(archives.front()), displayName(arrays.empty() ? images.front().path : arrays.front().file)});
    if (!archives.empty())
        return makeArchiveSource(
            std::move(archives), request.settings, limit, progress, stop,
            [&](const fs::path& archive) { return openUnpacked(archive, {}, axes, limit, last, stop); });
    if (!axes.empty() && !images.empty()) throw noAxes(displayName(images.front().path), axes);
    if (!arrays.empty()) return makeArraySource(std::move(arrays), {}, std::move(besideArrays), std::move(stop));
    if (images.empty() && !labelFiles.empty()) openIdx(labelFiles.front());  // says that these are labels
    const ImportSettings& settings = request.settings;
    return makeFileSource(std::move(images), {settings.axes, settings.channels}, settings.frames, std::move(stop));
}

std::string shownName(const std::string& prefixedName, int page, const ImagePlace& place) {
    std::string shown = displayName(prefixedName);
    if (page > 0) shown += (isTiffName(prefixedName) ? ", page " : ", frame ") + std::to_string(page);
    if (place.isTile()) shown += " (x " + std::to_string(place.x) + ", y " + std::to_string(place.y) + ")";
    return shown;
}

}  // namespace zscape
