#include "engine/data/file_source.h"

#include "engine/core/paths.h"
#include "engine/data/folder_levels.h"
#include "engine/data/folder_names.h"
#include "engine/data/guess.h"
#include "engine/data/natural_order.h"
#include "engine/data/table_reader.h"

#include <algorithm>
#include <numeric>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// How many files are looked at for the guess.
constexpr size_t kLooks = 64;

/// How many names beside a folder are looked at for tables.
constexpr int64_t kMostBeside = 10'000;

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
            findings_.hidden += path.contents.hidden;
            noteTables(path, folder);
            for (FoundFile& file : path.contents.files) entries_.push_back({base, std::move(file), !path.isFolder});
            unreadable_.insert(unreadable_.end(), path.contents.unreadable.begin(), path.contents.unreadable.end());
        }
        for (const Base& base : bases_) findings_.tables.roots.push_back({base.path, base.prefix});
        leaveAside();
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
        const FolderLevels levels(names);
        if (const int level = levels.labelLevel())
            for (const std::string& folder : levels.at(level).folders) summary.labels.push_back(displayName(folder));
        return summary;
    }

    void prepare(std::stop_token) override {
        std::vector<std::pair<std::string, size_t>> order;
        order.reserve(entries_.size());
        for (size_t i = 0; i < entries_.size(); ++i) order.emplace_back(shownName(entries_[i]), i);
        std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return naturalLess(a.first, b.first); });
        std::vector<Entry> sorted;
        sorted.reserve(order.size());
        for (const auto& [name, index] : order) sorted.push_back(std::move(entries_[index]));
        entries_ = std::move(sorted);
        hashes_.clear();  // they were in the old order; the identity was asked before
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const Entry& entry = entries_[static_cast<size_t>(candidate)];
        const fs::path file = pathOf(entry);
        const NameKind kind = kindOfName(entry.file.name);
        if (kind == NameKind::Unsupported)
            throw Error("image.kind", "%1 is in a format that is not read. Convert it to PNG, JPEG, WebP, TIFF, BMP, GIF or PNM.", {displayName(file)});
        const cv::Mat picture = decodeFile(file, target, scratch.bytes);
        if (picture.empty() && (kind == NameKind::Readable || entry.byItself))
            throw Error("image.none", "%1 is no image: it begins like no PNG, JPEG, WebP, TIFF, BMP, GIF or PNM file.", {displayName(file)});
        return picture;
    }

    std::string nameOf(int64_t candidate) const override { return entries_[static_cast<size_t>(candidate)].file.name; }
    std::vector<Base> bases() const override { return bases_; }
    int baseOf(int64_t candidate) const override { return entries_[static_cast<size_t>(candidate)].base; }
    SourceFindings findings() const override { return findings_; }
    std::vector<UnreadableFile> unreadable() const override { return unreadable_; }
    std::string title() const override { return titles_; }

private:
    int baseFor(const std::string& path, const std::string& prefix) {
        const auto found = std::find_if(bases_.begin(), bases_.end(), [&](const Base& base) { return base.path == path && base.prefix == prefix; });
        if (found != bases_.end()) return static_cast<int>(found - bases_.begin());
        bases_.push_back({path, prefix});
        return static_cast<int>(bases_.size()) - 1;
    }
    /// Tables in a folder, and those right beside it; for a single file, those beside that.
    void noteTables(const ChosenPath& chosen, const fs::path& folder) {
        for (const FoundFile& file : chosen.contents.files)
            if (chosen.isFolder && isTableName(file.name)) findings_.tables.inside.push_back(folder / file.name);
        std::vector<fs::path>& beside = findings_.tables.beside;
        std::error_code listing;
        int64_t looked = 0;
        const fs::path where = chosen.isFolder ? folder.parent_path() : folder;
        for (fs::directory_iterator entry(where, listing), end; !listing && entry != end && looked < kMostBeside; entry.increment(listing), ++looked) {
            const fs::path file = entry->path();
            const std::string name = file.filename().string();
            if (name.front() == '.' || !isTableName(name) || std::find(beside.begin(), beside.end(), file) != beside.end()) continue;
            std::error_code gone;
            if (entry->is_regular_file(gone)) beside.push_back(file);
        }
        // In whatever order they were found: the one that comes first gives columns their names.
        std::sort(findings_.tables.inside.begin(), findings_.tables.inside.end());
        std::sort(beside.begin(), beside.end());
    }

    void leaveAside() {
        std::vector<std::string> names;
        names.reserve(entries_.size());
        for (const Entry& entry : entries_) names.push_back(entry.byItself ? std::string() : shownName(entry));
        const std::vector<bool> aside = standAside(names);
        size_t kept = 0;
        for (size_t i = 0; i < entries_.size(); ++i) {
            if (aside[i]) {
                ++findings_.aside;
                continue;
            }
            if (kept != i) entries_[kept] = std::move(entries_[i]);
            ++kept;
        }
        entries_.resize(kept);
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
        const size_t count = std::min(kLooks, chosen.size());
        std::partial_sort(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(count), chosen.end(), [&](size_t a, size_t b) {
            return std::pair(hashes_[a].low, hashes_[a].high) < std::pair(hashes_[b].low, hashes_[b].high);
        });
        chosen.resize(count);
        std::vector<Look> looks;
        for (const size_t i : chosen) {
            try {
                const ImageHeader header = readImageHeader(pathOf(entries_[i]));
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
    SourceFindings findings_;
    std::string titles_;
    bool complete_ = true;
};

}  // namespace

std::unique_ptr<PictureSource> makeFileSource(std::vector<ChosenPath> chosen) { return std::make_unique<FileSource>(std::move(chosen)); }

}  // namespace zscape
