#pragma once

#include <cstdint>

namespace zscape {

/// How much of a training run may go into looking at it: codes for the plane, reconstructions to follow.
/// Codes age quickly at first and slowly later, so a few seconds of looks are granted each time that the number of steps
/// has doubled; what they take is not saved up again afterwards. Belongs to the run thread.
class LookBudget {
public:
    static constexpr double kShare = 0.02;          ///< of the training's time
    static constexpr double kFirstShare = 0.03;     ///< the same, for codes that are older than half of the steps
    static constexpr double kFirstSeconds = 6;      ///< at most, for each doubling

    /// A stretch of training begins.
    void begin() { *this = LookBudget(); }
    void trained(double seconds, int64_t step) {
        trained_ += seconds;
        if (step < 2 * doubledAt_) return;
        doubledAt_ = step;
        trainedAtDoubling_ = trained_;
        firstLooked_ = 0;
    }
    /// `old`: the looks wanted are at codes that are missing or older than half of the steps.
    bool allows(bool old) const { return isFirst(old) ? firstLooked_ <= kFirstShare * (trained_ - trainedAtDoubling_) : looked_ <= kShare * trained_; }
    void looked(double seconds, bool old) { (isFirst(old) ? firstLooked_ : looked_) += seconds; }

private:
    bool isFirst(bool old) const { return old && firstLooked_ < kFirstSeconds; }

    double trained_ = 0;  ///< seconds, without looks
    double looked_ = 0;
    double firstLooked_ = 0;
    double trainedAtDoubling_ = 0;
    int64_t doubledAt_ = 1;
};

}  // namespace zscape
