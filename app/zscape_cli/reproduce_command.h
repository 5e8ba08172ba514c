#pragma once

#include "engine/reproduce/experiment.h"

#include <string>

namespace zscape {

class Output;

/// Without a name the list of experiments; else one of them, with its verdict. Exit status; throws Error.
int runReproduce(const std::string& name, const ReproduceOptions& options, Output& output);

}  // namespace zscape
