#include "engine/data/tile_source.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/in_parallel.h"
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

/// Bytes of the cache that are reserved before anything is decoded.
constexpr int64_t kMostReserved = int64_t{4} << 30;

/// A picture that is not held as a whole. It is looked over once before the first tile is cut: what its edge is like,
/// and that all of it can be read.
struct Large {
    std::unique_ptr<RowsOfPicture> rows;
    std::mutex mutex;  ///< held while it is looked over; guards what follows
    bool looked = false;
    std::optional<PictureBackground> background;
    FileFacts facts;
    std::exception_ptr failure;
    bool isLast = false;
    std::atomic<bool> told{false};  ///< as Whole::told
};

/// What is decoded and kept together: a picture, or some rows of tiles of a large one.
struct Piece {
    size_t picture = 0;
    int64_t firstTile = 0;  ///< a candidate
    int top = 0, rows = 0;  ///< of the shrunk picture; 0: all that there are
};

/// A picture at the scale of the tiles, or some rows of it, or why there is none. Written by the thread that decodes
/// it, before others see it.
struct Whole {
    cv::Mat picture;                                ///< empty: it was no image and was not said to be one, or it failed
    const PictureBackground* background = nullptr;  ///< `own`, or that of the large picture it is of
    std::optional<PictureBackground> own;
    std::exception_ptr failure;
    bool isLast = false;  ///< after this failure nothing more can be read
    FileFacts facts;
    std::atomic<bool> ownTold{false};
    std::atomic<bool>* told = &ownTold;  ///< one of its picture's tiles has said what was found in it
};

class TileSource final : public PictureSource {
public:
    TileSource(PictureSource& pictures, const Target& target, const TilesHeld& held)
        : pictures_(pictures),
          target_(target),
          limits_(held),
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
        layPieces(stop);
        begun_.assign(pieces_.size(), false);
    }

    std::vector<cv::Size> sizes(const Target&, const std::stop_token&) const override {
        return std::vector<cv::Size>(static_cast<size_t>(candidates()), {target_.size, target_.size});
    }

    cv::Mat read(int64_t candidate, const Target&, Scratch& scratch) const override {
        const size_t piece = pieceOf(candidate), picture = pieces_[piece].picture;
        const int64_t tile = candidate - firsts_[picture];
        const std::shared_ptr<Whole> whole = wholeOf(piece, scratch);
        leave(piece);
        scratch.facts = {};
        if (whole->failure) {
            if (tile > 0 && !whole->isLast) return {};
            std::rethrow_exception(whole->failure);
        }
        if (whole->picture.empty()) return {};
        const cv::Rect part = gridOf(picture).part(tile) - cv::Point(0, pieces_[piece].top);
        if (target_.tiling.emptyPercent > 0 &&
            whole->background->fills(whole->picture(part), target_.tiling.emptyPercent)) {
            emptyTiles_.fetch_add(1, std::memory_order_relaxed);
            return {};
        }
        scratch.facts = whole->facts;
        // What is counted is counted once of each picture.
        if (whole->told->exchange(true)) {
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
    /// A piece that some of its tiles are still to be read of.
    struct Held {
        std::shared_ptr<Whole> whole;  ///< null: it is being decoded
        int64_t tilesLeft = 0;
        int64_t bytes = 0;
    };

    size_t pictureOf(int64_t candidate) const {
        return static_cast<size_t>(std::upper_bound(firsts_.begin(), firsts_.end(), candidate) - firsts_.begin()) - 1;
    }
    size_t pieceOf(int64_t candidate) const {
        const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), candidate,
                                            [](int64_t tile, const Piece& piece) { return tile < piece.firstTile; });
        return static_cast<size_t>(after - pieces_.begin()) - 1;
    }
    int64_t of(int64_t candidate) const { return static_cast<int64_t>(pictureOf(candidate)); }
    TileGrid gridOf(size_t picture) const { return {sizes_[picture], target_.size, target_.tiling}; }
    cv::Size shrunkOf(size_t picture) const { return shrunkSize(sizes_[picture], target_.tiling); }
    int64_t bytesOfRow(size_t picture) const { return int64_t{shrunkOf(picture).width} * target_.channels; }
    int64_t bytesOf(const Piece& piece) const {
        return bytesOfRow(piece.picture) * (piece.rows > 0 ? piece.rows : shrunkOf(piece.picture).height);
    }
    int64_t tilesOf(size_t piece) const {
        return (piece + 1 < pieces_.size() ? pieces_[piece + 1].firstTile : firsts_.back()) - pieces_[piece].firstTile;
    }

    /// A picture is one piece, but for one that is too large to be held where its rows can be read alone.
    void layPieces(const std::stop_token& stop) {
        pieces_.clear();
        large_.clear();
        for (size_t i = 0; i < sizes_.size(); ++i) {
            std::unique_ptr<RowsOfPicture> rows;
            if (!sizes_[i].empty() && bytesOfRow(i) * shrunkOf(i).height > limits_.ahead)
                rows = pictures_.rowsOf(static_cast<int64_t>(i), target_, stop);
            if (!rows) {
                pieces_.push_back({i, firsts_[i], 0, 0});
                continue;
            }
            large_[i].rows = std::move(rows);
            const TileGrid grid = gridOf(i);
            for (int64_t tile = 0; tile < grid.count();) {
                const int64_t begin = tile;
                const int top = grid.part(begin).y;
                int bottom = top;
                for (; tile < grid.count(); tile += grid.columns()) {
                    const cv::Rect part = grid.part(tile);
                    if (tile > begin && bytesOfRow(i) * (part.y + part.height - top) > limits_.piece) break;
                    bottom = part.y + part.height;
                }
                pieces_.push_back({i, firsts_[i] + begin, top, bottom - top});
            }
        }
    }

    /// Waits for it, decodes it, or decodes others while it waits. \throws Cancelled
    std::shared_ptr<Whole> wholeOf(size_t piece, Scratch& scratch) const {
        std::unique_lock lock(mutex_);
        for (;;) {
            size_t decoded = piece;
            if (begun_[piece]) {
                const Held& held = held_.at(piece);
                if (held.whole) return held.whole;
                decoded = nextAhead(piece);
            }
            if (decoded == pieces_.size()) {
                if (!changed_.wait(lock, scratch.stop, [&] { return held_.at(piece).whole != nullptr; }))
                    throw Cancelled();
                continue;
            }
            begin(decoded);
            lock.unlock();
            std::shared_ptr<Whole> whole = decode(pieces_[decoded], scratch);
            lock.lock();
            held_.at(decoded).whole = std::move(whole);
            changed_.notify_all();
        }
    }

    /// Guarded by mutex_.
    void begin(size_t piece) const {
        begun_[piece] = true;
        const int64_t bytes = bytesOf(pieces_[piece]);
        held_[piece] = {nullptr, tilesOf(piece), bytes};
        heldBytes_ += bytes;
    }

    /// The first piece behind `piece` that nobody has begun with; pieces_.size() where there is none or no room.
    /// Guarded by mutex_.
    size_t nextAhead(size_t piece) const {
        ahead_ = std::max(ahead_, piece);
        while (ahead_ < begun_.size() && begun_[ahead_]) ++ahead_;
        if (ahead_ == pieces_.size()) return ahead_;
        return heldBytes_ + bytesOf(pieces_[ahead_]) <= limits_.ahead ? ahead_ : pieces_.size();
    }

    /// One tile less is to come of it.
    void leave(size_t piece) const {
        const std::lock_guard lock(mutex_);
        const auto held = held_.find(piece);
        if (--held->second.tilesLeft > 0) return;
        heldBytes_ -= held->second.bytes;
        held_.erase(held);
    }

    std::shared_ptr<Whole> decode(const Piece& piece, Scratch& scratch) const {
        auto whole = std::make_shared<Whole>();
        const auto large = large_.find(piece.picture);
        try {
            if (large != large_.end()) {
                decodeRows(piece, large->second, *whole, scratch);
                return whole;
            }
            scratch.facts = {};
            whole->picture = pictures_.read(static_cast<int64_t>(piece.picture), target_, scratch);
            whole->facts = scratch.facts;
            if (whole->picture.empty()) return whole;
            requireSize(piece.picture, whole->picture.size());
            whole->own.emplace(whole->picture, laid_);
            whole->background = &*whole->own;
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

    /// \throws SourceFailed where what could be read a moment ago can be no more, Cancelled
    void decodeRows(const Piece& piece, Large& large, Whole& whole, Scratch& scratch) const {
        {
            const std::lock_guard lock(large.mutex);  // what it guards does not change afterwards
            if (!large.looked) lookOver(piece.picture, large, scratch);
        }
        whole.failure = large.failure;
        whole.isLast = large.isLast;
        if (whole.failure) return;
        whole.facts = large.facts;
        whole.background = &large.background.value();
        whole.told = &large.told;
        try {
            FileFacts facts;
            whole.picture = large.rows->read(piece.top, piece.rows, scratch.stop, facts);
        } catch (const Cancelled&) {
            throw;
        } catch (const SourceFailed&) {
            throw;
        } catch (const Error& error) {
            throw SourceFailed(error);
        }
    }

    /// Of the whole picture what PictureBackground and FileFacts tell of it. Guarded by large.mutex.
    void lookOver(size_t picture, Large& large, Scratch& scratch) const {
        const cv::Size shrunk = shrunkOf(picture);
        const auto step =
            static_cast<int>(std::clamp<int64_t>(limits_.piece / 4 / bytesOfRow(picture), 1, shrunk.height));
        const auto count = static_cast<size_t>((shrunk.height + step - 1) / step);
        const auto channels = static_cast<size_t>(target_.channels);
        std::vector<std::vector<uint8_t>> edges(count);
        FileFacts found;
        std::mutex adding;  // to `found`
        std::atomic<int64_t> done{0};
        const auto tiles = static_cast<double>(firsts_[picture + 1] - firsts_[picture]);
        try {
            inParallel(count, 0, [&](size_t i) {
                const int top = static_cast<int>(i) * step;
                FileFacts facts;
                const cv::Mat rows = large.rows->read(top, std::min(step, shrunk.height - top), scratch.stop, facts);
                for (int y = 0; y < rows.rows; ++y) {
                    const auto* row = rows.ptr<uint8_t>(y);
                    const size_t bytes = channels * static_cast<size_t>(rows.cols);
                    const bool all = top + y == 0 || top + y == shrunk.height - 1;
                    edges[i].insert(edges[i].end(), row, row + (all ? bytes : channels));
                    if (!all && rows.cols > 1) edges[i].insert(edges[i].end(), row + bytes - channels, row + bytes);
                }
                // It is read twice: this is half of it.
                if (scratch.told)
                    scratch.told(tiles / 2 * static_cast<double>(done.fetch_add(1) + 1) / static_cast<double>(count));
                const std::lock_guard lock(adding);
                facts.notNumbers += found.notNumbers;
                facts.transparent = facts.transparent || found.transparent;
                found = std::move(facts);
                return true;
            });
            std::vector<uint8_t> edge;
            for (const std::vector<uint8_t>& some : edges) edge.insert(edge.end(), some.begin(), some.end());
            // In one row all pixels are at the edge.
            large.background.emplace(
                cv::Mat(1, static_cast<int>(edge.size() / channels), CV_8UC(target_.channels), edge.data()), laid_);
            large.facts = std::move(found);
        } catch (const Cancelled&) {
            throw;
        } catch (const SourceFailed&) {
            large.isLast = true;
            large.failure = std::current_exception();
        } catch (...) {
            large.failure = std::current_exception();
        }
        large.looked = true;
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
    const TilesHeld limits_;
    const std::vector<uint8_t> laid_;
    std::vector<cv::Size> sizes_;  ///< of the pictures, after prepare(); 0 x 0: one tile, which says what is wrong
    std::vector<Piece> pieces_;    ///< after prepare(), in the order of the tiles
    mutable std::map<size_t, Large> large_;  ///< by picture, after prepare()
    std::vector<int64_t> firsts_{0};         ///< of each picture its first tile, and how many there are in all
    mutable std::atomic<int64_t> emptyTiles_{0};

    mutable std::mutex mutex_;
    mutable std::condition_variable_any changed_;  ///< of held_
    mutable std::vector<bool> begun_;              ///< of the pieces; guarded by mutex_
    mutable std::map<size_t, Held> held_;          ///< by piece; guarded by mutex_
    mutable int64_t heldBytes_ = 0;                ///< guarded by mutex_
    mutable size_t ahead_ = 0;  ///< guarded by mutex_: no piece before it is decoded ahead of its turn any more
};

}  // namespace

std::unique_ptr<PictureSource> makeTileSource(PictureSource& pictures, const Target& target, const TilesHeld& held) {
    return std::make_unique<TileSource>(pictures, target, held);
}

}  // namespace zscape
