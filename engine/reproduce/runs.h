#pragma once

#include "engine/reproduce/experiment_runner.h"

/// What the experiments of the table do for one seed; the keys are those of the table's quantities.
namespace zscape {

Numbers runPytorchVae(ExperimentRunner& runner);
Numbers runImportance(ExperimentRunner& runner);
Numbers runBceForms(ExperimentRunner& runner);
Numbers runCollapse(ExperimentRunner& runner);
Numbers runRemedies(ExperimentRunner& runner);
Numbers runLatentTerms(ExperimentRunner& runner);
Numbers runCoverage(ExperimentRunner& runner);
Numbers runPcaAgainstAe(ExperimentRunner& runner);
Numbers runTotalCorrelation(ExperimentRunner& runner);
Numbers runQuadrants(ExperimentRunner& runner);
Numbers runCodesStart(ExperimentRunner& runner);
Numbers runDenoising(ExperimentRunner& runner);

}  // namespace zscape
