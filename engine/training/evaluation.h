#pragma once

#include "engine/training/batch_source.h"
#include "engine/training/trainer.h"

#include <ATen/core/grad_mode.h>

#include <functional>
#include <stop_token>

namespace zscape {

/// No gradients and eval mode while it lives; then the mode that was.
class EvaluationRegion {
public:
    explicit EvaluationRegion(Model& model);
    ~EvaluationRegion();
    EvaluationRegion(const EvaluationRegion&) = delete;
    EvaluationRegion& operator=(const EvaluationRegion&) = delete;

private:
    Model& model_;
    bool training_;
    at::NoGradGuard noGradients_;
};

/// Images in a batch of evaluation: as many as make 4 million numbers, 1 to 1,000. A rule of shapes alone, for the
/// batches decide which random numbers fall to which image.
int64_t evaluationBatch(const DataShape& shape);

/// Means of total and terms over these images, in eval mode and fp32. `measured`, if any, is told of each batch.
/// \throws Cancelled
TermValues evaluateModel(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices,
                         SampleMode drawing, Generators generators, int64_t step, std::stop_token stop,
                         const std::function<void(int64_t images)>& measured = {});

/// A search for the code of each held-out image costs encode_steps passes: a run measures so many after an epoch.
constexpr size_t kMostSearched = 512;

/// All, or `most` of them at even distances.
std::vector<int64_t> evenlyAmong(const std::vector<int64_t>& indices, size_t most);

/// The images of `indices` that a run measures: all, or kMostSearched evenly among them where codes must be searched
/// for.
std::vector<int64_t> measurable(Model& model, const std::vector<int64_t>& indices);

/// Rows [count,W] for a model's table of codes, searched for with everything else held, whether the images have rows or
/// not.
Tensor searchRows(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices);

/// Model::encode of a batch: images with a row in a table of codes have that code.
Tensor encoded(Model& model, const Batch& batch);

/// mu of these images, [count x D] row-major.
std::vector<float> encodeImages(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices);

/// In batches. `drawing` defined: where a code and its variance are searched for, they are those of codes that are
/// drawn. `seen`, if any, is given each batch and its codes as the decoder gets them; what it throws ends the work.
Posteriors posteriorsOf(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices,
                        const at::Generator& drawing = {},
                        const std::function<void(const View& view, const Tensor& codes)>& seen = {});

}  // namespace zscape
