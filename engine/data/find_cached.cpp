#include "engine/data/find_cached.h"

#include <algorithm>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// Of each set: a disk that is mounted under another name each day leaves no more behind.
constexpr size_t kPlacesKept = 8;

std::string startOfKnown(const fs::path& cacheFile) { return cacheFile.stem().string() + "."; }

fs::path knownFileOf(const fs::path& cacheFile, const Place& place) {
    std::string text;
    for (const Base& base : place.bases) text += base.path + '\0';
    // Arrays have no bases: their sources name them.
    if (place.bases.empty())
        for (const std::string& source : place.sources) text += source + '\0';
    return cacheFile.parent_path() / (startOfKnown(cacheFile) + Hash128::of(text).hex().substr(0, 16) + kKnownEnding);
}

/// Of this place first, then the newest of others: a folder that was moved has the same stamps as before.
std::vector<fs::path> knownFilesOf(const fs::path& cacheFile, const Place& place) {
    const fs::path own = knownFileOf(cacheFile, place);
    std::vector<std::pair<fs::file_time_type, fs::path>> others;
    std::error_code listing;
    for (fs::directory_iterator entry(cacheFile.parent_path(), listing), end; !listing && entry != end;
         entry.increment(listing)) {
        const fs::path path = entry->path();
        std::error_code gone;
        if (path != own && path.extension() == kKnownEnding &&
            path.filename().string().starts_with(startOfKnown(cacheFile)))
            others.emplace_back(fs::last_write_time(path, gone), path);
    }
    std::sort(others.rbegin(), others.rend());
    std::vector<fs::path> files{own};
    for (auto& [time, path] : others) files.push_back(std::move(path));
    return files;
}

bool sameKnown(const KnownFiles& a, const KnownFiles& b) {
    return a.inodesVary == b.inodesVary && std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(),
                                                      [](const KnownFile& x, const KnownFile& y) {
                                                          return x.name == y.name && x.stamp == y.stamp &&
                                                                 x.content == y.content && x.kind == y.kind;
                                                      });
}

}  // namespace

std::shared_ptr<const ImageSet> findCached(const fs::path& cacheFolder, const Hash128& key, FileCheck& check,
                                           const Place& place, CacheCheck& pixels) {
    for (const fs::path& cacheFile : cacheFilesBeginning(cacheFolder, key.hex() + "-")) {
        if (check.isEmpty()) {
            if (std::shared_ptr<const ImageSet> images = openCached(cacheFile, &place, pixels)) return images;
            continue;
        }
        const std::vector<fs::path> knownFiles = knownFilesOf(cacheFile, place);
        for (const fs::path& knownFile : knownFiles) {
            const std::optional<KnownFiles> before = readKnownFiles(knownFile);
            if (!before) continue;
            const std::optional<KnownFiles> now = check.compare(*before);
            if (!now) break;  // what is known in other places is of the same contents
            std::shared_ptr<const ImageSet> images = openCached(cacheFile, &place, pixels);
            if (!images) break;
            if (knownFile != knownFiles.front() || !sameKnown(*before, *now)) rememberPlace(cacheFile, place, *now);
            return images;
        }
    }
    return nullptr;
}

void rememberPlace(const fs::path& cacheFile, const Place& place, const KnownFiles& known) {
    if (known.files.empty()) return;
    try {
        writeKnownFiles(knownFileOf(cacheFile, place), known);
    } catch (const Error&) {
        return;
    }
    const std::vector<fs::path> all = knownFilesOf(cacheFile, place);
    std::error_code ignored;
    for (size_t i = kPlacesKept; i < all.size(); ++i) fs::remove(all[i], ignored);
}

}  // namespace zscape
