#pragma once

#include "engine/session/board.h"
#include "engine/training/trainer.h"

#include <chrono>

namespace zscape {

/// Keeps mu of every image near the newest weights: chunks in turn, each with the step of the weights that made it.
/// Belongs to the run thread.
class CodesKeeper {
public:
    explicit CodesKeeper(Board& board) : board_(board) {}

    /// A new model or new images: nothing is encoded.
    void begin(int64_t images, int dimensions);
    /// No model: no snapshot.
    void forget();

    /// Every chunk was made by the weights of `step`.
    bool upToDate(int64_t step) const;
    /// A chunk is missing, or was made when not even half of `step` steps were done.
    bool hasOld(int64_t step) const;
    /// Encodes the next chunk in turn that is older than the trainer's weights. Turns leap over the images, for those of a
    /// label often lie side by side. Where codes must be searched for, a piece of it, so that a command need not wait long.
    void encodeNext(Trainer& trainer);
    /// Publishes what is new, at most kPublishesPerSecond times a second unless `now`.
    void publish(bool now);

    static constexpr double kPublishesPerSecond = 2;  ///< each makes the window project, glide and draw all points
    static constexpr int64_t kSearchedAtOnce = 8;  ///< images whose codes are searched for in one turn

private:
    Board& board_;
    CodesSnapshot snapshot_;
    size_t next_ = 0, leap_ = 1;
    std::shared_ptr<CodeChunk> begun_;  ///< a chunk that is not whole yet
    size_t begunAt_ = 0;
    bool changed_ = false;
    std::chrono::steady_clock::time_point published_{};
};

}  // namespace zscape
