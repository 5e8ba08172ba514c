#pragma once

#include "engine/session/types.h"

#include <QString>
#include <QStringList>

namespace zscape {

/// A person, and no rule, has ended the run before its end.
bool isStopped(RunState state, const RunInfo& info);
/// The epoch in which it was stopped, from 1. \pre isStopped()
int64_t stoppedInEpoch(const RunInfo& info);
/// "2 epochs left", with a decimal where it was stopped within one. \pre isStopped()
QString epochsLeftText(const RunInfo& info);
/// "0.3 GB", of whole megabytes below a tenth of one.
QString bytesText(int64_t bytes);
/// "7, 8 and 9", of many "7, 8, 9 and 4 more".
QString listText(const QStringList& names);

}  // namespace zscape
