#pragma once

#include "engine/session/run_list.h"

#include <string>
#include <vector>

namespace zscape {

class Project;

/// Those of a project, none of which is current but Project::currentRun(). A run that this version cannot read is
/// there by its number and name alone. \throws Error "project.*"
std::vector<RunRow> runsOf(const Project& project);

/// How `config` is trained by zscape-cli on these images into `project`, as one line for a shell.
std::string commandOf(const RunConfig& config, const ImportRequest& images, const std::string& project);

}  // namespace zscape
