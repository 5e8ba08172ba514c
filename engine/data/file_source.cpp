#include "engine/data/file_source.h"

#include "engine/core/paths.h"
#include "engine/data/guess.h"
#include "engine/data/natural_order.h"

#include <algorithm>
#include <numeric>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// How many files are looked at for the guess.
constexpr size_t kLooks = 64;
/// More are looked at until so many turned out to be pictures.
constexpr size_t kEnoughLooks = 8;

struct Entry {
    int base = 0;
    FoundFile file;
    bool byItself = false;  ///< chosen by the person: it must be an image
};

Hash128 identityOf(const Entry& entry, const std::string& basePath) {
    std::string key = basePath;
    key += '\0';
    key += entry.file.name;
    key += '\0';
    for (const int64_t number : {entry.file.stamp.bytes, entry.file.stamp.modifiedNanoseconds, int64_t{entry.file.stamp.mode}})
        key.append(reinterpret_cast<const char*>(&number), sizeof number);
    return Hash128::of(key);
}

class FileSource final : public PictureSource {
public:
    explicit FileSource(std::vector<ChosenPath> chosen) {
        const bool several = std::count_if(chosen.begin(), chosen.end(), [](const ChosenPath& path) { return path.isFolder; }) > 1;
        for (ChosenPath& path : chosen) {
            titles_ += (titles_.empty() ? "" : ", ") + displayName(path.path);
            const fs::path folder = path.isFolder ? path.path : path.path.parent_path();
            const int base = baseFor(folder.string(), several && path.isFolder ? folder.filename().string() + "/" : "");
            complete_ = complete_ && path.contents.complete;
            for (FoundFile& file : path.contents.files) entries_.push_back({base, std::move(file), !path.isFolder});
            unreadable_.insert(unreadable_.end(), path.contents.unreadable.begin(), path.contents.unreadable.end());
        }
        hashes_.reserve(entries_.size());
        for (const Entry& entry : entries_) hashes_.push_back(identityOf(entry, bases_[static_cast<size_t>(entry.base)].path));
    }

    int64_t candidates() const override { return static_cast<int64_t>(entries_.size()); }

    Hash128 identity() const override {
        Hash128 sum = Hash128::of("files");
        for (const Hash128& hash : hashes_) sum.add(hash);
        for (const UnreadableFile& file : unreadable_) sum.add(Hash128::of(file.file.string() + file.reason.code));
        for (const Base& base : bases_) sum.add(Hash128::of(base.path + '\0' + base.prefix));
        return sum;
    }

    Target targetFor(const ImportSettings& settings) const override {
        std::vector<Look> looks;
        if (settings.size == 0 || settings.channels == 0 || settings.guessFit) looks = someLooks();
        return resolveTarget(settings, looks);
    }

    SourceSummary summary() const override {
        SourceSummary summary;
        std::vector<std::string> names;
        for (const Entry& entry : entries_)
            if (kindOfName(entry.file.name) != NameKind::Unknown || (entry.byItself && readImageHeader(pathOf(entry)).format != ImageFormat::None)) names.push_back(shownName(entry));
        // Files whose names say nothing are only counted where there are no others: reading all of them takes long.
        const std::vector<Look> looks = someLooks();
        if (names.empty() && !looks.empty())
            for (const Entry& entry : entries_) names.push_back(shownName(entry));
        summary.complete = complete_;
        if (names.empty()) return summary;
        const Target guess = guessTarget(looks);
        summary.kind = SourceSummary::Kind::Images;
        summary.images = static_cast<int64_t>(names.size());
        summary.size = looks.empty() ? 0 : guess.size;
        summary.channels = looks.empty() ? 0 : guess.channels;
        summary.fit = guess.fit;
        summary.labels = labelsFromFolders(names).names;
        return summary;
    }

    void prepare(std::stop_token) override {
        std::vector<std::pair<std::string, size_t>> order;
        order.reserve(entries_.size());
        for (size_t i = 0; i < entries_.size(); ++i) order.emplace_back(shownName(entries_[i]), i);
        std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return naturalLess(a.first, b.first); });
        std::vector<Entry> sorted;
        std::vector<std::string> names;
        sorted.reserve(order.size());
        names.reserve(order.size());
        for (auto& [name, index] : order) {
            sorted.push_back(std::move(entries_[index]));
            names.push_back(std::move(name));
        }
        entries_ = std::move(sorted);
        hashes_.clear();  // they were in the old order; the identity was asked before
        labels_ = labelsFromFolders(names);
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const Entry& entry = entries_[static_cast<size_t>(candidate)];
        const fs::path file = pathOf(entry);
        const NameKind kind = kindOfName(entry.file.name);
        if (kind == NameKind::Unsupported)
            throw Error("image.kind", "%1 is in a format that is not read. Convert it to PNG, JPEG, WebP, TIFF, BMP, GIF or PNM.", {displayName(file)});
        const cv::Mat picture = decodeFile(file, target, scratch.bytes, scratch.stop);
        if (picture.empty() && (kind == NameKind::Readable || entry.byItself))
            throw Error("image.none", "%1 is no image: it begins like no PNG, JPEG, WebP, TIFF, BMP, GIF or PNM file.", {displayName(file)});
        return picture;
    }

    std::string nameOf(int64_t candidate) const override { return entries_[static_cast<size_t>(candidate)].file.name; }
    std::vector<Base> bases() const override { return bases_; }
    int baseOf(int64_t candidate) const override { return entries_[static_cast<size_t>(candidate)].base; }
    int labelOf(int64_t candidate) const override { return labels_.of[static_cast<size_t>(candidate)]; }
    std::vector<std::string> labelNames() const override { return labels_.names; }
    bool dropsEmptyLabels() const override { return true; }
    std::vector<UnreadableFile> unreadable() const override { return unreadable_; }
    std::string title() const override { return titles_; }

private:
    int baseFor(const std::string& path, const std::string& prefix) {
        const auto found = std::find_if(bases_.begin(), bases_.end(), [&](const Base& base) { return base.path == path && base.prefix == prefix; });
        if (found != bases_.end()) return static_cast<int>(found - bases_.begin());
        bases_.push_back({path, prefix});
        return static_cast<int>(bases_.size()) - 1;
    }
    fs::path pathOf(const Entry& entry) const { return fs::path(bases_[static_cast<size_t>(entry.base)].path) / entry.file.name; }
    std::string shownName(const Entry& entry) const { return bases_[static_cast<size_t>(entry.base)].prefix + entry.file.name; }

    /// The files with the smallest hashes: chance's choice, and the same one every time, whatever order they were found in.
    std::vector<Look> someLooks() const {
        std::vector<size_t> chosen;
        for (size_t i = 0; i < entries_.size(); ++i)
            if (kindOfName(entries_[i].file.name) == NameKind::Readable || entries_[i].byItself) chosen.push_back(i);
        if (chosen.empty()) {
            chosen.resize(entries_.size());
            std::iota(chosen.begin(), chosen.end(), size_t{0});
        }
        std::vector<Look> looks;
        size_t drawn = 0;
        // Looking goes on until some are pictures: a folder of many broken files and few whole ones is of the size of those.
        for (size_t i = 0; i < chosen.size() && (i < kLooks || looks.size() < kEnoughLooks); ++i) {
            if (i == drawn) {
                drawn = std::min(std::max(kLooks, 2 * drawn), chosen.size());
                std::partial_sort(chosen.begin() + static_cast<std::ptrdiff_t>(i), chosen.begin() + static_cast<std::ptrdiff_t>(drawn), chosen.end(), [&](size_t a, size_t b) {
                    return std::pair(hashes_[a].low, hashes_[a].high) < std::pair(hashes_[b].low, hashes_[b].high);
                });
            }
            const Entry& entry = entries_[chosen[i]];
            if (entry.file.stamp.bytes == 0) continue;
            try {
                const ImageHeader header = readImageHeader(pathOf(entry));
                if (header.format != ImageFormat::None) looks.push_back({header.seenWidth(), header.seenHeight(), header.grey});
            } catch (const Error&) {
                continue;  // listed as unreadable when its turn comes
            }
        }
        return looks;
    }

    std::vector<Base> bases_;
    std::vector<Entry> entries_;
    std::vector<Hash128> hashes_;
    std::vector<UnreadableFile> unreadable_;
    FolderLabels labels_;
    std::string titles_;
    bool complete_ = true;
};

}  // namespace

std::unique_ptr<PictureSource> makeFileSource(std::vector<ChosenPath> chosen) { return std::make_unique<FileSource>(std::move(chosen)); }

}  // namespace zscape
