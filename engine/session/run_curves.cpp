#include "engine/session/run_curves.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/core/smoothing.h"
#include "engine/project/project.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace zscape {
namespace {

constexpr size_t kFlushAt = size_t{1} << 20;

void addNumber(std::string& text, double number) {
    if (!std::isfinite(number)) return;
    char buffer[32];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
    text.append(buffer, result.ptr);
}

/// Names may be a stranger's.
std::string csvField(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + '"';
}

std::string heading(const std::vector<std::string>& terms) {
    std::string text = "step,epoch,seconds";
    for (const char* kind : {"", "_smoothed", "_heldout"})
        for (const std::string& term : terms) text += "," + csvField(term + kind);
    for (size_t i = 1; i < terms.size(); ++i) text += "," + csvField(terms[i] + "_weight");
    return text + ",changed_after\n";
}

/// Walks through the tables of a run step by step.
class CurveLines {
public:
    CurveLines(const RunMetrics& metrics, std::vector<Mark> marks)
        : metrics_(metrics),
          marks_(std::move(marks)),
          trainRows_(metrics.train.size()),
          heldOutRows_(metrics.heldOut.size()),
          weightRows_(metrics.weights.size()),
          values_(metrics.terms.size()) {
        std::stable_sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) { return a.step < b.step; });
        std::vector<int64_t> steps;
        steps.reserve(marks_.size());
        for (const Mark& mark : marks_) steps.push_back(mark.step);
        smoother_ = LossSmoother(values_.size(), std::move(steps));
    }

    bool more() const { return train_ < trainRows_ || heldOut_ < heldOutRows_; }

    /// The next step's line at the end of `text`.
    void addTo(std::string& text) {
        const double step = nextStep();
        const bool trained = train_ < trainRows_ && stepAt(metrics_.train, train_) <= step;
        const bool measured = heldOut_ < heldOutRows_ && stepAt(metrics_.heldOut, heldOut_) <= step;
        const MetricStore& store = trained ? metrics_.train : metrics_.heldOut;
        const int64_t row = trained ? train_ : heldOut_;
        addNumber(text, step);
        for (const size_t column : {RunMetrics::kEpoch, RunMetrics::kSeconds}) {
            text += ',';
            addNumber(text, store.at(row, column));
        }
        addTerms(text, metrics_.train, trained ? train_ : -1);
        addSmoothed(text, step, trained);
        addTerms(text, metrics_.heldOut, measured ? heldOut_ : -1);
        addWeights(text, step);
        train_ += trained;
        heldOut_ += measured;
        addMarks(text);
        text += '\n';
    }

private:
    static double stepAt(const MetricStore& store, int64_t row) { return store.at(row, RunMetrics::kStep); }

    /// Infinity behind the last.
    double nextStep() const {
        double step = std::numeric_limits<double>::infinity();
        if (train_ < trainRows_) step = stepAt(metrics_.train, train_);
        if (heldOut_ < heldOutRows_) step = std::min(step, stepAt(metrics_.heldOut, heldOut_));
        return step;
    }

    /// \param row below 0: empty cells
    void addTerms(std::string& text, const MetricStore& store, int64_t row) const {
        for (size_t term = 0; term < values_.size(); ++term) {
            text += ',';
            if (row >= 0) addNumber(text, store.at(row, RunMetrics::kFixedColumns + term));
        }
    }

    void addSmoothed(std::string& text, double step, bool trained) {
        if (!trained) {
            text.append(values_.size(), ',');
            return;
        }
        for (size_t term = 0; term < values_.size(); ++term)
            values_[term] = metrics_.train.at(train_, RunMetrics::kFixedColumns + term);
        for (const double mean : smoother_.next(static_cast<int64_t>(step), values_)) {
            text += ',';
            addNumber(text, mean);
        }
    }

    void addWeights(std::string& text, double step) {
        while (weight_ + 1 < weightRows_ && stepAt(metrics_.weights, weight_ + 1) <= step) ++weight_;
        const bool known = weightRows_ > 0 && stepAt(metrics_.weights, weight_) <= step;
        for (size_t term = 1; term < values_.size(); ++term) {
            text += ',';
            if (known) addNumber(text, metrics_.weights.at(weight_, RunMetrics::kFixedColumns + term - 1));
        }
    }

    /// Those before the next line.
    void addMarks(std::string& text) {
        const double next = nextStep();
        std::string changes;
        for (; mark_ < marks_.size() && static_cast<double>(marks_[mark_].step) < next; ++mark_) {
            changes += (changes.empty() ? "" : " ") + marks_[mark_].key + '=';
            addNumber(changes, marks_[mark_].value);
        }
        text += ',' + csvField(changes);
    }

    const RunMetrics& metrics_;
    std::vector<Mark> marks_;
    /// Rows that are there when it begins: a run that trains goes on adding some.
    int64_t trainRows_, heldOutRows_, weightRows_;
    int64_t train_ = 0, heldOut_ = 0, weight_ = 0;
    size_t mark_ = 0;
    std::vector<double> values_;
    LossSmoother smoother_{0};
};

}  // namespace

std::shared_ptr<RunMetrics> plottedRows(std::vector<std::string> terms, const std::vector<StoredMetric>& rows) {
    auto metrics = std::make_shared<RunMetrics>(std::move(terms));
    for (const StoredMetric& metric : rows) {
        MetricStore* const stores[] = {&metrics->train, &metrics->heldOut, &metrics->trainEpoch, &metrics->weights};
        if (metric.kind == StoredMetric::Kind::Reading) continue;
        MetricStore& store = *stores[static_cast<size_t>(metric.kind)];
        if (metric.row.size() == store.columns()) store.append(metric.row);
    }
    return metrics;
}

RunCurves storedCurves(const Project& project, const StoredRun& run) {
    RunCurves curves{plottedRows(run.terms, project.metrics(run.id)), {}};
    for (const StoredMark& mark : project.marks(run.id))
        curves.marks.push_back({mark.step, mark.epoch, mark.key, mark.value});
    return curves;
}

void writeCurvesCsv(const std::filesystem::path& file, const RunMetrics& metrics, const std::vector<Mark>& marks,
                    std::stop_token stop) {
    CurveLines lines(metrics, marks);
    if (!lines.more())
        throw Error("curves.none", "There are no curves to write to %1 yet: the run has made no step. Train it first.",
                    {displayName(file)});
    AtomicFile written(file);
    std::string text = heading(metrics.terms);
    while (lines.more()) {
        lines.addTo(text);
        if (text.size() < kFlushAt) continue;
        if (stop.stop_requested()) throw Cancelled();
        written.write(text);
        text.clear();
    }
    written.write(text);
    written.commit();
}

}  // namespace zscape
