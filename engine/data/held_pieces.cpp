#include "engine/data/held_pieces.h"

#include "engine/core/error.h"

#include <algorithm>
#include <utility>

namespace zscape {

HeldPieces::HeldPieces(std::vector<Piece> pieces, int64_t ahead, Decode decode)
    : pieces_(std::move(pieces)),
      mostAhead_(ahead),
      decode_(std::move(decode)),
      begun_(pieces_.size(), false) {}

std::shared_ptr<const TilePiece> HeldPieces::take(size_t piece, Scratch& scratch) {
    std::unique_lock lock(mutex_);
    for (;;) {
        size_t decoded = piece;
        if (begun_[piece]) {
            if (held_.at(piece).decoded) return handOver(piece);
            decoded = nextAhead(piece);
        }
        if (decoded == pieces_.size()) {
            if (!changed_.wait(lock, scratch.stop, [&] { return held_.at(piece).decoded != nullptr; }))
                throw Cancelled();
            continue;
        }
        begin(decoded);
        lock.unlock();
        std::shared_ptr<const TilePiece> made = decode_(decoded, scratch);
        lock.lock();
        held_.at(decoded).decoded = std::move(made);
        changed_.notify_all();
    }
}

/// Guarded by mutex_.
void HeldPieces::begin(size_t piece) {
    begun_[piece] = true;
    held_[piece] = {nullptr, pieces_[piece].tiles};
    heldBytes_ += pieces_[piece].bytes;
}

/// The first piece behind `piece` that nobody has begun with; pieces_.size() where there is none or no room.
/// Guarded by mutex_.
size_t HeldPieces::nextAhead(size_t piece) {
    ahead_ = std::max(ahead_, piece);
    while (ahead_ < begun_.size() && begun_[ahead_]) ++ahead_;
    if (ahead_ == pieces_.size()) return ahead_;
    return heldBytes_ + pieces_[ahead_].bytes <= mostAhead_ ? ahead_ : pieces_.size();
}

/// One tile less is to come of it. Guarded by mutex_.
std::shared_ptr<const TilePiece> HeldPieces::handOver(size_t piece) {
    const auto held = held_.find(piece);
    std::shared_ptr<const TilePiece> decoded = held->second.decoded;
    if (--held->second.tilesLeft > 0) return decoded;
    heldBytes_ -= pieces_[piece].bytes;
    held_.erase(held);
    return decoded;
}

}  // namespace zscape
