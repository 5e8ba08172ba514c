#include "app/zscape_cli/verbs.h"

// In the module: what verbs() looks for.
extern "C" const zscape::Verbs* zscapeVerbs() {
    using namespace zscape;
    static constexpr Verbs verbs{runTrain,  runEvaluate,    runEncode,      runLayout,   runCluster,
                                 runDecode, runReconstruct, runInterpolate, runSample,   runSwapLabels,
                                 runInfo,   runRuns,        runCurves,      runReproduce};
    return &verbs;
}
