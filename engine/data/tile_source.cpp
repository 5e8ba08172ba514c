#include "engine/data/tile_source.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/held_pieces.h"
#include "engine/data/large_picture.h"
#include "engine/data/source_failed.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

namespace zscape {

namespace {

/// Bytes of the cache that are reserved before anything is decoded.
constexpr int64_t kMostReserved = int64_t{4} << 30;

/// Some rows of tiles of a picture.
struct RowsOfTiles {
    size_t picture = 0;
    int64_t firstTile = 0;  ///< a candidate
    int top = 0, rows = 0;  ///< of the shrunk picture; 0: all that there are
};

/// What is told of a picture while it is read goes to `share`, and not to whoever asked for a tile of it.
class ToldAside {
public:
    ToldAside(Scratch& scratch, ReadShare& share)
        : scratch_(scratch),
          before_(std::exchange(scratch.told, [&share](double part) { share.tell(part); })) {}
    ~ToldAside() { scratch_.told = std::move(before_); }
    ToldAside(const ToldAside&) = delete;
    ToldAside& operator=(const ToldAside&) = delete;

private:
    Scratch& scratch_;
    std::function<void(double part)> before_;
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
        std::vector<HeldPieces::Piece> held;
        held.reserve(pieces_.size());
        for (size_t i = 0; i < pieces_.size(); ++i) held.push_back({tilesOf(i), bytesOf(pieces_[i])});
        held_ = std::make_unique<HeldPieces>(std::move(held), limits_.ahead,
                                             [this](size_t piece, Scratch& scratch) { return decode(piece, scratch); });
    }

    std::vector<cv::Size> sizes(const Target&, const std::stop_token&) const override {
        return std::vector<cv::Size>(static_cast<size_t>(candidates()), {target_.size, target_.size});
    }

    cv::Mat read(int64_t candidate, const Target&, Scratch& scratch) const override {
        const size_t piece = pieceOf(candidate), picture = pieces_[piece].picture;
        const int64_t tile = candidate - firsts_[picture];
        const std::shared_ptr<const TilePiece> whole = held_->take(piece, scratch);
        if (scratch.ahead) scratch.ahead(-1);
        if (const auto large = large_.find(picture); large != large_.end()) large->second->tileTaken();
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
    size_t pictureOf(int64_t candidate) const {
        return static_cast<size_t>(std::upper_bound(firsts_.begin(), firsts_.end(), candidate) - firsts_.begin()) - 1;
    }
    size_t pieceOf(int64_t candidate) const {
        const auto after =
            std::upper_bound(pieces_.begin(), pieces_.end(), candidate,
                             [](int64_t tile, const RowsOfTiles& piece) { return tile < piece.firstTile; });
        return static_cast<size_t>(after - pieces_.begin()) - 1;
    }
    int64_t of(int64_t candidate) const { return static_cast<int64_t>(pictureOf(candidate)); }
    TileGrid gridOf(size_t picture) const { return {sizes_[picture], target_.size, target_.tiling}; }
    cv::Size shrunkOf(size_t picture) const { return shrunkSize(sizes_[picture], target_.tiling); }
    int64_t bytesOfRow(size_t picture) const { return int64_t{shrunkOf(picture).width} * target_.channels; }
    int64_t bytesOf(const RowsOfTiles& piece) const {
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
            large_.emplace(i, std::make_unique<LargePicture>(std::move(rows), shrunkOf(i), laid_, limits_.piece / 4,
                                                             firsts_[i + 1] - firsts_[i]));
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

    std::shared_ptr<TilePiece> decode(size_t index, Scratch& scratch) const {
        const RowsOfTiles& piece = pieces_[index];
        const auto tiles = static_cast<double>(tilesOf(index));
        auto whole = std::make_shared<TilePiece>();
        try {
            if (const auto large = large_.find(piece.picture); large != large_.end()) {
                const ReadShare share(scratch.ahead, tiles * (1 - LargePicture::kLookedOver));
                large->second->read(piece.top, piece.rows, *whole, scratch);
                return whole;
            }
            readWhole(piece.picture, tiles, *whole, scratch);
        } catch (const Cancelled&) {
            throw;
        } catch (const SourceFailed&) {
            whole->isLast = true;
            whole->fail();
        } catch (...) {
            whole->fail();
        }
        return whole;
    }

    void readWhole(size_t picture, double tiles, TilePiece& into, Scratch& scratch) const {
        ReadShare share(scratch.ahead, tiles);
        {
            const ToldAside aside(scratch, share);
            scratch.facts = {};
            into.picture = pictures_.read(static_cast<int64_t>(picture), target_, scratch);
        }
        into.facts = scratch.facts;
        if (into.picture.empty()) return;
        requireSize(picture, into.picture.size());
        into.own.emplace(into.picture, laid_);
        into.background = &*into.own;
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
    std::vector<cv::Size> sizes_;      ///< of the pictures, after prepare(); 0 x 0: one tile, which says what is wrong
    std::vector<RowsOfTiles> pieces_;  ///< after prepare(), in the order of the tiles
    std::map<size_t, std::unique_ptr<LargePicture>> large_;  ///< by picture, after prepare()
    std::vector<int64_t> firsts_{0};    ///< of each picture its first tile, and how many there are in all
    std::unique_ptr<HeldPieces> held_;  ///< of pieces_, after prepare()
    mutable std::atomic<int64_t> emptyTiles_{0};
};

}  // namespace

std::unique_ptr<PictureSource> makeTileSource(PictureSource& pictures, const Target& target, const TilesHeld& held) {
    return std::make_unique<TileSource>(pictures, target, held);
}

}  // namespace zscape
