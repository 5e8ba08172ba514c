#include "ui/shell/run_words.h"

#include "ui/text/english_plurals.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>
#include <optional>

namespace zscape {

namespace {

struct RunWords {
    Q_DECLARE_TR_FUNCTIONS(RunWords)
};

constexpr int64_t kTenthOfGigabyte = 100'000'000;
constexpr double kMegabyte = 1e6, kGigabyte = 1e9;

/// Of whole epochs none; else with a decimal and rounded up: what is left is never told as less than it is, or as
/// nothing.
std::optional<QString> partOfEpochs(int64_t steps, int64_t stepsPerEpoch) {
    if (steps % stepsPerEpoch == 0) return std::nullopt;
    const double epochs = static_cast<double>(steps) / static_cast<double>(stepsPerEpoch);
    return QLocale().toString(std::ceil(epochs * 10) / 10, 'f', 1);
}

}  // namespace

bool isTraining(RunState state) { return state == RunState::Running || state == RunState::Stopping; }

bool isUnderWay(RunState state) { return isTraining(state) || state == RunState::Paused; }

bool isStopped(RunState state, const RunInfo& info) {
    return state == RunState::Finished && info.endedBy.code.empty() && info.lastStep > 0 &&
           info.lastStep < info.epochsPlanned * info.stepsPerEpoch;
}

int64_t stoppedInEpoch(const RunInfo& info) { return (info.lastStep + info.stepsPerEpoch - 1) / info.stepsPerEpoch; }

QString epochsLeftText(const RunInfo& info) {
    const int64_t steps = info.epochsPlanned * info.stepsPerEpoch - info.lastStep;
    if (const auto part = partOfEpochs(steps, info.stepsPerEpoch)) return RunWords::tr("%1 epochs left").arg(*part);
    return RunWords::tr("%Ln epoch(s) left", nullptr, counted(steps / info.stepsPerEpoch));
}

QString trainAddsText(const RunInfo& info) {
    if (info.noTraining || info.epochsPlanned <= 0 || info.stepsPerEpoch <= 0) return {};
    const int64_t left = info.epochsPlanned * info.stepsPerEpoch - info.lastStep;
    const int64_t once = info.spec.has("epochs") ? info.spec.integer("epochs") : info.epochsPlanned;
    const int64_t steps = left > 0 ? left : once * info.stepsPerEpoch;
    if (const auto part = partOfEpochs(steps, info.stepsPerEpoch))
        return RunWords::tr("Train adds %1 epochs").arg(*part);
    return RunWords::tr("Train adds %Ln epoch(s)", nullptr, counted(steps / info.stepsPerEpoch));
}

QString bytesText(int64_t bytes) {
    if (bytes < kTenthOfGigabyte)
        return RunWords::tr("%1 MB").arg(QLocale().toString(std::ceil(static_cast<double>(bytes) / kMegabyte), 'f', 0));
    return RunWords::tr("%1 GB").arg(QLocale().toString(static_cast<double>(bytes) / kGigabyte, 'f', 1));
}

QString listText(const QStringList& names) {
    constexpr qsizetype kNamed = 3;
    if (names.size() <= 1) return names.join(QString());
    if (names.size() <= kNamed + 1)
        return RunWords::tr("%1 and %2").arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.last());
    return RunWords::tr("%1 and %Ln more", nullptr, counted(names.size() - kNamed))
        .arg(names.mid(0, kNamed).join(QStringLiteral(", ")));
}

}  // namespace zscape
