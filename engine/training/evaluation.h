#pragma once

#include "engine/training/batch_source.h"
#include "engine/training/trainer.h"

#include <stop_token>

namespace zscape {

/// Images in a batch of evaluation: as many as make 4 million numbers, 1 to 1,000. A rule of shapes alone, for the
/// batches decide which random numbers fall to which image.
int64_t evaluationBatch(const DataShape& shape);

/// Means of total and terms over these images, in eval mode and fp32; the model is in training mode before and after.
/// \throws Cancelled
TermValues evaluateModel(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices, Drawing drawing, Draws draws, int64_t step,
                         std::stop_token stop);

/// mu of these images, [count x D] row-major.
std::vector<float> encodeImages(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices);

/// In batches; the model is in training mode before and after.
Posteriors posteriorsOf(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices);

}  // namespace zscape
