#pragma once

#include "app/zscape_cli/cluster_command.h"
#include "app/zscape_cli/info_commands.h"
#include "app/zscape_cli/layout_command.h"
#include "app/zscape_cli/model_commands.h"
#include "app/zscape_cli/reproduce_command.h"
#include "app/zscape_cli/runs_command.h"
#include "app/zscape_cli/train_command.h"

namespace zscape {

/// The commands that compute or read pictures. They lie in the program's module: whoever only asks for words, or types
/// something wrong, does not wait for LibTorch.
struct Verbs {
    decltype(&runTrain) train;
    decltype(&runEvaluate) evaluate;
    decltype(&runEncode) encode;
    decltype(&runLayout) layout;
    decltype(&runCluster) cluster;
    decltype(&runDecode) decode;
    decltype(&runReconstruct) reconstruct;
    decltype(&runInterpolate) interpolate;
    decltype(&runSample) sample;
    decltype(&runSwapLabels) swapLabels;
    decltype(&runInfo) info;
    decltype(&runRuns) runs;
    decltype(&runCurves) curves;
    decltype(&runReproduce) reproduce;
};

/// Loads the module. \throws Error what moduleFunction() throws
const Verbs& verbs();

}  // namespace zscape
