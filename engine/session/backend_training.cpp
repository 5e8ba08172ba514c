#include "engine/session/engine_backend.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {
namespace {

constexpr std::chrono::milliseconds kBetweenWeights{100};
constexpr std::chrono::milliseconds kBetweenNumbers{250};

double secondsBetween(std::chrono::steady_clock::time_point a, std::chrono::steady_clock::time_point b) {
    return std::chrono::duration<double>(b - a).count();
}

}  // namespace

void EngineBackend::branch(const RunConfig& config) {
    requireNoView();
    if (const auto why = whyNoTraining()) throw Error(*why);
    if (!trainer_)
        throw Error("model.none", "There is no model yet. Add images, and choose a recipe that can work with them.");
    RunConfig next = config;
    next.seed = config_.seed;
    next.device = config_.device;
    next.precision = config_.precision;
    next.threads = config_.threads;
    next.heldOutSources = heldOutSources_;
    const Recipe& recipe = findRecipe(next.recipe);
    const bool splits = std::any_of(recipe.settings.begin(), recipe.settings.end(),
                                    [](const Setting& setting) { return setting.key == "heldout_fraction"; });
    if (splits && trainer_->spec().has("heldout_fraction"))
        next.overrides["heldout_fraction"] = trainer_->spec().number("heldout_fraction");

    if (last_) showWeights(RunWeightsShown::Last);
    BuiltRun run = buildRun(images_, heldOutImages_ != nullptr, next);
    BranchOrigin origin{config_.recipe, trainer_->step(), run.trainer->carryWeightsFrom(*trainer_) > 0, 0};
    keepCurrent();  // where that fails, it is not left
    noteLeft();
    origin.run = project_.run(build_);
    run.config.origin = origin;
    const std::vector<ErrorInfo> skipped = leftOutOf(run, heldOutImages_.get());
    take(std::move(run));
    for (const ErrorInfo& said : skipped) shared_.events.push(event::Warning{said});
    remembered_ = config_;
    remembered_.origin.reset();
    budget_.begin();
    beginTraining(0, 0);
}

void EngineBackend::beginTraining(int64_t epochs, int64_t steps) {
    if (const auto why = whyNoTraining()) throw Error(*why);
    if (!trainer_) {
        if (noModel_) throw Error(*noModel_);
        throw Error("model.none", "There is no model yet. Add images, and choose a recipe that can work with them.");
    }
    if (last_) showWeights(RunWeightsShown::Last);
    const int64_t perEpoch = trainer_->stepsPerEpoch(), done = trainer_->step();
    if (failed_) {
        // The weights are those before the failed step; reading the state back puts the failure behind.
        trainer_->restore(trainer_->checkpoint().bytes);
        failed_ = false;
    }
    const bool planned = epochs <= 0 && steps <= 0;
    end_.begin(*trainer_, *record_, planned ? RunEnd::Length::Planned : RunEnd::Length::Given);
    endedBy_ = {};
    if (trainer_->spec().has("patience") && trainer_->spec().integer("patience") > 0 && !heldOutImages_ &&
        split_->heldOut.empty())
        shared_.events.push(event::Warning{{"run.patience",
                                            "Patience waits for a better held-out loss, and no image is held out: the "
                                            "run goes to the end of its plan.",
                                            {}}});
    if (planned) {
        // What was planned and not done yet; after that the same once more.
        const int64_t whole = epochsPlanned_ * perEpoch;
        const int64_t again = trainer_->spec().has("epochs") ? trainer_->spec().integer("epochs") : epochsPlanned_;
        targetStep_ = whole > done ? whole : done + again * perEpoch;
    } else {
        const int64_t byEpochs = epochs > 0 ? done + epochs * perEpoch : std::numeric_limits<int64_t>::max();
        const int64_t bySteps = steps > 0 ? done + steps : std::numeric_limits<int64_t>::max();
        targetStep_ = std::min(byEpochs, bySteps);
    }
    epochsPlanned_ = (targetStep_ + perEpoch - 1) / perEpoch;
}

StepOutcome EngineBackend::step() {
    StepOutcome outcome;
    const int64_t perEpoch = trainer_->stepsPerEpoch();
    const auto began = Clock::now();
    trainer_->keepPassCodes(shared_.codesWanted.load());
    trainer_->advance();
    outcome.step = trainer_->step();
    outcome.epochEnded = outcome.step % perEpoch == 0;
    outcome.timeIsUp = end_.timeIsUp(*trainer_, *record_);
    collectRows(planDone() || outcome.epochEnded || outcome.timeIsUp, began);
    if (const int64_t failed = trainer_->failedStep(); failed >= 0) {
        failed_ = true;
        outcome.step = failed;
        outcome.failure = ErrorInfo{
            "run.not-finite",
            "The loss of step %1 was not finite, and training has stopped. The weights are those before that step. "
            "Lower the learning rate, then train again.",
            {std::to_string(failed)}};
    }
    return outcome;
}

void EngineBackend::collectRows(bool wait, Clock::time_point began) {
    const auto rows = trainer_->takeSteps(wait);
    const double seconds = secondsBetween(began, Clock::now());
    budget_.trained(seconds, trainer_->step());
    record_->addSteps(rows, seconds);
    for (const Trainer::EpochRow& row : trainer_->takeEpochs()) record_->addEpoch(row, trainer_->stepsPerEpoch());
}

TermValues EngineBackend::measureHeldOut(std::stop_token stop) {
    if (!heldOutImages_) return trainer_->evaluateHeldOut(stop);
    std::vector<int64_t> all(static_cast<size_t>(heldOutImages_->count()));
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int64_t>(i);
    return trainer_->evaluate(*heldOutImages_, all, true, config_.seed, stop);
}

void EngineBackend::measure(std::stop_token stop) {
    if (heldOutImages_ || !split_->heldOut.empty()) {
        const TermValues terms = measureHeldOut(stop);
        if (stop.stop_requested()) throw Cancelled();
        const int64_t step = trainer_->step();
        if (terms.images > 0 && record_->addHeldOut(step, trainer_->epoch(), terms, trainer_->scheduleMoves(step)))
            keepBest();
    }
    const auto began = Clock::now();
    diagnostics_.look(*trainer_, /*resting=*/planDone(), stop);
    budget_.looked(secondsBetween(began, Clock::now()), BackgroundBudget::Kind::Diagnostics);
    publishInfo();
}

std::optional<ErrorInfo> EngineBackend::endsByItself() {
    std::optional<ErrorInfo> why = end_.due(*trainer_, *record_);
    if (why) endedBy_ = *why;
    return why;
}

void EngineBackend::betweenSteps(std::stop_token stop) {
    autosave();
    const auto now = Clock::now();
    if (shared_.weightsAsked.load() && now - weightsTime_ >= kBetweenWeights &&
        budget_.allows(BackgroundBudget::Kind::Weights)) {
        publishWeights();
        budget_.looked(secondsBetween(now, Clock::now()), BackgroundBudget::Kind::Weights);
    }
    if (now - infoTime_ >= kBetweenNumbers) publishInfo();
    codes_.reached(trainer_->step(), now);
    const bool wanted = shared_.codesWanted.load();
    if (wanted) {
        codes_.take(trainer_->takePassCodes());
        codes_.publish(false);
    }
    look(wanted, std::move(stop));
}

void EngineBackend::look(bool codesWanted, std::stop_token stop) {
    const auto began = Clock::now();
    // Beside the passes' own codes those of an encoder that is not settled would lie in a heap that is no one's place.
    codesWanted = codesWanted && (trainer_->encoderIsSettled() || !trainer_->passesShowCodes());
    if (codesWanted && codes_.wantsFirst() && budget_.allowsSample() && codes_.encodeSome(*trainer_)) {
        budget_.sampled(secondsBetween(began, Clock::now()));
        return;
    }
    using Kind = BackgroundBudget::Kind;
    const bool allCodes = codesWanted && !trainer_->passesShowCodes();
    if (allCodes && codes_.isBehind(*trainer_) && budget_.allowsCatchingUp() && codes_.encodeSome(*trainer_)) {
        budget_.caughtUp(secondsBetween(began, Clock::now()));
        return;
    }
    const Kind kindOfCodes = allCodes ? Kind::AllCodes : Kind::FewCodes;
    if (codesWanted && budget_.allows(kindOfCodes) && codes_.encodeSome(*trainer_)) {
        budget_.looked(secondsBetween(began, Clock::now()), kindOfCodes);
    } else if ((view_ ? viewIsDue() : reconstructions_.dueWhileRunning(trainer_->step())) &&
               budget_.allows(Kind::Followed)) {
        if (view_) reconstructView();
        else reconstructions_.follow(*trainer_, *images_, *split_, config_.seed);
        budget_.looked(secondsBetween(began, Clock::now()), Kind::Followed);
    } else if (diagnostics_.dueWhileRunning(trainer_->step(), trainer_->stepsPerEpoch()) &&
               budget_.allows(Kind::Diagnostics)) {
        diagnostics_.look(*trainer_, /*resting=*/false, std::move(stop));
        budget_.looked(secondsBetween(began, Clock::now()), Kind::Diagnostics);
    }
}

bool EngineBackend::idle(RunState state, std::stop_token stop) {
    // Said once: where nothing is read of the images nobody else would. (A step that failed for it has said so.)
    if (images_ && !cutOffTold_ && state != RunState::Failed && !images_->isIntact()) {
        cutOffTold_ = true;
        images_->requireIntact();
    }
    if (!trainer_) return false;
    if (state != RunState::Loading) autosave();  // a loader may be at work in the project's folder
    if (shared_.weightsAsked.load()) publishWeights();
    if (reconstructions_.due(trainer_->step())) {
        reconstructions_.follow(*trainer_, *images_, *split_, config_.seed);
        return true;
    }
    // Readings are of the run as it went: those of weights that were gone back to are none.
    if (!last_ && diagnostics_.due(trainer_->step())) {
        diagnostics_.look(*trainer_, /*resting=*/true, std::move(stop));
        return true;
    }
    // Before the codes of a large set, which may take minutes: somebody waits for a number.
    if (sides_.due(trainer_->step())) {
        sides_.measureNext(*trainer_, *images_, heldOutImages_.get(), *split_, config_.seed);
        return true;
    }
    if (!shared_.codesWanted.load() || codes_.upToDate(trainer_->step())) return false;
    const bool more = codes_.encodeNext(*trainer_) && !codes_.upToDate(trainer_->step());
    codes_.publish(!more);
    return more;
}

void EngineBackend::adjust(const std::string& key, double value) {
    requireNoView();
    if (explored_) {
        const auto why = whyNoTraining();
        throw Error(why.value());
    }
    if (!trainer_)
        throw Error("model.none", "There is no model yet. Add images, and choose a recipe that can work with them.");
    if (last_) showWeights(RunWeightsShown::Last);
    if (key == "epochs") {
        const Setting& setting = findSetting(trainer_->spec().recipe.settings, key);
        if (value != std::floor(value)) throw Error("setting.value", "%1 must be a whole number.", {setting.label});
        checkSetting(setting, static_cast<int64_t>(std::clamp(value, -9e15, 9e15)));
    }
    trainer_->adjust(key, value);
    if (key == "epochs") {
        value = trainer_->spec().number(key);  // 0 has become what the number of images asks for
        epochsPlanned_ = trainer_->spec().integer(key);
        // Fewer than are done: the current step is the last.
        targetStep_ = std::max(epochsPlanned_ * trainer_->stepsPerEpoch(), trainer_->step());
    }
    record_->addMark({trainer_->step(), trainer_->epoch(), key, value});
    if (!sameObjective(key)) {
        best_ = nullptr;
        bestKept_ = -1;
    }
}

}  // namespace zscape
