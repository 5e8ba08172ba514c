#include "engine/session/metrics_recorder.h"

#include "engine/session/run_list.h"

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

std::vector<double> rowOf(int64_t step, double epoch, double seconds, const std::vector<double>& values) {
    std::vector<double> row{static_cast<double>(step), epoch, seconds};
    row.insert(row.end(), values.begin(), values.end());
    return row;
}

bool finite(const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace

MetricsRecorder::MetricsRecorder(SharedState& shared, std::vector<std::string> terms, std::vector<LedgerLine> ledger)
    : shared_(shared),
      metrics_(std::make_shared<RunMetrics>(std::move(terms))),
      ledger_(std::move(ledger)) {
    shared_.metrics.put(metrics_);
    shared_.marks.put(std::make_shared<std::vector<Mark>>());
}

double MetricsRecorder::seconds() const {
    if (!clockRuns_) return secondsBefore_;
    return secondsBefore_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

void MetricsRecorder::startClock() {
    if (clockRuns_) return;
    started_ = std::chrono::steady_clock::now();
    clockRuns_ = true;
}

void MetricsRecorder::stopClock() {
    secondsBefore_ = seconds();
    clockRuns_ = false;
    speed_.clear();
    speedSum_ = {0, 0};
}

void MetricsRecorder::addSteps(const std::vector<Trainer::StepRow>& rows, double duration) {
    int64_t images = 0;
    const double now = seconds();
    for (const Trainer::StepRow& row : rows) {
        images += row.images;
        if (epochBegan_ < 0 && row.step == 1) epochBegan_ = std::max(0.0, now - duration);
        if (!finite(row.values)) continue;
        metrics_->train.append(rowOf(row.step, row.epoch, now, row.values));
        noteLedger(row, now);
    }
    speed_.push_back({images, duration});
    speedSum_.images += images;
    speedSum_.seconds += duration;
    constexpr double kWindow = 2;
    while (speed_.size() > 1 && speedSum_.seconds - speed_.front().seconds > kWindow) {
        speedSum_.images -= speed_.front().images;
        speedSum_.seconds -= speed_.front().seconds;
        speed_.pop_front();
    }
}

void MetricsRecorder::noteLedger(const Trainer::StepRow& row, double now) {
    const MetricStore& written = metrics_->weights;
    bool changed = written.size() == 0;
    for (size_t i = 0; i < ledger_.size(); ++i) {
        ledger_[i].weight = row.weights[i];
        ledger_[i].value = row.values[i + 1];
        ledger_[i].contribution = row.contributions[i];
        changed = changed || written.at(written.size() - 1, RunMetrics::kFixedColumns + i) != row.weights[i];
    }
    if (changed) metrics_->weights.append(rowOf(row.step, row.epoch, now, row.weights));
}

double MetricsRecorder::imagesPerSecond() const {
    return speedSum_.seconds > 0 ? static_cast<double>(speedSum_.images) / speedSum_.seconds : 0;
}

void MetricsRecorder::addEpoch(const Trainer::EpochRow& row, int64_t stepsPerEpoch) {
    const double now = seconds();
    if (epochBegan_ >= 0) secondsPerEpoch_ = now - epochBegan_;
    epochBegan_ = now;
    if (!finite(row.train.values)) return;  // a step of it failed: the mean of such an epoch is none
    metrics_->trainEpoch.append(
        rowOf(row.step, static_cast<double>(row.step) / static_cast<double>(stepsPerEpoch), now, row.train.values));
}

bool MetricsRecorder::addHeldOut(int64_t step, double epoch, const TermValues& terms, bool objectiveMoves) {
    metrics_->heldOut.append(rowOf(step, epoch, seconds(), terms.values));
    if (objectiveMoves) {
        best_ = {};
        return false;
    }
    const double total = terms.values.front();
    if (!std::isfinite(total) || (best_.step >= 0 && total >= best_.total)) return false;
    best_ = {step, epoch, total};
    return true;
}

void MetricsRecorder::findBest(const std::function<bool(int64_t)>& moves) {
    const MetricStore& heldOut = metrics_->heldOut;
    const int64_t row = bestHeldOutRow(heldOut, marks_, moves);
    best_ = row < 0 ? Best()
                    : Best{static_cast<int64_t>(heldOut.at(row, RunMetrics::kStep)),
                           heldOut.at(row, RunMetrics::kEpoch), heldOut.at(row, RunMetrics::kFixedColumns)};
}

void MetricsRecorder::addMark(Mark mark) {
    if (!sameObjective(mark.key)) best_ = {};
    marks_.push_back(std::move(mark));
    shared_.marks.put(std::make_shared<std::vector<Mark>>(marks_));
}

void MetricsRecorder::restoreRow(Table table, const std::vector<double>& row) {
    MetricStore* const stores[] = {&metrics_->train, &metrics_->heldOut, &metrics_->trainEpoch, &metrics_->weights};
    MetricStore& store = *stores[static_cast<size_t>(table)];
    if (row.size() != store.columns()) return;  // a row of another ledger cannot be plotted in this one
    store.append(row);
    secondsBefore_ = std::max(secondsBefore_, row[RunMetrics::kSeconds]);
}

void MetricsRecorder::restoreMarks(std::vector<Mark> marks) {
    marks_ = std::move(marks);
    shared_.marks.put(std::make_shared<std::vector<Mark>>(marks_));
}

}  // namespace zscape
