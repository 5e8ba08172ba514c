#include "engine/data/tile_source.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/source_failed.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

namespace zscape {

namespace {

/// Of pictures that are decoded before their turn.
constexpr int64_t kKeptAhead = int64_t{512} << 20;

/// Bytes of the cache that are reserved before anything is decoded.
constexpr int64_t kMostReserved = int64_t{4} << 30;

/// A picture at the scale of the tiles, or why there is none. Written by the thread that decodes it, before others see
/// it.
struct Whole {
    cv::Mat picture;  ///< empty: it was no image and was not said to be one, or it failed
    std::optional<PictureBackground> background;
    std::exception_ptr failure;
    bool isLast = false;  ///< after this failure nothing more can be read
    FileFacts facts;
    std::atomic<bool> told{false};  ///< one of its tiles has said what was found in it
};

class TileSource final : public PictureSource {
public:
    TileSource(PictureSource& pictures, const Target& target)
        : pictures_(pictures),
          target_(target),
          laid_(inChannels(target.background, target.channels)) {}

    int64_t candidates() const override { return firsts_.back(); }
    /// Headers may say anything, and much may be background: what is more than this gets its room when it comes.
    int64_t pictures() const override { return std::min(candidates(), kMostReserved / target_.imageBytes()); }
    Hash128 identity() const override { return pictures_.identity(); }
    std::vector<SourceFile> files() const override { return pictures_.files(); }
    std::filesystem::path pathOfFile(size_t index) const override { return pictures_.pathOfFile(index); }

    /// Of the same pictures and the same target the tiles are the same.
    Hash128 contents(const std::vector<int64_t>& kept) const override {
        std::vector<int64_t> pictures;
        for (const int64_t tile : kept)
            if (const auto picture = static_cast<int64_t>(pictureOf(tile));
                pictures.empty() || pictures.back() != picture)
                pictures.push_back(picture);
        return pictures_.contents(pictures);
    }

    Target targetFor(const ImportSettings& settings) const override { return pictures_.targetFor(settings); }
    ValueSample sampleValues(const Target& target, const ImportOptions& options, SampleFor purpose) const override {
        return pictures_.sampleValues(target, options, purpose);
    }
    bool namesWebP() const override { return pictures_.namesWebP(); }
    BackgroundGuess guessBackground(const ImportOptions& options, const Target& target) const override {
        return pictures_.guessBackground(options, target);
    }
    FileNumbers numbers() const override { return pictures_.numbers(); }
    SourceSummary summary() const override { return pictures_.summary(); }

    void prepare(std::stop_token stop) override {
        pictures_.prepare(stop);
        sizes_ = pictures_.sizes(target_, stop);
        firsts_ = {0};
        firsts_.reserve(sizes_.size() + 1);
        int64_t total = 0, most = 0;
        size_t mostOf = 0;
        for (size_t i = 0; i < sizes_.size(); ++i) {
            const int64_t tiles = sizes_[i].empty() ? 1 : gridOf(i).count();
            if (tiles > most) std::tie(most, mostOf) = std::pair(tiles, i);
            // Of two sides up to 2^31 each: a sum that is cut there is as good as a larger one.
            total = std::min(total + std::min(tiles, kMostTiles + 1), 2 * kMostTiles);
            firsts_.push_back(total);
        }
        if (total > kMostTiles)
            throw Error("tiles.many",
                        "The pictures give more than %1 tiles of %2 x %2 pixels, the most of them (%3) %4. Choose "
                        "larger tiles, a larger tile_scale, or less overlap.",
                        {std::to_string(kMostTiles), std::to_string(target_.size), std::to_string(most),
                         displayName(pictures_.nameOf(static_cast<int64_t>(mostOf)))});
        begun_.assign(sizes_.size(), false);
    }

    std::vector<cv::Size> sizes(const Target&, const std::stop_token&) const override {
        return std::vector<cv::Size>(static_cast<size_t>(candidates()), {target_.size, target_.size});
    }

    cv::Mat read(int64_t candidate, const Target&, Scratch& scratch) const override {
        const size_t picture = pictureOf(candidate);
        const int64_t tile = candidate - firsts_[picture];
        const std::shared_ptr<Whole> whole = wholeOf(picture, scratch);
        leave(picture);
        scratch.facts = {};
        if (whole->failure) {
            if (tile > 0 && !whole->isLast) return {};
            std::rethrow_exception(whole->failure);
        }
        if (whole->picture.empty()) return {};
        const cv::Rect part = gridOf(picture).part(tile);
        if (target_.tiling.emptyPercent > 0 &&
            whole->background.value().fills(whole->picture(part), target_.tiling.emptyPercent)) {
            emptyTiles_.fetch_add(1, std::memory_order_relaxed);
            return {};
        }
        scratch.facts = whole->facts;
        // What is counted is counted once of each picture.
        if (whole->told.exchange(true)) {
            scratch.facts.notNumbers = 0;
            scratch.facts.colours = {};
            scratch.facts.transparent = scratch.facts.moreFrames = false;
        }
        return tileOf(whole->picture, part, target_.size, laid_);
    }

    std::string nameOf(int64_t candidate) const override { return pictures_.nameOf(of(candidate)); }
    std::vector<Base> bases() const override { return pictures_.bases(); }
    int pageOf(int64_t candidate) const override { return pictures_.pageOf(of(candidate)); }
    ImagePlace placeOf(int64_t candidate) const override {
        const size_t picture = pictureOf(candidate);
        if (sizes_[picture].empty()) return {};
        return gridOf(picture).place(candidate - firsts_[picture]);
    }
    int64_t emptyTiles() const override { return emptyTiles_.load(); }
    int baseOf(int64_t candidate) const override { return pictures_.baseOf(of(candidate)); }
    int labelOf(int64_t candidate) const override { return pictures_.labelOf(of(candidate)); }
    std::vector<std::string> labelNames() const override { return pictures_.labelNames(); }
    std::vector<std::string> factorNames() const override { return pictures_.factorNames(); }
    float factor(int64_t candidate, int index) const override { return pictures_.factor(of(candidate), index); }
    bool hasOwnSplit() const override { return pictures_.hasOwnSplit(); }
    Side sideOf(int64_t candidate) const override { return pictures_.sideOf(of(candidate)); }
    SourceFindings findings() const override { return pictures_.findings(); }
    std::vector<UnreadableFile> unreadable() const override { return pictures_.unreadable(); }
    std::string title() const override { return pictures_.title(); }

private:
    /// A picture that some of its tiles are still to be read of.
    struct Held {
        std::shared_ptr<Whole> whole;  ///< null: it is being decoded
        int64_t tilesLeft = 0;
        int64_t bytes = 0;
    };

    size_t pictureOf(int64_t candidate) const {
        return static_cast<size_t>(std::upper_bound(firsts_.begin(), firsts_.end(), candidate) - firsts_.begin()) - 1;
    }
    int64_t of(int64_t candidate) const { return static_cast<int64_t>(pictureOf(candidate)); }
    TileGrid gridOf(size_t picture) const { return {sizes_[picture], target_.size, target_.tiling}; }

    /// Waits for it, decodes it, or decodes others while it waits. \throws Cancelled
    std::shared_ptr<Whole> wholeOf(size_t picture, Scratch& scratch) const {
        std::unique_lock lock(mutex_);
        for (;;) {
            size_t decoded = picture;
            if (begun_[picture]) {
                const Held& held = held_.at(picture);
                if (held.whole) return held.whole;
                decoded = nextAhead(picture);
            }
            if (decoded == sizes_.size()) {
                if (!changed_.wait(lock, scratch.stop, [&] { return held_.at(picture).whole != nullptr; }))
                    throw Cancelled();
                continue;
            }
            begin(decoded);
            lock.unlock();
            std::shared_ptr<Whole> whole = decode(decoded, scratch);
            lock.lock();
            held_.at(decoded).whole = std::move(whole);
            changed_.notify_all();
        }
    }

    /// Guarded by mutex_.
    void begin(size_t picture) const {
        begun_[picture] = true;
        const cv::Size shrunk = shrunkSize(sizes_[picture], target_.tiling);
        const int64_t bytes = int64_t{shrunk.width} * shrunk.height * target_.channels;
        held_[picture] = {nullptr, firsts_[picture + 1] - firsts_[picture], bytes};
        heldBytes_ += bytes;
    }

    /// The first picture behind `picture` that nobody has begun with; sizes_.size() where there is none or no room.
    /// Guarded by mutex_.
    size_t nextAhead(size_t picture) const {
        ahead_ = std::max(ahead_, picture);
        while (ahead_ < begun_.size() && begun_[ahead_]) ++ahead_;
        if (ahead_ == sizes_.size()) return ahead_;
        const cv::Size shrunk = shrunkSize(sizes_[ahead_], target_.tiling);
        const bool room = heldBytes_ + int64_t{shrunk.width} * shrunk.height * target_.channels <= kKeptAhead;
        return room ? ahead_ : sizes_.size();
    }

    /// One tile less is to come of it.
    void leave(size_t picture) const {
        const std::lock_guard lock(mutex_);
        const auto held = held_.find(picture);
        if (--held->second.tilesLeft > 0) return;
        heldBytes_ -= held->second.bytes;
        held_.erase(held);
    }

    std::shared_ptr<Whole> decode(size_t picture, Scratch& scratch) const {
        auto whole = std::make_shared<Whole>();
        try {
            scratch.facts = {};
            whole->picture = pictures_.read(static_cast<int64_t>(picture), target_, scratch);
            whole->facts = scratch.facts;
            if (whole->picture.empty()) return whole;
            requireSize(picture, whole->picture.size());
            whole->background.emplace(whole->picture, laid_);
        } catch (const Cancelled&) {
            throw;
        } catch (const SourceFailed&) {
            whole->isLast = true;
            fail(*whole);
        } catch (...) {
            fail(*whole);
        }
        return whole;
    }

    static void fail(Whole& whole) {
        whole.failure = std::current_exception();
        whole.picture = cv::Mat();
    }

    /// How many tiles there are was told by the header.
    void requireSize(size_t picture, const cv::Size& decoded) const {
        const std::string name = displayName(pictures_.nameOf(static_cast<int64_t>(picture)));
        if (sizes_[picture].empty())
            throw SourceFailed(Error("file.changed", "%1 was changed while it was read. Open it again.", {name}));
        const cv::Size said = shrunkSize(sizes_[picture], target_.tiling);
        if (decoded == said) return;
        throw Error("image.damaged",
                    "%1 is damaged: at the scale of the tiles it is of %2 x %3 pixels by its header, and of %4 x %5 "
                    "when it is decoded.",
                    {name, std::to_string(said.width), std::to_string(said.height), std::to_string(decoded.width),
                     std::to_string(decoded.height)});
    }

    PictureSource& pictures_;
    const Target target_;
    const std::vector<uint8_t> laid_;
    std::vector<cv::Size> sizes_;     ///< of the pictures, after prepare(); 0 x 0: one tile, which says what is wrong
    std::vector<int64_t> firsts_{0};  ///< of each picture its first tile, and how many there are in all
    mutable std::atomic<int64_t> emptyTiles_{0};

    mutable std::mutex mutex_;
    mutable std::condition_variable_any changed_;  ///< of held_
    mutable std::vector<bool> begun_;              ///< guarded by mutex_
    mutable std::map<size_t, Held> held_;          ///< guarded by mutex_
    mutable int64_t heldBytes_ = 0;                ///< guarded by mutex_
    mutable size_t ahead_ = 0;  ///< guarded by mutex_: no picture before it is decoded ahead of its turn any more
};

}  // namespace

std::unique_ptr<PictureSource> makeTileSource(PictureSource& pictures, const Target& target) {
    return std::make_unique<TileSource>(pictures, target);
}

}  // namespace zscape
