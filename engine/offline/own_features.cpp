#include "engine/offline/own_features.h"

#include "engine/analysis/frechet.h"
#include "engine/core/error.h"
#include "engine/training/evaluation.h"
#include "engine/training/precision.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace zscape {
namespace {

constexpr uint64_t kSeed = 1;

ModelSpec featureSpec(const ImageSet& images, int64_t count) {
    return makeSpec(findRecipe("ae"),
                    {{"latent_dimensions", OwnFeatures::kDimensions},
                     {"hidden", std::string("256")},
                     {"width", int64_t{16}},
                     {"batch_size", int64_t{128}},
                     {"reconstruction", std::string("mse")},
                     {"learning_rate", 0.001}},
                    {images.channels(), images.size(), 0, count});
}

}  // namespace

OwnFeatures::OwnFeatures(const std::shared_ptr<const ImageSet>& images, const std::vector<int64_t>& indices,
                         int threads, std::stop_token stop) {
    const ModelSpec spec = featureSpec(*images, static_cast<int64_t>(indices.size()));
    trainer_ =
        std::make_unique<Trainer>(spec, planFor(spec, "cpu", "fp32", threads), images, Split{indices, {}}, kSeed);
    for (int64_t step = 0; step < kSteps; ++step) {
        if (stop.stop_requested()) throw Cancelled();
        trainer_->advance();
    }
    if (trainer_->failedStep() >= 0)
        throw Error("evaluate.features",
                    "The autoencoder whose features measure the samples could not be trained on these images.");
    trainer_->model().setTraining(false);
}

Tensor OwnFeatures::of(const Tensor& pixels) {
    useThreads(trainer_->plan().threads);
    std::vector<Tensor> codes;
    for (Tensor some : pixels.split(evaluationBatch(trainer_->spec().shape))) {
        if (trainer_->plan().channelsLast) some = some.contiguous(at::MemoryFormat::ChannelsLast);
        codes.push_back(trainer_->model().encode(some));
    }
    return at::cat(codes);
}

std::string OwnFeatures::description() {
    return "codes of an autoencoder of Zscape's own, " + std::to_string(kDimensions) + " dimensions, trained for " +
           std::to_string(kSteps) + " steps on the measured images; not FID";
}

double frechetOnOwnFeatures(Model& model, const Tensor& z, const Tensor& labels, const ImageSet& images,
                            const std::vector<int64_t>& indices, int threads, std::stop_token stop) {
    std::unique_ptr<OwnFeatures> features;
    {
        const at::AutoGradMode gradients(true);  // it is asked for where nothing records them
        features = std::make_unique<OwnFeatures>(borrowed(images), indices, threads, stop);
    }
    const BatchAssembler assembler(borrowed(images), at::kCPU, false);
    const int64_t rows = evaluationBatch(model.spec.shape);
    std::vector<Tensor> real, drawn;
    inBatches(indices, rows, [&](const std::vector<int64_t>& some) {
        if (stop.stop_requested()) throw Cancelled();
        real.push_back(features->of(assembler.make(some).pixels));
    });
    for (int64_t begin = 0; begin < z.size(0); begin += rows) {
        if (stop.stop_requested()) throw Cancelled();
        const Tensor label = labels.defined() ? labels.slice(0, begin, begin + rows) : Tensor();
        drawn.push_back(features->of(model.decode(z.slice(0, begin, begin + rows), label).to(at::kCPU, at::kFloat)));
    }
    return frechetDistance(at::cat(real), at::cat(drawn));
}

}  // namespace zscape
