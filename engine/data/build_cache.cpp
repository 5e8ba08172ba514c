#include "engine/data/build_cache.h"

#include "engine/core/paths.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace zscape {

namespace {

using Clock = std::chrono::steady_clock;

/// Profiles that are counted by their names; a camera may write its number into each.
constexpr size_t kProfilesCounted = 64;
constexpr const char* kOtherProfiles = "other colour profiles";

/// Some neighbouring candidates, read.
struct Block {
    int64_t index = 0;
    std::vector<uint8_t> pixels;
    std::vector<int64_t> kept;     ///< candidates whose pixels are in `pixels`, ascending
    std::vector<uint64_t> hashes;  ///< two numbers for each of them
    std::vector<UnreadableFile> unreadable;
    int64_t notNumberPixels = 0, notNumberPictures = 0, damagedProfiles = 0, transparentPictures = 0;
    int64_t animations = 0;
    std::map<std::string, int64_t> converted;
};

/// Threads take blocks in order, read them side by side, and whoever completes the oldest one writes it and those
/// after it that are ready: an image's final place is known only when all before it are read.
class Builder {
public:
    Builder(const PictureSource& source, const Target& target, CacheWriter& writer, const ImportOptions& options,
            std::stop_token stop)
        : source_(source),
          target_(target),
          writer_(writer),
          options_(options),
          stop_(std::move(stop)),
          threads_(options.threads > 0 ? options.threads
                                       : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
          imageBytes_(static_cast<size_t>(target.imageBytes())),
          blockLength_(std::clamp<int64_t>(static_cast<int64_t>((128 << 10) / imageBytes_), 4, 256)),
          blocks_((source.candidates() + blockLength_ - 1) / blockLength_),
          ahead_(int64_t{8} * threads_),
          started_(Clock::now()) {}

    void run() {
        {
            std::vector<std::jthread> helpers;
            for (int i = 1; i < threads_; ++i) helpers.emplace_back([this] { work(); });
            work();
        }
        if (failure_) std::rethrow_exception(failure_);
        if (stop_.stop_requested()) throw Cancelled();
        report(true);
    }

    const std::vector<int64_t>& kept() const { return kept_; }
    std::vector<uint64_t>& hashes() { return hashes_; }
    std::vector<UnreadableFile>& unreadable() { return unreadable_; }
    StoredValues values() const {
        return {target_.range,    notNumberPixels_,     notNumberPictures_, converted_,
                damagedProfiles_, transparentPictures_, animations_};
    }

private:
    void work() {
        try {
            Scratch scratch;
            scratch.stop = stop_;
            scratch.ahead = [this](double more) {
                begun_.fetch_add(more, std::memory_order_relaxed);
                report(false);
            };
            double told = 0;
            scratch.told = [&scratch, &told](double part) { scratch.ahead(part - std::exchange(told, part)); };
            while (const std::optional<int64_t> index = take()) deliver(readBlock(*index, scratch, told));
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::current_exception();
            changed_.notify_all();
        }
    }

    std::optional<int64_t> take() {
        std::unique_lock lock(mutex_);
        const auto ready = [this] { return failure_ || next_ >= blocks_ || next_ - written_ < ahead_; };
        if (!changed_.wait(lock, stop_, ready) || failure_ || next_ >= blocks_ || stop_.stop_requested())
            return std::nullopt;
        return next_++;
    }

    /// \param told the part of the candidate that is being read that is in begun_
    Block readBlock(int64_t index, Scratch& scratch, double& told) {
        Block block;
        block.index = index;
        const int64_t begin = index * blockLength_, end = std::min(begin + blockLength_, source_.candidates());
        block.pixels.reserve(static_cast<size_t>(end - begin) * imageBytes_);
        for (int64_t candidate = begin; candidate < end; ++candidate) {
            if (stop_.stop_requested()) throw Cancelled();
            report(false);
            try {
                scratch.facts = {};
                const cv::Mat picture = source_.read(candidate, target_, scratch);
                if (!picture.empty()) {
                    block.notNumberPixels += scratch.facts.notNumbers;
                    block.notNumberPictures += scratch.facts.notNumbers > 0 ? 1 : 0;
                    block.damagedProfiles += scratch.facts.colours.damaged ? 1 : 0;
                    block.transparentPictures += scratch.facts.transparent ? 1 : 0;
                    block.animations += scratch.facts.moreFrames ? 1 : 0;
                    if (!scratch.facts.colours.from.empty()) ++block.converted[scratch.facts.colours.from];
                    block.pixels.insert(block.pixels.end(), picture.data, picture.data + imageBytes_);
                    block.kept.push_back(candidate);
                    const Hash128 hash = Hash128::of(std::span(picture.data, imageBytes_));
                    block.hashes.insert(block.hashes.end(), {hash.low, hash.high});
                }
            } catch (const Cancelled&) {
                throw;
            } catch (const SourceFailed&) {
                throw;
            } catch (const std::exception& error) {
                // Nothing is kept of a file that there was no memory for (FileSource::read); of an array it could not
                // be told apart later.
                if (source_.baseOf(candidate) < 0 && !dynamic_cast<const Error*>(&error)) throw;
                block.unreadable.push_back({fileOf(candidate), describeCurrentException()});
            }
            if (told != 0) begun_.fetch_sub(std::exchange(told, 0), std::memory_order_relaxed);
            decoded_.fetch_add(1, std::memory_order_relaxed);
        }
        return block;
    }

    std::filesystem::path fileOf(int64_t candidate) const {
        const int base = source_.baseOf(candidate);
        if (base < 0) return source_.nameOf(candidate);
        return std::filesystem::path(bases_[static_cast<size_t>(base)].path) / source_.nameOf(candidate);
    }

    void deliver(Block block) {
        std::unique_lock lock(mutex_);
        ready_.emplace(block.index, std::move(block));
        if (writing_) return;
        writing_ = true;
        for (auto oldest = ready_.find(written_); oldest != ready_.end() && !failure_; oldest = ready_.find(written_)) {
            const Block mine = std::move(oldest->second);
            ready_.erase(oldest);
            lock.unlock();
            write(mine);
            lock.lock();
            ++written_;
            changed_.notify_all();
        }
        writing_ = false;
    }

    /// Only by the thread that set writing_.
    void write(const Block& block) {
        const auto first = static_cast<int64_t>(kept_.size());
        if (!block.pixels.empty()) writer_.writeImages(first, block.pixels);
        kept_.insert(kept_.end(), block.kept.begin(), block.kept.end());
        hashes_.insert(hashes_.end(), block.hashes.begin(), block.hashes.end());
        unreadable_.insert(unreadable_.end(), block.unreadable.begin(), block.unreadable.end());
        notNumberPixels_ += block.notNumberPixels;
        notNumberPictures_ += block.notNumberPictures;
        damagedProfiles_ += block.damagedProfiles;
        transparentPictures_ += block.transparentPictures;
        animations_ += block.animations;
        for (const auto& [name, count] : block.converted)
            converted_[converted_.size() < kProfilesCounted || converted_.contains(name) ? name : kOtherProfiles] +=
                count;
        if (options_.onImage)
            for (size_t i = 0; i < block.kept.size(); ++i)
                options_.onImage(first + static_cast<int64_t>(i),
                                 std::span(block.pixels).subspan(i * imageBytes_, imageBytes_), target_.size,
                                 target_.channels);
    }

    /// From any thread, one at a time: who finds another one reporting goes on reading.
    void report(bool last) {
        if (!options_.onProgress || reporting_.test_and_set(std::memory_order_acquire)) return;
        const auto now = Clock::now();
        if (last || now - reported_ >= std::chrono::milliseconds(50)) {
            reported_ = now;
            const double seconds = std::chrono::duration<double>(now - started_).count();
            const int64_t total = source_.candidates(), done = decoded_.load(std::memory_order_relaxed);
            // What was begun is taken out of begun_ a moment before it is done.
            read_ = std::max(read_, static_cast<double>(done) + begun_.load(std::memory_order_relaxed));
            // Before half a second the rate says nothing yet.
            const double left =
                seconds > 0.5 && read_ > 0 ? seconds / read_ * std::max(0.0, static_cast<double>(total) - read_) : -1;
            options_.onProgress({"Reading images", done, total, last ? 0 : left, read_ - static_cast<double>(done)});
        }
        reporting_.clear(std::memory_order_release);
    }

    const PictureSource& source_;
    const Target target_;
    CacheWriter& writer_;
    const ImportOptions& options_;
    const std::stop_token stop_;
    const int threads_;
    const size_t imageBytes_;
    const int64_t blockLength_, blocks_, ahead_;
    const Clock::time_point started_;
    const std::vector<Base> bases_ = source_.bases();

    std::mutex mutex_;
    std::condition_variable_any changed_;  ///< of next_, written_, failure_
    int64_t next_ = 0;                     ///< guarded by mutex_
    int64_t written_ = 0;                  ///< guarded by mutex_: blocks before it are in the file
    bool writing_ = false;                 ///< guarded by mutex_: one thread at a time writes
    std::map<int64_t, Block> ready_;       ///< guarded by mutex_
    std::exception_ptr failure_;           ///< guarded by mutex_

    // Of the thread that set writing_; handed on under mutex_.
    std::vector<int64_t> kept_;
    std::vector<uint64_t> hashes_;
    std::vector<UnreadableFile> unreadable_;
    int64_t notNumberPixels_ = 0, notNumberPictures_ = 0, damagedProfiles_ = 0, transparentPictures_ = 0;
    int64_t animations_ = 0;
    std::map<std::string, int64_t> converted_;

    std::atomic<int64_t> decoded_{0};  ///< candidates that are done with
    std::atomic<double> begun_{0};     ///< what has been read of candidates that are not done with, in their number
    std::atomic_flag reporting_;       ///< held by the one thread that reports
    Clock::time_point reported_{};     ///< of the thread that holds reporting_
    double read_ = 0;                  ///< the same: candidates, with parts of some, that were reported
};

TileTable::Place placeFrom(const ImagePlace& place) {
    TileTable::Place stored{};
    size_t k = 0;
    for (const int64_t value : {place.x, place.y, place.width, place.height, place.pictureWidth, place.pictureHeight})
        stored[k++] = static_cast<uint32_t>(value);
    return stored;
}

CacheTable describe(const PictureSource& source, const Target& target, const std::vector<int64_t>& kept) {
    CacheTable table;
    table.tiles.tiling = target.tiling;
    table.tiles.empty = source.emptyTiles();
    table.labelNames = source.labelNames();
    table.factorNames = source.factorNames();
    for (const Base& base : source.bases()) {
        table.bases.push_back(base.path);
        table.basePrefixes.push_back(base.prefix);
    }
    for (const int64_t candidate : kept) {
        table.labels.push_back(source.labelOf(candidate));
        table.baseOf.push_back(source.baseOf(candidate));
        table.sides.push_back(static_cast<uint8_t>(source.sideOf(candidate)));
        table.names += source.nameOf(candidate);
        table.nameEnds.push_back(table.names.size());
        table.pages.push_back(static_cast<uint32_t>(source.pageOf(candidate)));
        if (target.fit == Fit::Tiles) table.tiles.places.push_back(placeFrom(source.placeOf(candidate)));
        for (size_t i = 0; i < table.factorNames.size(); ++i)
            table.factors.push_back(source.factor(candidate, static_cast<int>(i)));
    }
    if (std::all_of(table.pages.begin(), table.pages.end(), [](uint32_t page) { return page == 0; }))
        table.pages.clear();
    return table;
}

/// The same wherever the pictures lie and however they are labelled.
Hash128 fingerprintOf(Hash128 contents, const Target& target) {
    contents.add(Hash128::of("zscape images 2" + textOf(target)));
    return contents;
}

Error noImages(const PictureSource& source, const std::vector<UnreadableFile>& unreadable) {
    if (unreadable.empty())
        return Error("data.no-images",
                     "There are no images in %1. Choose a folder with PNG, JPEG, WebP, TIFF, BMP, GIF, PNM, HEIC or "
                     "AVIF files in it.",
                     {source.title()});
    return Error("data.no-images", "None of the images in %2 could be read (%1 found). The first: %3",
                 {std::to_string(unreadable.size()), source.title(), unreadable.front().reason.sentence()});
}

}  // namespace

std::shared_ptr<const StoredImages> buildCache(PictureSource& source, const Target& target, const Hash128& key,
                                               const Place& place, const std::filesystem::path& cacheFolder,
                                               const ImportOptions& options, std::stop_token stop) {
    source.prepare(stop);
    if (source.candidates() == 0) throw noImages(source, source.unreadable());
    keepWithinBudget(cacheFolder, options.cacheBudgetBytes, kPixelsOffset + source.pictures() * target.imageBytes());
    CacheWriter writer(cacheFolder, key, target, source.pictures());
    Builder builder(source, target, writer, options, stop);
    builder.run();

    const std::vector<int64_t>& kept = builder.kept();
    if (kept.empty() && source.emptyTiles() > 0)
        throw Error("tiles.empty",
                    "All %1 tiles of %2 are background, %3 % of each or more. Set tile_empty to more, or to 0, which "
                    "keeps all.",
                    {std::to_string(source.emptyTiles()), source.title(), std::to_string(target.tiling.emptyPercent)});
    if (kept.empty()) {
        std::vector<UnreadableFile> unreadable = source.unreadable();
        unreadable.insert(unreadable.end(), builder.unreadable().begin(), builder.unreadable().end());
        throw noImages(source, unreadable);
    }
    CacheTable table = describe(source, target, kept);
    table.sources = place.sources;
    table.pixelHashes = std::move(builder.hashes());
    table.unreadable = std::move(builder.unreadable());
    table.values = builder.values();
    table.fingerprint = fingerprintOf(source.contents(kept), target).hex();
    const auto count = static_cast<int64_t>(kept.size());
    const int64_t found = count + static_cast<int64_t>(table.unreadable.size());
    return writer.finish(table, count, found, source.hasOwnSplit(), place);
}

}  // namespace zscape
