#pragma once

#include "engine/session/types.h"

#include <QString>
#include <QStringList>

namespace zscape {

/// Steps are made, or the last of them.
bool isTraining(RunState state);
/// A run has begun and is not at its end: it trains, or is paused.
bool isUnderWay(RunState state);
/// A person, and no rule, has ended the run before its end.
bool isStopped(RunState state, const RunInfo& info);
/// The epoch in which it was stopped, from 1. \pre isStopped()
int64_t stoppedInEpoch(const RunInfo& info);
/// "2 epochs left", with a decimal where it was stopped within one. \pre isStopped()
QString epochsLeftText(const RunInfo& info);
/// What Train does to a run that has begun: the rest of what was planned ("Train adds 18.3 epochs", as epochsLeftText()
/// has it), and after that the same once more. Empty: it cannot be trained.
QString trainAddsText(const RunInfo& info);
/// "0.3 GB", of whole megabytes below a tenth of one.
QString bytesText(int64_t bytes);
/// "7, 8 and 9", of many "7, 8, 9 and 4 more".
QString listText(const QStringList& names);

}  // namespace zscape
