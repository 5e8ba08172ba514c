#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace zscape {

/// How much of a training run may go into looking at it: codes that training does not make itself, reconstructions to follow,
/// diagnostics. Belongs to the run thread.
///
/// The first sample of points is granted a little more than the share, once for each stretch of training. Codes that are far
/// behind age quickly at first and slowly later, so a few seconds of looks are granted each time that the number of steps has
/// doubled; what they take is not saved up again afterwards.
class LookBudget {
public:
    static constexpr double kShare = 0.02;          ///< of the training's time
    static constexpr double kFirstShare = 0.03;     ///< the same, for codes that are older than half of the steps
    static constexpr double kFirstSeconds = 6;      ///< at most, for each doubling
    static constexpr double kSampleShare = 0.2;     ///< the same, for the first sample
    static constexpr double kSampleSeconds = 1.5;   ///< at most

    enum class Kind { Diagnostics, Followed, Codes };

    /// A stretch of training begins.
    void begin() { *this = LookBudget(); }
    void trained(double seconds, int64_t step) {
        trained_ += seconds;
        if (step < 2 * doubledAt_) return;
        doubledAt_ = step;
        trainedAtDoubling_ = trained_;
        firstLooked_ = 0;
    }

    bool allowsSample() const { return sampled_ < kSampleSeconds && sampled_ <= kSampleShare * trained_; }
    void sampled(double seconds) { sampled_ += seconds; }

    /// `old`: codes are wanted that are missing or older than half of the steps.
    bool allows(bool old) const { return isFirst(old) ? firstLooked_ <= kFirstShare * (trained_ - trainedAtDoubling_) : looked_ <= kShare * trained_; }
    void looked(double seconds, bool old, Kind kind) {
        (isFirst(old) ? firstLooked_ : looked_) += seconds;
        ofKind_[static_cast<size_t>(kind)] += seconds;
    }
    /// Seconds that looks of this kind took: of those that are due, the one that had least is next, or one that always takes
    /// long would have all.
    double took(Kind kind) const { return ofKind_[static_cast<size_t>(kind)]; }

private:
    bool isFirst(bool old) const { return old && firstLooked_ < kFirstSeconds; }

    double trained_ = 0;  ///< seconds, without looks
    double looked_ = 0;
    double firstLooked_ = 0;
    double sampled_ = 0;
    double trainedAtDoubling_ = 0;
    int64_t doubledAt_ = 1;
    std::array<double, 3> ofKind_{};
};

}  // namespace zscape
