#pragma once

#include "engine/analysis/layout/projector.h"
#include "engine/core/progress.h"
#include "engine/session/layout_snapshot.h"
#include "engine/session/threads/layout_codes.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace zscape {

/// One map of the codes, from its request to its last iteration: what the layout thread keeps of each kind. Knows no
/// thread; one uses it at a time.
///
///     Waiting -> Preparing -> Running <-> Paused    a person's pause; Waiting may be paused too
///     Running -> Finished -> Running                extend(), or follow() by way of Preparing
///     Preparing, Running -> Failed -> Waiting       tryAgain(), begin(), follow()
///
/// A preparing that is broken off is Waiting again. Every state: begin() -> Waiting.
class LayoutMap {
public:
    using Clock = std::chrono::steady_clock;
    /// As makeProjector().
    using Make = std::function<std::unique_ptr<Projector>(const CodeRows&, const LayoutSettings&, const Layout* earlier,
                                                          std::stop_token, const ProgressSink&)>;

    /// \param before what is shown until there are places; may be of another kind, or of nothing
    LayoutMap(LayoutRequest request, LayoutPlaces before);

    const LayoutRequest& request() const { return request_; }
    LayoutPhase phase() const;
    /// The newest that were taken (snapshot()); none before the first.
    const LayoutPlaces& places() const { return places_; }
    /// As it is now, with places of now.
    LayoutSnapshot snapshot(bool follows);

    // ---- wishes; where the phase knows no such thing, nothing happens ----
    void begin(LayoutRequest request);
    void tryAgain();                  ///< Failed
    void pause(bool paused);          ///< Waiting, Running; Paused
    void extend(int64_t iterations);  ///< Running, Paused, Finished. Paused stays so

    // ---- following codes that change ----
    /// When the map may move to these codes, if it may at all: they are others than those that it is of, or that it
    /// failed with, and settled; the map is Finished or Failed, or was moved before and has run for kIterationsOnCodes;
    /// and not sooner than kBetweenFollows after the last time, or than finding neighbours took.
    std::optional<Clock::time_point> followsAt(const CodesSnapshot& codes, bool trains) const;
    /// -> Waiting; the next prepare() goes on from the places of now.
    void follow();

    // ---- works ----
    /// Waiting -> Running, Failed. \param threads 0: one for each core \throws Cancelled: it is Waiting still
    void prepare(const Make& make, const CodesSnapshot& codes, int threads, std::stop_token stop,
                 const ProgressSink& progress);
    /// Running: so many iterations as take about kSliceSeconds, one at least. -> Running, Finished, Failed
    void advance(int threads, std::stop_token stop);

    /// So many images and fewer have one thread, whatever is offered: an iteration takes a millisecond, and where
    /// others compute too a team waits far longer for its slowest.
    static constexpr int64_t kFewImages = 2'000;
    static constexpr std::chrono::seconds kBetweenFollows{3};
    static constexpr int64_t kIterationsOnCodes = 100;
    static constexpr int64_t kLossEvery = 50;  ///< iterations
    static constexpr double kSliceSeconds = 0.06;

private:
    /// Of the projector. \param codes that it is of
    std::shared_ptr<const Layout> layoutNow(const LaidCodes& codes) const;
    void takePlaces();
    /// In a catch block.
    void fail(int64_t images);

    LayoutRequest request_;
    LayoutPlaces places_;                   ///< of the projector, or of before it
    std::unique_ptr<Projector> projector_;  ///< null: Waiting or Failed, paused or not
    std::optional<Layout> base_;            ///< what the projector went on from: places are turned as it lies
    CodesVersion triedWith_;                ///< of the last prepare()
    Clock::time_point prepared_{};
    Clock::duration preparing_{};  ///< that the last prepare() took
    bool goesOn_ = false;          ///< the next prepare() begins where the places are
    bool paused_ = false;
    std::optional<ErrorInfo> failure_;
    std::optional<double> loss_;
    int threads_ = 0;                 ///< that the projector has
    double secondsPerIteration_ = 0;  ///< 0: not known
};

}  // namespace zscape
