#pragma once

#include "app/zscape_cli/model_commands.h"

namespace zscape {

class Output;

/// What a project holds: recipe, settings, images, how far it is trained, the last held-out loss. Exit status; throws
/// Error. Its runs are listed.
int runInfo(const ProjectRun& project, Output& output);

/// A run's curves as a table: writeCurvesCsv(). `out` ends in .csv.
int runCurves(const ProjectRun& project, const std::string& out, Output& output);

}  // namespace zscape
