#include "engine/core/paths.h"
#include "engine/data/image_cache.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// A whole file, mapped for reading only.
class Mapping {
public:
    Mapping(const FileHandle& handle, size_t bytes) : bytes_(bytes) {
        void* start = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, handle.get(), 0);
        if (start != MAP_FAILED) start_ = static_cast<const uint8_t*>(start);
    }
    ~Mapping() {
        if (start_) ::munmap(const_cast<uint8_t*>(start_), bytes_);
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    const uint8_t* start() const { return start_; }
    std::span<const uint8_t> bytes() const { return {start_, bytes_}; }

private:
    const uint8_t* start_ = nullptr;
    size_t bytes_;
};

class CachedImageSet final : public StoredImages {
public:
    CachedImageSet(FileHandle handle, std::unique_ptr<Mapping> mapping, const CacheHeader& header, TableView table, int64_t unseen)
        : handle_(std::move(handle)), mapping_(std::move(mapping)), header_(header), table_(std::move(table)), unseen_(unseen) {}

    int64_t count() const override { return header_.count; }
    int size() const override { return static_cast<int>(header_.size); }
    int channels() const override { return static_cast<int>(header_.channels); }
    const uint8_t* pixels() const override { return mapping_->start() + kPixelsOffset; }
    int labelOf(int64_t index) const override { return table_.labels[index]; }
    const std::vector<std::string>& labelNames() const override { return table_.labelNames; }
    std::string nameOf(int64_t index) const override {
        const int base = table_.baseOf[index];
        return displayName((base < 0 ? std::string() : table_.basePrefixes[static_cast<size_t>(base)]) + storedName(index));
    }
    fs::path fileOf(int64_t index) const override {
        const int base = table_.baseOf[index];
        return base < 0 ? fs::path() : fs::path(table_.bases[static_cast<size_t>(base)]) / storedName(index);
    }
    bool hasOwnSplit() const override { return header_.hasOwnSplit != 0; }
    Side ownSideOf(int64_t index) const override { return static_cast<Side>(table_.sides[index]); }
    int64_t found() const override { return header_.found + unseen_; }
    const std::vector<UnreadableFile>& unreadable() const override { return table_.unreadable; }
    const std::vector<std::string>& sources() const override { return table_.sources; }
    std::string fingerprint() const override { return table_.fingerprint; }
    const std::vector<std::string>& factorNames() const override { return table_.factorNames; }
    float factor(int64_t index, int factorIndex) const override { return table_.factors[index * header_.factorCount + factorIndex]; }

    ImportSettings pixelSettings() const override {
        ImportSettings settings;
        settings.size = size();
        settings.channels = channels();
        settings.fit = static_cast<Fit>(header_.fit);
        settings.guessFit = false;
        settings.background = {header_.background[0], header_.background[1], header_.background[2]};
        return settings;
    }
    std::vector<std::string> nameBytes() const override {
        std::vector<std::string> names;
        names.reserve(static_cast<size_t>(count()));
        for (int64_t i = 0; i < count(); ++i) {
            const int base = table_.baseOf[i];
            names.push_back((base < 0 ? std::string() : table_.basePrefixes[static_cast<size_t>(base)]) + storedName(i));
        }
        return names;
    }
    const uint64_t* pixelHashes() const override { return table_.pixelHashes; }

private:
    std::string storedName(int64_t index) const {
        const uint64_t begin = index == 0 ? 0 : table_.nameEnds[index - 1];
        return std::string(table_.names.substr(begin, table_.nameEnds[index] - begin));
    }

    FileHandle handle_;  ///< holds the shared lock
    std::unique_ptr<Mapping> mapping_;
    CacheHeader header_;
    TableView table_;
    int64_t unseen_;  ///< found in this place while looking, and not readable at all
};

/// The set lies in `place` now, not where it lay when it was made. \returns false when its folders are not those
bool put(TableView& table, const Place& place) {
    if (place.bases.size() != table.bases.size()) return false;
    for (size_t i = 0; i < table.bases.size(); ++i)
        if (place.bases[i].prefix != table.basePrefixes[i]) return false;
    for (UnreadableFile& file : table.unreadable) {
        const std::string before = file.file.string(), shown = displayName(file.file);
        for (size_t i = 0; i < table.bases.size(); ++i) {
            if (!before.starts_with(table.bases[i] + "/")) continue;
            file.file = place.bases[i].path + before.substr(table.bases[i].size());
            for (std::string& argument : file.reason.arguments)
                if (argument == shown) argument = displayName(file.file);
            break;
        }
    }
    table.unreadable.insert(table.unreadable.begin(), place.unreadable.begin(), place.unreadable.end());
    for (size_t i = 0; i < table.bases.size(); ++i) table.bases[i] = place.bases[i].path;
    table.sources = place.sources;
    return true;
}

/// Whether the columns' values point to where something is: a table whose hash is right and whose writer was wrong.
bool consistent(const TableView& table, int64_t count) {
    const auto bases = static_cast<int32_t>(table.bases.size());
    const auto labels = static_cast<int32_t>(table.labelNames.size());
    uint64_t end = 0;
    for (int64_t i = 0; i < count; ++i) {
        if (table.baseOf[i] < -1 || table.baseOf[i] >= bases || table.labels[i] < -1 || table.labels[i] >= labels) return false;
        if (table.nameEnds[i] < end || table.sides[i] > static_cast<uint8_t>(Side::Test)) return false;
        end = table.nameEnds[i];
    }
    return table.bases.size() == table.basePrefixes.size();
}

bool sound(const CacheHeader& header, int64_t fileBytes) {
    if (header.magic != CacheHeader::kMagic || header.version != CacheHeader::kVersion || header.headerHash != header.ownHash()) return false;
    const int64_t pixelBytes = header.count * header.size * header.size * header.channels;
    return header.count > 0 && header.fit <= static_cast<uint32_t>(Fit::Stretch) && header.tableOffset >= kPixelsOffset + pixelBytes && header.tableOffset % 8 == 0 && header.tableBytes >= 0 &&
           header.tableOffset + header.tableBytes == fileBytes;
}

}  // namespace

std::shared_ptr<const StoredImages> openCachedFile(FileHandle handle, const Place* place) {
    struct stat info {};
    CacheHeader header;
    if (::fstat(handle.get(), &info) != 0 || ::pread(handle.get(), &header, sizeof header, 0) != static_cast<ssize_t>(sizeof header)) return nullptr;
    if (!sound(header, info.st_size)) return nullptr;
    auto mapping = std::make_unique<Mapping>(handle, static_cast<size_t>(info.st_size));
    if (!mapping->start()) return nullptr;
    const std::span<const uint8_t> packed = mapping->bytes().subspan(static_cast<size_t>(header.tableOffset));
    if (Hash128::of(packed) != Hash128{header.tableHashLow, header.tableHashHigh}) return nullptr;
    TableView table;
    if (!viewTable(packed, header.count, header.factorCount, table) || !consistent(table, header.count)) return nullptr;
    if (place && !put(table, *place)) return nullptr;
    const timespec used[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
    ::futimens(handle.get(), used);  // where it fails the set only looks older than it is
    return std::make_shared<CachedImageSet>(std::move(handle), std::move(mapping), header, std::move(table), place ? static_cast<int64_t>(place->unreadable.size()) : 0);
}

std::shared_ptr<const StoredImages> openCached(const fs::path& file, const Place* place) {
    FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!handle) return nullptr;
    ::flock(handle.get(), LOCK_SH);  // waits at most for another process that is just removing it
    std::shared_ptr<const StoredImages> images = openCachedFile(std::move(handle), place);
    if (!images) ::unlink(file.c_str());
    return images;
}

}  // namespace zscape
