#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace zscape {

/// How much of a training run may go into looking at it. Each kind of look has a share of its own, or one that takes
/// long would leave the others none. Belongs to the run thread.
///
/// The first sample of points is granted a little more, once for each stretch of training. Where training makes no
/// codes itself they age quickly at first and slowly later, so a few seconds of catching up are granted each time that
/// the number of steps has doubled; what they take is not saved up again afterwards.
class BackgroundBudget {
public:
    /// FewCodes: of images that training does not reach. AllCodes: of every image, where its passes make none. Weights:
    /// copies of them, which the window decodes with.
    enum class Kind { Diagnostics, Followed, FewCodes, AllCodes, Weights };
    static constexpr std::array<double, 5> kShares = {0.004, 0.01, 0.006, 0.02,
                                                      0.006};  ///< of the training's time, by kind
    static constexpr double kCatchUpShare = 0.03;              ///< the same, of the time since the doubling
    static constexpr double kCatchUpSeconds = 6;               ///< at most, for each doubling
    static constexpr double kSampleShare = 0.2;                ///< the same, for the first sample
    static constexpr double kSampleSeconds = 1.5;              ///< at most

    /// A stretch of training begins.
    void begin() { *this = BackgroundBudget(); }
    void trained(double seconds, int64_t step) {
        trained_ += seconds;
        if (step < 2 * doubledAt_) return;
        doubledAt_ = step;
        trainedAtDoubling_ = trained_;
        caughtUp_ = 0;
    }

    bool allows(Kind kind) const {
        return looked_[static_cast<size_t>(kind)] <= kShares[static_cast<size_t>(kind)] * trained_;
    }
    void looked(double seconds, Kind kind) { looked_[static_cast<size_t>(kind)] += seconds; }

    bool allowsCatchingUp() const {
        return caughtUp_ < kCatchUpSeconds && caughtUp_ <= kCatchUpShare * (trained_ - trainedAtDoubling_);
    }
    void caughtUp(double seconds) { caughtUp_ += seconds; }

    bool allowsSample() const { return sampled_ < kSampleSeconds && sampled_ <= kSampleShare * trained_; }
    void sampled(double seconds) { sampled_ += seconds; }

private:
    double trained_ = 0;  ///< seconds, without looks
    std::array<double, 5> looked_{};
    double caughtUp_ = 0;
    double sampled_ = 0;
    double trainedAtDoubling_ = 0;
    int64_t doubledAt_ = 1;
};

}  // namespace zscape
