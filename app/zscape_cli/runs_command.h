#pragma once

#include <string>

namespace zscape {

class Output;

/// Lists a project's runs: a line each, or an object each with --json. \throws Error "project.*"
int runRuns(const std::string& project, Output& output);

}  // namespace zscape
