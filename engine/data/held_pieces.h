#pragma once

#include "engine/data/picture_source.h"
#include "engine/data/tile_piece.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace zscape {

/// Hands pieces to the threads that cut tiles of them. Each is decoded once, by whichever thread comes to it, and kept
/// until all of its tiles were taken; meanwhile threads that wait for it decode those after it. From several threads.
class HeldPieces {
public:
    struct Piece {
        int64_t tiles = 0;  ///< 1 or more
        int64_t bytes = 0;  ///< that it takes while it is held
    };
    using Decode = std::function<std::shared_ptr<TilePiece>(size_t piece, Scratch& scratch)>;

    /// \param ahead bytes, at most, of what is decoded before its turn
    /// \param decode called on the threads of take(), each piece once; throws Cancelled alone
    HeldPieces(std::vector<Piece> pieces, int64_t ahead, Decode decode);

    /// For one of its tiles: waits for it, decodes it, or decodes others while it waits. \throws Cancelled
    std::shared_ptr<const TilePiece> take(size_t piece, Scratch& scratch);

private:
    /// A piece that some of its tiles are still to be read of.
    struct Held {
        std::shared_ptr<const TilePiece> decoded;  ///< null: it is being decoded
        int64_t tilesLeft = 0;
    };
    void begin(size_t piece);
    size_t nextAhead(size_t piece);
    std::shared_ptr<const TilePiece> handOver(size_t piece);

    const std::vector<Piece> pieces_;
    const int64_t mostAhead_;
    const Decode decode_;
    std::mutex mutex_;
    std::condition_variable_any changed_;  ///< of held_
    std::vector<bool> begun_;              ///< of the pieces; guarded by mutex_
    std::map<size_t, Held> held_;          ///< by piece; guarded by mutex_
    int64_t heldBytes_ = 0;                ///< guarded by mutex_
    size_t ahead_ = 0;  ///< guarded by mutex_: no piece before it is decoded ahead of its turn any more
};

}  // namespace zscape
