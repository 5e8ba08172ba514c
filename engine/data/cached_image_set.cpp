#include "engine/core/paths.h"
#include "engine/data/guarded_mapping.h"
#include "engine/data/image_cache.h"
#include "engine/data/in_parallel.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// Bytes of pixels that a thread reads and checks at a time: they stay in its cache.
constexpr int64_t kCheckedTogether = 128 << 10;
constexpr size_t kBlocksPerReport = 256;

/// What lies in the cache is told to be lost by who reads it, in words for the whole set.
bool readExactly(const FileHandle& handle, int64_t offset, std::span<uint8_t> into) {
    try {
        return readAt(handle, offset, into, {}) == into.size();
    } catch (const Error&) {
        return false;
    }
}

int64_t pixelBytesOf(const CacheHeader& header) { return header.count * header.size * header.size * header.channels; }

class CachedImageSet final : public StoredImages {
public:
    /// \param mapping of the whole file; null: pixels are read from it
    CachedImageSet(FileHandle handle, std::unique_ptr<GuardedMapping> mapping, const CacheHeader& header,
                   std::vector<uint64_t> packed, TableView table, int64_t unseen)
        : handle_(std::move(handle)),
          mapping_(std::move(mapping)),
          header_(header),
          packed_(std::move(packed)),
          table_(std::move(table)),
          unseen_(unseen) {}

    int64_t count() const override { return header_.count; }
    int size() const override { return static_cast<int>(header_.size); }
    int channels() const override { return static_cast<int>(header_.channels); }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override {
        if (mapping_) copyImages(mapping_->start() + kPixelsOffset, bytesPerImage(), indices, out.pixels);
        else readFromFile(indices, out.pixels);
        requireIntact();
    }
    bool isInMemory() const override { return mapping_ != nullptr; }
    bool isIntact() const override { return mapping_ ? mapping_->isIntact() : !lost_.load() && hasItsLength(); }
    int labelOf(int64_t index) const override { return table_.labels[index]; }
    const std::vector<std::string>& labelNames() const override { return table_.labelNames; }
    std::string nameOf(int64_t index) const override {
        const int base = table_.baseOf[index];
        return shownName(
            (base < 0 ? std::string() : table_.basePrefixes[static_cast<size_t>(base)]) + storedName(index),
            pageOf(index), placeOf(index));
    }
    int pageOf(int64_t index) const override {
        return table_.pages.empty() ? 0 : static_cast<int>(table_.pages[static_cast<size_t>(index)]);
    }
    fs::path fileOf(int64_t index) const override {
        const int base = table_.baseOf[index];
        return base < 0 ? fs::path() : fs::path(table_.bases[static_cast<size_t>(base)]) / storedName(index);
    }
    ImagePlace placeOf(int64_t index) const override {
        if (table_.tiles.places.empty()) return {};
        const TileTable::Place& place = table_.tiles.places[static_cast<size_t>(index)];
        return {place[0], place[1], place[2], place[3], place[4], place[5]};
    }
    bool hasOwnSplit() const override { return header_.hasOwnSplit != 0; }
    Side ownSideOf(int64_t index) const override { return static_cast<Side>(table_.sides[index]); }
    int64_t found() const override { return header_.found + unseen_; }
    const std::vector<UnreadableFile>& unreadable() const override { return table_.unreadable; }
    const std::vector<std::string>& sources() const override { return table_.sources; }
    std::string fingerprint() const override { return table_.fingerprint; }
    const std::vector<std::string>& factorNames() const override { return table_.factorNames; }
    float factor(int64_t index, int factorIndex) const override {
        return table_.factors[index * header_.factorCount + factorIndex];
    }

    ImportSettings pixelSettings() const override {
        ImportSettings settings;
        settings.size = size();
        settings.channels = channels();
        settings.fit = static_cast<Fit>(header_.fit);
        settings.guessFit = false;
        settings.background = {header_.background[0], header_.background[1], header_.background[2]};
        settings.range = table_.values.range;
        settings.tiling = table_.tiles.tiling;
        settings.axes = static_cast<Axes>(header_.background[3]);
        return settings;
    }
    StoredValues values() const override { return table_.values; }
    int64_t emptyTiles() const override { return table_.tiles.empty; }
    std::vector<std::string> nameBytes() const override {
        std::vector<std::string> names;
        names.reserve(static_cast<size_t>(count()));
        for (int64_t i = 0; i < count(); ++i) {
            const int base = table_.baseOf[i];
            names.push_back((base < 0 ? std::string() : table_.basePrefixes[static_cast<size_t>(base)]) +
                            storedName(i));
        }
        return names;
    }
    const uint64_t* pixelHashes() const override { return table_.pixelHashes; }

private:
    std::string storedName(int64_t index) const {
        const uint64_t begin = index == 0 ? 0 : table_.nameEnds[index - 1];
        return std::string(table_.names.substr(begin, table_.nameEnds[index] - begin));
    }

    /// Neighbours at once.
    void readFromFile(std::span<const int64_t> indices, std::span<uint8_t> to) const {
        for (size_t begin = 0, end = 0; begin < indices.size() && !lost_.load(); begin = end) {
            for (end = begin + 1; end < indices.size() && indices[end] == indices[end - 1] + 1;) ++end;
            const auto bytes = static_cast<size_t>(bytesPerImage());
            if (!readExactly(handle_, kPixelsOffset + indices[begin] * bytesPerImage(),
                             to.subspan(begin * bytes, (end - begin) * bytes)))
                lost_.store(true);
        }
    }
    bool hasItsLength() const {
        struct stat info = {};
        return ::fstat(handle_.get(), &info) == 0 && info.st_size == header_.tableOffset + header_.tableBytes;
    }

    FileHandle handle_;  ///< holds the shared lock
    std::unique_ptr<GuardedMapping> mapping_;
    mutable std::atomic<bool> lost_{false};  ///< what was there could not be read from the file any more
    CacheHeader header_;
    std::vector<uint64_t> packed_;  ///< the table as it lay in the file: what `table_` points into
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
        if (table.baseOf[i] < -1 || table.baseOf[i] >= bases || table.labels[i] < -1 || table.labels[i] >= labels)
            return false;
        if (table.nameEnds[i] < end || table.sides[i] > static_cast<uint8_t>(Side::Test)) return false;
        end = table.nameEnds[i];
    }
    for (const auto& [x, y, width, height, pictureWidth, pictureHeight] : table.tiles.places)
        if (width == 0 || height == 0 || uint64_t{x} + width > pictureWidth || uint64_t{y} + height > pictureHeight)
            return false;
    return table.bases.size() == table.basePrefixes.size();
}

/// Whether a file that cannot be opened is damaged, and not only of another version.
bool isCurrent(const FileHandle& handle) {
    CacheHeader header;
    const bool read = ::pread(handle.get(), &header, sizeof header, 0) == static_cast<ssize_t>(sizeof header);
    return !read || header.magic != CacheHeader::kMagic || header.isKnown() || header.headerHash != header.ownHash();
}

bool sound(const CacheHeader& header, int64_t fileBytes) {
    if (header.magic != CacheHeader::kMagic || !header.isKnown() || header.headerHash != header.ownHash()) return false;
    return header.count > 0 && header.fit <= static_cast<uint32_t>(Fit::Tiles) && header.channels >= 1 &&
           header.channels <= kMostChannels && header.background[3] <= static_cast<uint8_t>(Axes::ChannelLast) &&
           header.tableOffset >= kPixelsOffset + pixelBytesOf(header) && header.tableOffset % 8 == 0 &&
           header.tableBytes >= 0 && header.tableOffset + header.tableBytes == fileBytes;
}

/// Reads rather than maps: what is only looked through needs no memory of the process, and a disk that fails is an
/// error.
bool pixelsAreWhole(const FileHandle& handle, const CacheHeader& header, const TableView& table,
                    const CacheCheck& check) {
    const auto bytes = static_cast<int64_t>(header.size) * header.size * header.channels,
               together = std::max<int64_t>(1, kCheckedTogether / bytes);
    const auto blocks = static_cast<size_t>((header.count + together - 1) / together);
    std::atomic<bool> whole{true};
    std::atomic<size_t> done{0};
    std::mutex reporting;
    inParallel(blocks, check.threads, [&](size_t block) {
        if (check.stop.stop_requested()) throw Cancelled();
        const int64_t begin = static_cast<int64_t>(block) * together, end = std::min(begin + together, header.count);
        const auto length = static_cast<size_t>((end - begin) * bytes);
        const std::unique_ptr<uint8_t[]> pixels(new uint8_t[length]);
        if (!readExactly(handle, kPixelsOffset + begin * bytes, {pixels.get(), length})) whole = false;
        for (int64_t i = begin; i < end && whole; ++i) {
            const Hash128 hash =
                Hash128::of(std::span<const uint8_t>(pixels.get() + (i - begin) * bytes, static_cast<size_t>(bytes)));
            if (hash != Hash128{table.pixelHashes[2 * i], table.pixelHashes[2 * i + 1]}) whole = false;
        }
        const size_t reached = ++done;
        if (check.progress && reached % kBlocksPerReport == 0) {
            const std::lock_guard lock(reporting);
            check.progress({"Checking images", std::min(static_cast<int64_t>(reached) * together, header.count),
                            header.count, -1});
        }
        return whole.load();
    });
    return whole;
}

}  // namespace

std::shared_ptr<const StoredImages> openCachedFile(FileHandle handle, const Place* place, const CacheCheck* check,
                                                   int64_t mappedAtMost) {
    struct stat info = {};
    CacheHeader header;
    if (::fstat(handle.get(), &info) != 0 ||
        ::pread(handle.get(), &header, sizeof header, 0) != static_cast<ssize_t>(sizeof header))
        return nullptr;
    if (!sound(header, info.st_size)) return nullptr;
    std::unique_ptr<GuardedMapping> mapping;
    if (pixelBytesOf(header) <= mappedAtMost) {
        mapping = std::make_unique<GuardedMapping>(handle, static_cast<size_t>(info.st_size));
        if (!mapping->start()) return nullptr;
    }
    // In memory of its own: its numbers say where things lie, and must not become others when the file does.
    std::vector<uint64_t> packed(static_cast<size_t>((header.tableBytes + 7) / 8));
    const std::span<uint8_t> bytes(reinterpret_cast<uint8_t*>(packed.data()), static_cast<size_t>(header.tableBytes));
    if (!readExactly(handle, header.tableOffset, bytes)) return nullptr;
    if (Hash128::of(bytes) != Hash128{header.tableHashLow, header.tableHashHigh}) return nullptr;
    TableView table;
    if (!viewTable(bytes, header, table) || !consistent(table, header.count)) return nullptr;
    if (check && !pixelsAreWhole(handle, header, table, *check)) return nullptr;
    if (place && !put(table, *place)) return nullptr;
    const timespec used[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
    ::futimens(handle.get(), used);  // where it fails the set only looks older than it is
    return std::make_shared<CachedImageSet>(std::move(handle), std::move(mapping), header, std::move(packed),
                                            std::move(table),
                                            place ? static_cast<int64_t>(place->unreadable.size()) : 0);
}

std::shared_ptr<const StoredImages> openCached(const fs::path& file, const Place* place, CacheCheck& check) {
    FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!handle) return nullptr;
    ::flock(handle.get(), LOCK_SH);  // waits at most for another process that is just removing it
    const bool current = isCurrent(handle);
    std::shared_ptr<const StoredImages> images = openCachedFile(std::move(handle), place, &check);
    if (images) return images;
    check.damaged = check.damaged || current;
    ::unlink(file.c_str());
    return nullptr;
}

}  // namespace zscape
