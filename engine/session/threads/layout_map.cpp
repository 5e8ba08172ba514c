#include "engine/session/threads/layout_map.h"

#include "engine/analysis/layout/placement.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

namespace zscape {
namespace {

constexpr double kPaceKept = 0.7;  ///< of the pace before, at each slice
constexpr int64_t kMostIterationsOfMap = 1'000'000'000;

int threadsFor(int64_t images, int offered) { return images <= LayoutMap::kFewImages ? 1 : offered; }

double secondsSince(LayoutMap::Clock::time_point then) {
    return std::chrono::duration<double>(LayoutMap::Clock::now() - then).count();
}

}  // namespace

LayoutMap::LayoutMap(LayoutRequest request, LayoutPlaces before) : places_(std::move(before)) {
    begin(std::move(request));
}

LayoutPhase LayoutMap::phase() const {
    if (failure_) return LayoutPhase::Failed;
    if (projector_ && projector_->iteration() >= projector_->total()) return LayoutPhase::Finished;
    if (paused_) return LayoutPhase::Paused;
    return projector_ ? LayoutPhase::Running : LayoutPhase::Waiting;
}

LayoutSnapshot LayoutMap::snapshot(bool follows) {
    takePlaces();
    LayoutSnapshot shown;
    shown.request = request_;
    shown.phase = phase();
    shown.follows = follows;
    if (failure_) shown.reason = *failure_;
    if (projector_) {
        shown.iteration = projector_->iteration();
        shown.total = projector_->total();
        shown.remark = projector_->remark();
        shown.loss = loss_;
        if (shown.phase == LayoutPhase::Running && secondsPerIteration_ > 0)
            shown.secondsLeft = secondsPerIteration_ * static_cast<double>(shown.total - shown.iteration);
    }
    shown.layout = places_.layout;
    if (places_.codes) shown.images = places_.codes->images;
    return shown;
}

void LayoutMap::begin(LayoutRequest request) {
    takePlaces();
    request_ = std::move(request);
    projector_.reset();
    failure_.reset();
    paused_ = false;
    goesOn_ = request_.fromLast;
}

void LayoutMap::tryAgain() { failure_.reset(); }

void LayoutMap::pause(bool paused) {
    const LayoutPhase now = phase();
    if (now == LayoutPhase::Waiting || now == LayoutPhase::Running || now == LayoutPhase::Paused) paused_ = paused;
}

void LayoutMap::extend(int64_t iterations) {
    if (!projector_ || iterations <= 0) return;
    if (const int64_t room = kMostIterationsOfMap - projector_->total(); room > 0)
        projector_->extend(std::min(iterations, room));
}

std::optional<LayoutMap::Clock::time_point> LayoutMap::followsAt(const CodesSnapshot& codes, bool trains) const {
    const LayoutPhase now = phase();
    const bool hasRun = now == LayoutPhase::Running && base_ && projector_->iteration() >= kIterationsOnCodes;
    const bool mayMove = now == LayoutPhase::Finished || now == LayoutPhase::Failed || hasRun;
    if (!mayMove || versionOf(codes) == triedWith_ || !areSettledForLayout(codes, trains)) return std::nullopt;
    return prepared_ + std::max<Clock::duration>(kBetweenFollows, preparing_);
}

void LayoutMap::follow() {
    takePlaces();
    projector_.reset();
    failure_.reset();
    goesOn_ = true;
}

void LayoutMap::prepare(const Make& make, const CodesSnapshot& codes, int threads, std::stop_token stop,
                        const ProgressSink& progress) {
    const auto began = Clock::now();
    triedWith_ = versionOf(codes);
    base_.reset();
    loss_.reset();
    try {
        const auto laid = codesForLayout(codes, request_.images, places_.codes.get());
        threads = threadsFor(std::ssize(*laid->images), threads);
        LayoutSettings settings = request_.settings;
        settings.threads = threads;
        if (goesOn_ && places_.layout && places_.layout->settings.kind == settings.kind) {
            ThreadTeam team(threads);
            base_ = carriedOver(*places_.layout, *places_.codes->images, laid->rows(), *laid->images, team, stop);
        }
        projector_ = make(laid->rows(), settings, base_ ? &*base_ : nullptr, stop, progress);
        places_ = {layoutNow(*laid), laid};
    } catch (const Cancelled&) {
        throw;
    } catch (...) {
        fail(request_.images > 0 ? std::min(request_.images, codes.encoded) : codes.encoded);
    }
    threads_ = threads;
    secondsPerIteration_ = 0;
    prepared_ = Clock::now();
    preparing_ = prepared_ - began;
}

void LayoutMap::advance(int threads, std::stop_token stop) {
    try {
        threads = threadsFor(places_.layout->images(), threads);
        if (std::exchange(threads_, threads) != threads) {
            projector_->useThreads(threads);
            secondsPerIteration_ = 0;
        }
        const int64_t before = projector_->iteration();
        const double fits = secondsPerIteration_ > 0 ? kSliceSeconds / secondsPerIteration_ : 1;
        const auto began = Clock::now();
        projector_->advance(std::move(stop), static_cast<int64_t>(std::clamp(
                                                 fits, 1.0, static_cast<double>(kLossEvery - before % kLossEvery))));
        const int64_t done = projector_->iteration() - before;
        if (done == 0) return;
        const double each = secondsSince(began) / static_cast<double>(done);
        secondsPerIteration_ =
            secondsPerIteration_ > 0 ? kPaceKept * secondsPerIteration_ + (1 - kPaceKept) * each : each;
        if (projector_->iteration() % kLossEvery == 0 || projector_->iteration() == projector_->total())
            loss_ = projector_->loss();
    } catch (...) {
        fail(places_.layout->images());
    }
}

std::shared_ptr<const Layout> LayoutMap::layoutNow(const LaidCodes& codes) const {
    auto layout = std::make_shared<Layout>(projector_->layout());
    layout->settings.threads = request_.settings.threads;
    layout->step = codes.step;
    if (base_) alignTo(*layout, *base_);
    return layout;
}

void LayoutMap::takePlaces() {
    if (projector_ && places_.layout->iteration != projector_->iteration()) places_.layout = layoutNow(*places_.codes);
}

void LayoutMap::fail(int64_t images) {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        failure_ = ErrorInfo{"layout.memory",
                             "There is not enough memory to lay out %1 images. Choose fewer images, fewer neighbours "
                             "(a smaller perplexity), or PCA.",
                             {std::to_string(images)}};
    } catch (...) {
        failure_ = describeCurrentException();
    }
    projector_.reset();
}

}  // namespace zscape
