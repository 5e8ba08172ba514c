#pragma once

#include "app/zscape_cli/train_command.h"
#include "engine/core/setting.h"

namespace zscape {

/// Compares a command line with the project that it wants to go on with, so that nothing is trained under a wrong name.
/// \return live settings that --set changes, to be adjusted before training goes on
/// \throws Error "resume.*" naming what differs, and Project::open's
SettingValues checkResume(const TrainOptions& options);

}  // namespace zscape
