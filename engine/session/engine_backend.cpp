#include "engine/session/engine_backend.h"

#include "engine/recipe/label_map.h"
#include "engine/session/run_weights.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace zscape {

EngineBackend::EngineBackend(SharedState& shared, ModelService& service, Options options)
    : shared_(shared),
      service_(service),
      options_(std::move(options)),
      selections_(std::make_shared<const StoredSelections>()),
      codes_(shared),
      reconstructions_(shared),
      diagnostics_(shared),
      sides_(shared) {
    project_.setUnsavedFolder(options_.unsavedFolder);
}

EngineBackend::~EngineBackend() = default;

void EngineBackend::threadStarted() {
    // Below the window and the model service. Set before this thread's first parallel region, so that its team
    // inherits it. Where it may not be set, training is only less polite.
    constexpr int kNice = 10;
    (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
    publishInfo();
}

void EngineBackend::remember(const RunConfig& config) {
    checkConfig(config);
    remembered_ = config;
    remembered_.origin.reset();
    rememberedSince_ = true;
}

bool EngineBackend::needsImages(const RunConfig& config) const {
    return images_ && !config.heldOutSources.empty() && config.heldOutSources != heldOutSources_;
}

void EngineBackend::configure(const RunConfig& config) {
    if (!images_) throw Error(imagesGone_.value());
    if (replan(config)) return;
    build(config, config.heldOutSources.empty() ? nullptr : heldOutImages_);
}

bool EngineBackend::replan(const RunConfig& config) {
    constexpr std::array<const char*, 3> kPlan{"epochs", "patience", "minutes"};
    const auto isPlan = [&](const std::string& key) {
        return std::find(kPlan.begin(), kPlan.end(), key) != kPlan.end();
    };
    const bool same = config.recipe == config_.recipe && config.seed == config_.seed &&
                      config.device == config_.device && config.precision == config_.precision &&
                      config.threads == config_.threads && config.heldOutSources == config_.heldOutSources;
    if (!same || !trainer_ || stepsOfRun() > 0 || config_.origin || failed_) return false;
    const ModelSpec spec = makeSpec(findRecipe(config.recipe), config.overrides, trainer_->spec().shape);
    for (const auto& [key, value] : spec.values)
        if (!isPlan(key) && value != trainer_->spec().values.at(key)) return false;
    for (const char* key : kPlan)
        if (spec.has(key)) trainer_->adjust(key, spec.automatic.contains(key) ? 0 : spec.number(key));
    epochsPlanned_ = spec.has("epochs") ? spec.integer("epochs") : 1;
    targetStep_ = epochsPlanned_ * trainer_->stepsPerEpoch();
    config_ = config;
    config_.origin.reset();
    remembered_ = config_;
    return true;
}

void EngineBackend::build(const RunConfig& config, std::shared_ptr<const ImageSet> heldOut) {
    RunConfig own = config;
    own.origin.reset();
    BuiltRun run = buildRun(images_, heldOut != nullptr, own);
    // What was never trained is changed; what was is kept, and this is another run beside it.
    const bool changes = trainer_ && stepsOfRun() == 0;
    int64_t same = changes ? project_.run(build_) : 0;
    if (changes && config_.origin) {
        const bool carried = config_.origin->weightsCarried && run.trainer->carryWeightsFrom(*trainer_) > 0;
        if (carried) run.config.origin = config_.origin;
        else same = 0;  // a branch no longer
    }
    if (!changes) keepCurrent();
    if (same == 0) noteLeft();
    const std::vector<ErrorInfo> skipped = leftOutOf(run, heldOut.get());
    take(std::move(run));
    if (same != 0) project_.rebuilt(build_);
    heldOutImages_ = std::move(heldOut);
    heldOutSources_ = config.heldOutSources;
    remembered_ = own;
    for (const ErrorInfo& said : skipped) shared_.events.push(event::Warning{said});
}

std::vector<ErrorInfo> EngineBackend::leftOutOf(const BuiltRun& run, const ImageSet* heldOut) {
    std::vector<ErrorInfo> said;
    if (run.skipped) said.push_back(*run.skipped);
    const ModelSpec& spec = run.trainer->spec();
    if (!heldOut || !spec.conditional()) return said;
    std::vector<int64_t> all(static_cast<size_t>(heldOut->count()));
    std::iota(all.begin(), all.end(), int64_t{0});
    if (auto unknown = LabelMap(spec.shape, *heldOut).notMeasured(all)) said.push_back(std::move(*unknown));
    return said;
}

void EngineBackend::take(BuiltRun run) {
    // First: there may be no memory for it, and then all is as it was.
    auto weights = std::make_shared<RunWeights>(build_ + 1, run.trainer->spec(), run.trainer->copyWeights(), colours());
    ++build_;
    config_ = std::move(run.config);
    trainer_ = std::move(run.trainer);
    split_ = std::move(run.split);
    noModel_.reset();
    explored_.reset();
    forgetKept();
    tooLarge_ = std::move(run.tooLarge);
    failed_ = false;
    end_.forget();
    endedBy_ = {};
    epochsPlanned_ = trainer_->spec().has("epochs") ? trainer_->spec().integer("epochs") : 1;
    targetStep_ = epochsPlanned_ * trainer_->stepsPerEpoch();
    record_ = std::make_unique<MetricsRecorder>(shared_, trainer_->terms(), trainer_->ledger());
    shared_.split.put(split_);
    codes_.begin(*images_, *split_, trainer_->latentDimensions());
    reconstructions_.forget();
    sides_.forget();
    // Codes of held-out images would have to be searched for at every look: those of the table are read instead.
    diagnostics_.begin(hasCodeTable(trainer_->spec()) ? Split{split_->train, {}} : *split_, config_.seed);
    publish(std::move(weights));
}

void EngineBackend::take(ExploredModel model, const StoredCodes* codes) {
    ++build_;
    const ExploredModel& taken = explored_.emplace(std::move(model));
    config_ = taken.config;
    trainer_.reset();
    forgetKept();
    noModel_.reset();
    epochsPlanned_ = taken.spec.has("epochs") ? taken.spec.integer("epochs") : 1;
    record_ = std::make_unique<MetricsRecorder>(shared_, taken.terms, taken.ledger);
    // Without any, codes have their dimensions all the same: what is decoded needs no more.
    codes_.beginWithoutTrainer(static_cast<int>(taken.spec.codeSize()), codes, taken.step);
    reconstructions_.forget();
    diagnostics_.begin(Split{}, config_.seed);
    service_.publish(std::make_shared<RunWeights>(build_, taken.spec, taken.weights, colours()));
}

std::optional<ErrorInfo> EngineBackend::whyNoTraining() const {
    if (imagesGone_ && imagesAbsent_)
        return ErrorInfo{"project.images-gone", "The images are not where they were.", {}};
    if (imagesGone_) return imagesGone_;
    if (!trainer_ && !explored_) return std::nullopt;
    if (project_.whyOnlyRead()) return project_.whyOnlyRead();
    return tooLarge_;
}

void EngineBackend::dropModel() {
    view_.reset();
    shared_.shown.put(nullptr);
    trainer_.reset();
    explored_.reset();
    forgetKept();
    tooLarge_.reset();
    record_.reset();
    split_ = nullptr;
    failed_ = false;
    end_.forget();
    endedBy_ = {};
    epochsPlanned_ = 0;
    targetStep_ = 0;
    shared_.split.put(nullptr);
    shared_.metrics.put(nullptr);
    shared_.marks.put(nullptr);
    codes_.forget();
    reconstructions_.forget();
    sides_.forget();
    diagnostics_.forget();
    service_.publish(nullptr);
}

void EngineBackend::takeImages(std::shared_ptr<const ImageSet> images, std::shared_ptr<const ImageSet> heldOut,
                               ImportRequest request) {
    images_ = std::move(images);
    cutOffTold_ = false;
    heldOutImages_ = std::move(heldOut);
    request_ = std::move(request);
    imagesGone_.reset();
    lastSeen_.clear();
    shared_.images.put(images_);
    shared_.importSettings.put(std::make_shared<ImportSettings>(request_.settings));
    shared_.followed.put(nullptr);  // they were indices of the images before
}

void EngineBackend::clear() {
    dropModel();
    noModel_.reset();
    (void)takeSelections(std::make_shared<const StoredSelections>(), nullptr);
    takeImages(nullptr, nullptr, {});
    heldOutSources_.clear();
    project_.forget();
}

void EngineBackend::stateChanged(RunState from, RunState to) {
    state_ = to;
    if (record_ && to == RunState::Running) record_->startClock();
    if (record_ && to != RunState::Running) record_->stopClock();
    if (from != RunState::Running && to == RunState::Running) {
        budget_.begin();
        autosaveDue_ = std::max(autosaveDue_, Clock::now() + options_.autosave);
        codes_.goOn(trainer_->step(), Clock::now());
    }
    if (from == RunState::Running && to != RunState::Running) autosaveDue_ = Clock::now();
    if (view_ && to != RunState::Running && to != RunState::Stopping) {
        const int64_t looked = view_->run;
        endView();
        if (to == RunState::Finished) {
            try {
                showRun(looked);  // it was looked at all the while, and is the current one now
                left_ = 0;
            } catch (...) {
                shared_.events.push(event::Warning{describeCurrentException()});
            }
        }
    }
    // Once more after the last step, so that what is explored at rest is the newest model.
    if (trainer_ && from == RunState::Running && to != RunState::Running) publishWeights();
    publishInfo();
}

void EngineBackend::publishWeights() {
    shared_.weightsAsked.store(false);
    if (!trainer_ || weightsPublished_ == trainer_->step()) return;
    publish(std::make_shared<RunWeights>(build_, trainer_->spec(), trainer_->copyWeights(), colours()));
}

ChannelColours EngineBackend::colours() const {
    return images_ ? images_->channelColours() : request_.settings.colours;
}

void EngineBackend::publish(std::shared_ptr<const RunWeights> weights) {
    weightsPublished_ = trainer_->step();
    weightsTime_ = Clock::now();
    if (!view_) service_.publish(std::move(weights));
}

void EngineBackend::describe(RunInfo& info, const ExploredModel& model, const MetricsRecorder& record,
                             int64_t epochsPlanned) {
    info.spec = model.spec;
    info.parameters = model.parameters;
    info.step = info.lastStep = info.savedStep = model.step;
    info.epoch = model.epoch;
    info.epochsPlanned = epochsPlanned;
    info.stepsPerEpoch = model.stepsPerEpoch;
    info.latentDimensions = static_cast<int>(model.spec.codeSize());
    info.ledger = record.ledger();
    info.bestStep = record.best().step;
    info.bestEpoch = record.best().epoch;
    info.bestTotal = record.best().total;
}

void EngineBackend::publishInfo() {
    publishRuns();
    auto info = std::make_shared<RunInfo>();
    info->config = trainer_ || explored_ ? config_ : remembered_;
    info->project = project_.folder();
    info->run = project_.run(build_);
    info->readOnly = project_.whyOnlyRead();
    info->noTraining = whyNoTraining();
    info->imagesGone = lastSeen_;
    const ComputePlan plan = trainer_ ? trainer_->plan() : planFor({}, "auto", "auto", 0);
    info->device = plan.deviceName;
    info->threads = plan.threads;
    info->precision = plan.bf16 ? "bf16" : "fp32";
    if (trainer_) {
        const int64_t steps = trainer_->step(), perEpoch = trainer_->stepsPerEpoch();
        info->spec = trainer_->spec();
        info->parameters = trainer_->parameterCount();
        info->step = steps;
        info->epoch = trainer_->epoch();
        info->epochsPlanned = epochsPlanned_;
        info->stepsPerEpoch = perEpoch;
        info->latentDimensions = trainer_->latentDimensions();
        info->encoderLeads = trainer_->encoderLeads();
        info->ledger = record_->ledger();
        info->savedStep = project_.savedStep(build_);
        info->bestKept = bestKept_;
        info->bestKeptEpoch = static_cast<double>(bestKept_) / static_cast<double>(perEpoch);
        info->showsBest = last_.has_value();
        info->lastStep = stepsOfRun();
        info->unsavedWork = (info->lastStep > 0 && info->savedStep != info->lastStep) || project_.holdsOthers(build_);
        info->bestStep = record_->best().step;
        info->bestEpoch = record_->best().epoch;
        info->bestTotal = record_->best().total;
        info->secondsPerEpoch = record_->secondsPerEpoch();
        if (state_ == RunState::Running) {
            info->imagesPerSecond = record_->imagesPerSecond();
            const double perStep =
                info->secondsPerEpoch >= 0 ? info->secondsPerEpoch / static_cast<double>(perEpoch)
                : info->imagesPerSecond > 0
                    ? static_cast<double>(split_->train.size()) / info->imagesPerSecond / static_cast<double>(perEpoch)
                    : -1;
            if (perStep >= 0 && info->secondsPerEpoch < 0)
                info->secondsPerEpoch = perStep * static_cast<double>(perEpoch);
            if (perStep >= 0)
                info->secondsLeft =
                    std::clamp(end_.secondsLeft(*trainer_, *record_), 0.0,
                               perStep * static_cast<double>(std::max<int64_t>(0, targetStep_ - steps)));
        }
    }
    // What was named is in no project of a person's either.
    info->unsavedWork = info->unsavedWork || (!selections_->empty() && project_.folder().empty());
    if (explored_) describe(*info, *explored_, *record_, epochsPlanned_);
    info->endedBy = endedBy_;
    info->notSaved = notSaved_;
    if (lostWeights_ && lostWeights_->opened == stepsDone()) info->lostWeights = lostWeights_;
    infoTime_ = Clock::now();
    shared_.info.put(std::move(info));
    publishView();
    shared_.events.notify();
}

}  // namespace zscape
