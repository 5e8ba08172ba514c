#pragma once

#include "engine/session/metrics_recorder.h"
#include "engine/training/patience.h"
#include "engine/training/trainer.h"

#include <optional>

namespace zscape {

/// Why a run has ended by itself, for a person. `code` says by which rule, and `numbers` are those of its sentence, as
/// a project keeps them. \throws Error "project.corrupt" where there is no such sentence
ErrorInfo reasonOfEnd(const std::string& code, const std::vector<std::string>& numbers);

/// When a run ends by itself: after "patience" epochs without a better held-out total, or after "minutes" of training;
/// both 0: never. Belongs to the run thread.
///
/// Told by the record alone, so that a run that is taken up again ends where it would have ended. Epochs at whose end a
/// schedule still moves count for nothing, nor do those before a live setting of the objective was changed: their
/// totals do not compare.
class RunEnd {
public:
    /// How long a stretch of training is to be.
    enum class Length { Planned, Given };

    /// Another run, at step 0.
    void forget() { *this = RunEnd(); }
    /// A stretch of training begins. Where the run has ended by itself before, it goes on for as many epochs or minutes
    /// once more; and with a length that a person gave, as far as that.
    void begin(const Trainer& trainer, const MetricsRecorder& record, Length length);
    /// Why it ends now, for a person: the current step is done, and measured if its epoch ended.
    std::optional<ErrorInfo> due(const Trainer& trainer, const MetricsRecorder& record);
    /// The minutes are over, measured or not.
    bool timeIsUp(const Trainer& trainer, const MetricsRecorder& record) const;
    /// Until they are; infinity: never.
    double secondsLeft(const Trainer& trainer, const MetricsRecorder& record) const;

private:
    void follow(const Trainer& trainer, const MetricsRecorder& record);

    Patience patience_;
    int64_t rows_ = 0;          ///< of the held-out table, told
    size_t marks_ = 0;          ///< seen
    double secondsBefore_ = 0;  ///< on the run's clock, that count no more
    bool suspended_ = false;    ///< this stretch goes as far as a person said
};

}  // namespace zscape
