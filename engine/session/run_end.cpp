#include "engine/session/run_end.h"

#include "engine/session/run_list.h"

#include <cmath>
#include <limits>

namespace zscape {
namespace {

std::string epochText(double epoch) {
    return epoch == std::floor(epoch) ? std::to_string(static_cast<int64_t>(epoch))
                                      : formatSetting(std::round(epoch * 100) / 100);
}

/// "15 minutes", "1 minute", "0.5 minutes"
std::string minutesText(double minutes) { return formatSetting(minutes) + (minutes == 1 ? " minute" : " minutes"); }

}  // namespace

ErrorInfo reasonOfEnd(const std::string& code, const std::vector<std::string>& numbers) {
    static const ErrorInfo kKnown[] = {
        {"run.ended.patience",
         "Ended by itself: 1 epoch without a better held-out loss; best at epoch %1.",
         {std::string()}},
        {"run.ended.patience",
         "Ended by itself: %1 epochs without a better held-out loss; best at epoch %2.",
         {std::string(), std::string()}},
        {"run.ended.minutes", "Ended by itself: %1 of training are over.", {std::string()}},
        {"run.ended.minutes",
         "Ended by itself: %1 of training are over; best held-out loss at epoch %2.",
         {std::string(), std::string()}},
    };
    for (const ErrorInfo& known : kKnown)
        if (known.code == code && known.arguments.size() == numbers.size()) return {code, known.pattern, numbers};
    throw Error("project.corrupt",
                "The project's reason for the end of the run cannot be read: \"%1\" is none. Open an older copy of the "
                "project.",
                {code});
}

void RunEnd::follow(const Trainer& trainer, const MetricsRecorder& record) {
    const MetricStore& heldOut = record.metrics().heldOut;
    const std::vector<Mark>& marks = record.marks();
    for (; rows_ < heldOut.size(); ++rows_) {
        const auto step = static_cast<int64_t>(heldOut.at(rows_, RunMetrics::kStep));
        for (; marks_ < marks.size() && marks[marks_].step < step; ++marks_)
            if (!sameObjective(marks[marks_].key)) patience_.beginAnew();
        if (step % trainer.stepsPerEpoch() != 0) continue;  // the end of a plan within an epoch
        if (trainer.scheduleMoves(step)) patience_.beginAnew();
        else patience_.tell(heldOut.at(rows_, RunMetrics::kEpoch), heldOut.at(rows_, RunMetrics::kFixedColumns));
    }
}

double RunEnd::secondsLeft(const Trainer& trainer, const MetricsRecorder& record) const {
    const double minutes = trainer.spec().has("minutes") ? trainer.spec().number("minutes") : 0;
    if (suspended_ || minutes <= 0) return std::numeric_limits<double>::infinity();
    return 60 * minutes - (record.seconds() - secondsBefore_);
}

bool RunEnd::timeIsUp(const Trainer& trainer, const MetricsRecorder& record) const {
    return secondsLeft(trainer, record) <= 0;
}

void RunEnd::begin(const Trainer& trainer, const MetricsRecorder& record, Length length) {
    suspended_ = false;
    const bool ended = due(trainer, record).has_value();
    if (!ended) return;
    patience_.waitAnew();
    secondsBefore_ = record.seconds();
    suspended_ = length == Length::Given;
}

std::optional<ErrorInfo> RunEnd::due(const Trainer& trainer, const MetricsRecorder& record) {
    follow(trainer, record);
    if (suspended_) return std::nullopt;
    const int64_t patience = trainer.spec().has("patience") ? trainer.spec().integer("patience") : 0;
    if (patience_.isOver(patience)) {
        const std::string best = epochText(patience_.bestEpoch());
        if (patience_.waited() == 1) return reasonOfEnd("run.ended.patience", {best});
        return reasonOfEnd("run.ended.patience", {std::to_string(patience_.waited()), best});
    }
    if (!timeIsUp(trainer, record)) return std::nullopt;
    const std::string minutes = minutesText(trainer.spec().number("minutes"));
    if (record.best().step < 0) return reasonOfEnd("run.ended.minutes", {minutes});
    return reasonOfEnd("run.ended.minutes", {minutes, epochText(record.best().epoch)});
}

}  // namespace zscape
