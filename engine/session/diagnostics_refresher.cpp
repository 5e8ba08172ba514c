#include "engine/session/diagnostics_refresher.h"

#include "engine/objective/posterior_statistics.h"
#include "engine/training/evaluation.h"
#include "engine/training/random.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace zscape {
namespace {

constexpr size_t kMostReadings = 2'000;
/// One turn of the held-out stream that no epoch reaches: the same draws at every look, so that readings compare.
constexpr uint64_t kTurn = uint64_t{1} << 62;

bool holdsActivity(const ModelSpec& spec) {
    const std::string& latent = spec.part("latent");
    return latent == "batch-norm" || latent == "scale";
}

}  // namespace

void DiagnosticsRefresher::begin(const Split& split, uint64_t seed) {
    heldOut_ = !split.heldOut.empty();
    images_ = evenlyAmong(heldOut_ ? split.heldOut : split.train, kImages);
    seed_ = seed;
    lookedAt_ = 0;
    history_.clear();
    restored_ = 0;
    alarm_ = CollapseAlarm();
    shared_.diagnostics.put(nullptr);
}

void DiagnosticsRefresher::forget() {
    images_.clear();
    lookedAt_ = 0;
    history_.clear();
    restored_ = 0;
    alarm_ = CollapseAlarm();
    shared_.diagnostics.put(nullptr);
}

void DiagnosticsRefresher::restore(const std::vector<CollapseReading>& readings) {
    for (const CollapseReading& reading : readings) remember(reading);
    restored_ = history_.size();
}

void DiagnosticsRefresher::remember(const CollapseReading& reading) {
    // An opened run's last reading is made again, for what is not stored of it.
    if (!history_.empty() && history_.back().step == reading.step) history_.pop_back();
    history_.push_back(reading);
    if (history_.size() <= kMostReadings) return;
    size_t kept = 0;
    for (size_t i = 0; i < history_.size(); i += 2) history_[kept++] = history_[i];
    history_.resize(kept);
    if (history_.back() != reading) history_.push_back(reading);
}

void DiagnosticsRefresher::look(Trainer& trainer, bool resting, std::stop_token stop) {
    const int64_t before = std::exchange(lookedAt_, trainer.step());
    if (images_.empty()) return;
    Posteriors seen;
    try {
        seen = trainer.posteriors(images_, std::move(stop));
    } catch (const Cancelled&) {
        lookedAt_ = before;
        return;
    }
    auto snapshot = std::make_shared<DiagnosticsSnapshot>();
    snapshot->step = trainer.step();
    snapshot->images = static_cast<int64_t>(images_.size());
    snapshot->heldOut = heldOut_;
    snapshot->hasVariance = seen.posterior.logVar.defined();
    snapshot->activityIsHeld = holdsActivity(trainer.spec());
    const double sigma = trainer.spec().priorSigma();
    snapshot->threshold = 0.01 * sigma * sigma;
    snapshot->activity = variancePerDimension(seen.codes);

    CollapseReading reading;
    reading.step = trainer.step();
    reading.epoch = trainer.epoch();
    reading.activeUnits = static_cast<int>(activeUnits(seen.codes, {}, snapshot->threshold));
    if (snapshot->hasVariance) {
        snapshot->kl = klPerDimension(seen.posterior.mu, seen.posterior.logVar, seen.prior);
        reading.klSum = std::accumulate(snapshot->kl.begin(), snapshot->kl.end(), 0.0);
        reading.information = mutualInformation(seen.codes, seen.posterior.logVar,
                                                makeGenerator(at::kCPU, mixSeed(seed_, RandomStream::HeldOut, kTurn)));
        for (const CollapseReading& earlier : std::span(history_).first(std::exchange(restored_, 0)))
            alarm_.take(earlier, trainer.stepsPerEpoch(), !snapshot->activityIsHeld, /*resting=*/false);
        alarm_.take(reading, trainer.stepsPerEpoch(), !snapshot->activityIsHeld, resting);
    }
    remember(reading);
    snapshot->history = history_;
    snapshot->alarm = alarm_.state();
    snapshot->alarmSince = alarm_.since();
    shared_.diagnostics.put(std::move(snapshot));
    shared_.events.notify();
}

}  // namespace zscape
