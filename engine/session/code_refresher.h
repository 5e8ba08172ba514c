#pragma once

#include "engine/session/shared_state.h"
#include "engine/session/step_clock.h"
#include "engine/session/stored_codes.h"
#include "engine/training/trainer.h"

#include <chrono>
#include <memory>
#include <vector>

namespace zscape {

/// Keeps mu of the images near the newest weights, each with the step that made it. While a run trains, codes come out
/// of the training passes as they are, and only what those do not reach is encoded: held-out images, every image of a
/// model whose passes see other pictures (corrupted ones), and in the first seconds a sample of every label. At rest
/// all are encoded. Belongs to the run thread.
class CodeRefresher {
public:
    explicit CodeRefresher(SharedState& shared) : shared_(shared) {}

    /// A new model or new images: nothing is encoded.
    void begin(const ImageSet& images, const Split& split, int dimensions);
    /// A model without a trainer, at `step`: there is nothing to encode, and what is shown are `codes`, if any.
    void beginWithoutTrainer(int dimensions, const StoredCodes* codes, int64_t step);
    /// After begin(), with codes of these very images: those of a run that is opened at `step`.
    void restore(const StoredCodes& codes, int64_t step);
    /// No model: no snapshot.
    void forget();

    // ---- while it trains ----
    /// Training begins or goes on at `step`; the time until now was rest.
    void goOn(int64_t step, StepClock::Time now);
    void reached(int64_t step, StepClock::Time now);
    void take(const std::vector<Trainer::PassCodes>& passes);
    /// So few points are there that the first seconds would have little to show.
    bool wantsFirst() const { return firstMissing() > 0; }
    /// Of the images that training does not reach, the next has no code, or one of not even half of the steps.
    bool isBehind(const Trainer& trainer) const;
    /// Encodes a few of them, about kTurnSeconds long: the next in turn, or of the first sample while that is wanted.
    /// \return whether any was worth it
    bool encodeSome(Trainer& trainer);

    // ---- at rest ----
    /// Every code is one of `step`.
    bool upToDate(int64_t step) const { return counted_ == step && upToDate_ == std::ssize(order_); }
    /// Encodes a batch of images whose codes are not of the trainer's step, a few where codes must be searched for, so
    /// that a command need not wait long. What can be read comes before what must be searched for.
    /// \return whether there was one
    bool encodeNext(Trainer& trainer);

    /// Publishes what is new: at once if `now`, else as soon as it is worth the window's projecting, gliding and
    /// drawing of all points, and its own copying.
    void publish(bool now);

    /// Codes that are older than both are shown as old ones; the contract is 30 s, and a publish may be some seconds
    /// away.
    static constexpr double kYoungSeconds = 24;
    static constexpr int64_t kYoungShare = 10;  ///< of the steps, one in so many
    /// Codes that are older than both are let go.
    static constexpr double kShownSeconds = 60;
    static constexpr int64_t kShownShare = 2;

    static constexpr int64_t kFirstPoints = 1'000;  ///< within kFirstSeconds of training
    static constexpr double kFirstSeconds = 4;
    static constexpr int64_t kSoonPoints = 4'300;  ///< within kSoonSeconds
    static constexpr double kSoonSeconds = 26;

    static constexpr double kTurnSeconds = 0.04;
    static constexpr int64_t kSearchedAtOnce = 8;  ///< images whose codes are searched for in one turn

    static constexpr double kWorthPublishing = 0.02;  ///< new codes, of those shown
    static constexpr double kSecondsForEachShown =
        2e-5;  ///< between publishes: what the window takes grows with the points
    static constexpr double kBetweenPublishes = 0.25;  ///< seconds, at least
    static constexpr double kLongestUnpublished = 4;   ///< seconds, at most
    static constexpr double kRestForEachSecond = 50;   ///< of a publish

private:
    using Clock = std::chrono::steady_clock;

    const std::vector<int64_t>& unreached(const Trainer& trainer) const {
        return trainer.passesShowCodes() ? unreached_ : order_;
    }
    /// Points that are missing to those of the first seconds; none after them.
    int64_t firstMissing() const;
    void forgetCodes(int64_t images, int dimensions);
    int64_t stepOf(int64_t image) const;
    CodeChunk& writable(size_t chunk);
    void write(int64_t image, const float* mu, CodeStamp stamp);
    std::vector<int64_t> nextFirst(const Trainer& trainer, size_t most);
    std::vector<int64_t> nextUnreached(const Trainer& trainer, size_t most);
    std::vector<int64_t> nextAtRest(const Trainer& trainer);
    void encode(Trainer& trainer, const std::vector<int64_t>& images);
    void findAges();
    void put();

    SharedState& shared_;
    CodesSnapshot snapshot_;  ///< its chunks stay empty
    std::vector<std::shared_ptr<CodeChunk>> chunks_;
    std::vector<uint8_t> own_;  ///< by chunk: no snapshot has it yet, and it may be changed in place
    std::vector<int64_t> order_, unreached_;
    size_t first_ = 0, turn_ = 0;  ///< places in order_ and unreached()
    struct Sweep {
        int64_t step = -1;
        bool searching = false;
        size_t at = 0;
    } sweep_;  ///< through order_, at rest
    StepClock clock_;
    bool clockBegun_ = false;
    int64_t begunAt_ = 0;                  ///< the step at which this model began to train here
    int64_t step_ = 0;                     ///< newest known
    int64_t counted_ = -1, upToDate_ = 0;  ///< the newest step of any code, and how many codes are of it
    int64_t changed_ = 0;                  ///< codes that are not published yet
    double secondsForEach_ = 0;            ///< encoding of an image, measured; 0: not yet
    double publishSeconds_ = 0;            ///< what the last publish took
    Clock::time_point published_{};
};

}  // namespace zscape
