#pragma once

#include "engine/session/board.h"
#include "engine/training/trainer.h"

#include <chrono>
#include <functional>
#include <memory>

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
    /// Encodes a batch of images: first where codes are old, then where there are none, then where the trainer's weights are
    /// newer. Chunks of less than a quarter of the steps are let go, so as many points are shown as can be kept young, and
    /// more of them from one doubling of the steps to the next. Turns leap over the images, for those of a label often lie
    /// side by side. Where codes must be searched for, a few images, so that a command need not wait long.
    void encodeNext(Trainer& trainer);
    /// Publishes what is new: at once if `now`, else as soon as it is worth the window's projecting, gliding and drawing of all
    /// points.
    void publish(bool now);

    static constexpr double kWorthPublishing = 0.1;     ///< new codes, of those shown
    static constexpr double kBetweenPublishes = 1;     ///< seconds
    static constexpr double kLongestUnpublished = 2;    ///< seconds, for fewer new codes than are worth it
    static constexpr int64_t kSearchedAtOnce = 8;       ///< images whose codes are searched for in one turn

private:
    /// The next chunk in turn that is `wanted`, or how many there are.
    size_t nextOf(const std::function<bool(size_t chunk)>& wanted);
    void beginNext(const Trainer& trainer);
    void put();

    Board& board_;
    CodesSnapshot snapshot_;
    size_t next_ = 0, leap_ = 1;
    std::shared_ptr<CodeChunk> begun_;  ///< a chunk that is not whole yet
    size_t begunAt_ = 0;
    int64_t changed_ = 0;  ///< codes that are not published yet
    std::chrono::steady_clock::time_point published_{};
};

}  // namespace zscape
