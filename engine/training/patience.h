#pragma once

#include <cstdint>
#include <limits>

namespace zscape {

/// How long ago a loss was better, in epochs. Decides when a run ends by itself, in a session and in an experiment.
class Patience {
public:
    /// The loss after one more epoch. One that is not finite, or equal to the best, is no better.
    void tell(double epoch, double loss);
    /// What a loss is made of has changed or still does: those of before compare with none that comes.
    void beginAnew() { *this = Patience(); }
    /// The epochs that were waited count no more; the best stays the one to beat.
    void waitAnew() { waited_ = 0; }

    int64_t waited() const { return waited_; }                                     ///< epochs told since the best
    bool isOver(int64_t epochs) const { return epochs > 0 && waited_ >= epochs; }  ///< 0: never
    double best() const { return best_; }                                          ///< infinity: nothing was told
    double bestEpoch() const { return bestEpoch_; }                                ///< below 0: nothing was told

private:
    double best_ = std::numeric_limits<double>::infinity();
    double bestEpoch_ = -1;
    int64_t waited_ = 0;
};

}  // namespace zscape
