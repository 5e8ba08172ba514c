#pragma once

#include "app/zscape_cli/train_command.h"
#include "engine/core/setting.h"
#include "engine/session/types.h"

namespace zscape {

/// How a stored run is gone on with.
struct ResumePlan {
    OpenRequest request;    ///< with the place that was named, where it is not the one that is stored
    SettingValues changed;  ///< live settings that --set changes, to be adjusted before training goes on
};

/// Compares a command line with the project that it wants to go on with, so that nothing is trained under a wrong name.
/// \throws Error "resume.*" naming what differs, and Project::openForReading's
ResumePlan checkResume(const TrainOptions& options);

}  // namespace zscape
