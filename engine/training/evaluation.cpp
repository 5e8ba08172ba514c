#include "engine/training/evaluation.h"

#include "engine/core/error.h"
#include "engine/model/code_search.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

#include <algorithm>

namespace zscape {

EvaluationRegion::EvaluationRegion(Model& model) : model_(model), training_(model.encoder->is_training()) {
    // A model that only answers is in eval mode all along, and its answers are short.
    if (training_) model_.setTraining(false);
}

EvaluationRegion::~EvaluationRegion() {
    if (training_) model_.setTraining(true);
}

Tensor encoded(Model& model, const Batch& batch) { return model.encode(batch.pixels, batch.label, batch.row); }

int64_t evaluationBatch(const DataShape& shape) {
    const int64_t numbers = int64_t{shape.channels} * shape.size * shape.size;
    return std::clamp<int64_t>(4'000'000 / numbers, 1, 1000);
}

TermValues evaluateModel(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices,
                         SampleMode drawing, Generators generators, int64_t step, std::stop_token stop,
                         const std::function<void(int64_t images)>& measured) {
    const EvaluationRegion region(model);
    Tensor sums;  // [1 + terms] double, on the device until the end
    const int64_t batch = std::max<int64_t>(1, evaluationBatch(model.spec.shape) / model.objective->draws);
    inBatches(indices, batch, [&](const std::vector<int64_t>& some) {
        if (stop.stop_requested()) throw Cancelled();
        const std::vector<Pass> passes = model.run(assembler.make(some), generators, drawing, /*training=*/false);
        std::vector<Tensor> values(1);
        for (const LossTerm& row : model.objective->terms(passes, *model.likelihood, step)) {
            values[0] = values[0].defined() ? values[0] + row.contribution : row.contribution;
            values.push_back(row.value);
        }
        const Tensor weighted = at::stack(values).to(at::kDouble) * static_cast<double>(some.size());
        sums = sums.defined() ? sums + weighted : weighted;
        if (measured) measured(std::ssize(some));
    });
    TermValues result;
    if (!sums.defined()) return result;
    result.images = static_cast<int64_t>(indices.size());
    const Tensor means = (sums / static_cast<double>(result.images)).cpu();
    result.values.assign(means.const_data_ptr<double>(), means.const_data_ptr<double>() + means.numel());
    return result;
}

std::vector<float> encodeImages(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices) {
    const EvaluationRegion region(model);
    std::vector<float> codes;
    inBatches(indices, evaluationBatch(model.spec.shape), [&](const std::vector<int64_t>& some) {
        const Tensor mu = encoded(model, assembler.make(some)).to(at::kFloat).cpu().contiguous();
        codes.insert(codes.end(), mu.const_data_ptr<float>(), mu.const_data_ptr<float>() + mu.numel());
    });
    return codes;
}

Posteriors posteriorsOf(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices,
                        const at::Generator& drawing,
                        const std::function<void(const View& view, const Tensor& codes)>& seen) {
    const EvaluationRegion region(model);
    const auto onCpu = [](const Tensor& tensor) { return tensor.to(at::kCPU, at::kFloat); };
    std::vector<Tensor> mu, logVar, codes, priorMu, priorLogVar;
    inBatches(indices, evaluationBatch(model.spec.shape), [&](const std::vector<int64_t>& some) {
        const View view = model.views->cleanView(assembler.make(some));
        const Gaussian posterior = model.posterior(view, drawing);
        const Tensor shown = model.latent->draw(posterior, 0, {});
        if (seen) seen(view, shown);
        codes.push_back(onCpu(shown));
        mu.push_back(onCpu(posterior.mu));
        if (posterior.logVar.defined()) logVar.push_back(onCpu(posterior.logVar));
        const Gaussian prior = model.prior->of(view);
        if (!prior.mu.defined()) return;
        priorMu.push_back(onCpu(prior.mu).expand_as(mu.back()));
        priorLogVar.push_back(onCpu(prior.logVar).expand_as(mu.back()));
    });
    const auto joined = [](const std::vector<Tensor>& parts) { return parts.empty() ? Tensor() : at::cat(parts); };
    return {{joined(mu), joined(logVar)}, joined(codes), {joined(priorMu), joined(priorLogVar)}};
}

std::vector<int64_t> evenlyAmong(const std::vector<int64_t>& indices, size_t most) {
    std::vector<int64_t> some(std::min(indices.size(), most));
    for (size_t i = 0; i < some.size(); ++i) some[i] = indices[i * indices.size() / some.size()];
    return some;
}

std::vector<int64_t> measurable(Model& model, const std::vector<int64_t>& indices) {
    return model.encoder->table() ? evenlyAmong(indices, kMostSearched) : indices;
}

Tensor searchRows(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices) {
    const EvaluationRegion region(model);
    std::vector<Tensor> found;
    inBatches(indices, evaluationBatch(model.spec.shape), [&](const std::vector<int64_t>& some) {
        found.push_back(CodeSearch(model, model.views->cleanView(assembler.make(some))).result());
    });
    return at::cat(found);
}

}  // namespace zscape
