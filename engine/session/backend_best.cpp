#include "engine/session/engine_backend.h"

#include <algorithm>

/// A run's best weights beside its last.
namespace zscape {
namespace {

/// Copies of the best weights may take this share of the time that is trained, and so many seconds at first.
constexpr double kShareOfBest = 0.005;
constexpr double kFirstSecondsOfBest = 0.25;

/// As a project would keep them.
StoredCodes storedOf(const CodesSnapshot& codes) {
    StoredCodes stored;
    stored.dimensions = codes.dimensions;
    stored.mu.assign(static_cast<size_t>(codes.count * codes.dimensions), 0.0F);
    stored.stamps.resize(static_cast<size_t>(codes.count));
    for (int64_t image = 0; image < codes.count; ++image) {
        const float* code = codes.codeOf(image);
        if (!code) continue;
        std::copy_n(code, codes.dimensions, stored.mu.begin() + image * codes.dimensions);
        stored.stamps[static_cast<size_t>(image)] = codes.stampOf(image);
    }
    return stored;
}

}  // namespace

void EngineBackend::forgetKept() {
    best_ = nullptr;
    bestKept_ = -1;
    bestSeconds_ = bestSpent_ = 0;
    last_.reset();
    otherCodes_.reset();
    notSaved_.reset();
    lostWeights_.reset();
}

void EngineBackend::keepBest() {
    // What is kept stays until there is time for a better one.
    if (best_ && bestSpent_ + bestSeconds_ > kShareOfBest * record_->seconds() + kFirstSecondsOfBest) return;
    const auto began = Clock::now();
    CheckpointBytes state = trainer_->checkpoint();
    bestKept_ = state.step;
    best_ = std::make_shared<const std::vector<uint8_t>>(std::move(state.bytes));
    bestSeconds_ = std::chrono::duration<double>(Clock::now() - began).count();
    bestSpent_ += bestSeconds_;
}

void EngineBackend::swapWeights(const std::vector<uint8_t>& checkpoint) {
    const auto codes = shared_.codes.get();
    std::optional<StoredCodes> leaving;
    if (codes && codes->encoded > 0) leaving = storedOf(*codes);
    trainer_->restore(checkpoint);
    codes_.begin(*images_, *split_, trainer_->latentDimensions());
    if (otherCodes_) codes_.restore(*otherCodes_, trainer_->step());
    otherCodes_ = std::move(leaving);
    sides_.forget();
    publishWeights();
}

void EngineBackend::showWeights(RunWeightsShown weights) {
    const bool best = weights == RunWeightsShown::Best;
    if (best == last_.has_value()) return;
    if (!best) {
        const CheckpointBytes last = std::move(*last_);
        last_.reset();
        swapWeights(last.bytes);
        return;
    }
    if (state_ == RunState::Paused)
        throw Error("run.paused", "The run is paused, and its weights stay as they are. Stop it first.", {});
    if (!trainer_ || bestKept_ < 0)
        throw Error("run.best", "No best weights are kept of this run: no held-out loss was measured while it trained.",
                    {});
    if (!best_) best_ = std::make_shared<const std::vector<uint8_t>>(project_.readBest(project_.run(build_)));
    collectRows(true, Clock::now());
    CheckpointBytes last = trainer_->checkpoint();
    swapWeights(*best_);
    last_ = std::move(last);
}

void EngineBackend::withLastWeights(const std::function<void()>& work) {
    if (!last_) return work();
    trainer_->restore(last_->bytes);
    try {
        work();
    } catch (...) {
        trainer_->restore(*best_);
        throw;
    }
    trainer_->restore(*best_);
}

}  // namespace zscape
