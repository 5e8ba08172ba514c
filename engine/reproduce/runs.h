#pragma once

#include "engine/reproduce/laboratory.h"

/// What the experiments of the table do for one seed; the keys are those of the table's quantities.
namespace zscape {

Numbers runPytorchVae(Laboratory& laboratory);
Numbers runImportance(Laboratory& laboratory);
Numbers runBceForms(Laboratory& laboratory);
Numbers runCollapse(Laboratory& laboratory);
Numbers runRemedies(Laboratory& laboratory);
Numbers runLatentTerms(Laboratory& laboratory);
Numbers runCoverage(Laboratory& laboratory);
Numbers runPcaAgainstAe(Laboratory& laboratory);
Numbers runTotalCorrelation(Laboratory& laboratory);
Numbers runQuadrants(Laboratory& laboratory);
Numbers runCodesStart(Laboratory& laboratory);
Numbers runDenoising(Laboratory& laboratory);

}  // namespace zscape
