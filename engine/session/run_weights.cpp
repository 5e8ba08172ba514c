#include "engine/session/run_weights.h"

#include "engine/analysis/pictures.h"
#include "engine/core/error.h"
#include "engine/model/code_search.h"
#include "engine/objective/build_model.h"
#include "engine/training/precision.h"
#include "engine/training/trainer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace zscape {
namespace {

std::vector<std::vector<float>> rowsOf(const Tensor& codes) {
    const Tensor values = codes.to(at::kFloat).contiguous();
    const float* row = values.const_data_ptr<float>();
    std::vector<std::vector<float>> rows;
    for (int64_t i = 0; i < values.size(0); ++i, row += values.size(1)) rows.emplace_back(row, row + values.size(1));
    return rows;
}

class SearchOnCpu : public ServedSearch {
public:
    SearchOnCpu(Model& model, View view) : model_(model), search_(model, std::move(view)) {}

    bool advance(int64_t steps) override { return search_.advance(steps); }
    std::vector<std::vector<float>> codes() override {
        const at::NoGradGuard noGradients;
        const Gaussian posterior = model_.latent->shape(model_.encoder->table()->codes(search_.rows()));
        return rowsOf(model_.latent->draw(posterior, 0, {}));
    }

private:
    Model& model_;
    CodeSearch search_;
};

class ModelOnCpu : public ServedModel {
public:
    explicit ModelOnCpu(const ModelSpec& spec) : model_(buildModel(spec, 0)) { model_.setTraining(false); }

    void use(const WeightsCopy& weights) { useWeights(model_, weights); }

    bool isConditional() const override { return model_.spec.conditional(); }
    bool hasEncoder() const override { return model_.encoder->table() == nullptr; }

    std::vector<Picture> decode(std::span<const std::vector<float>> codes, std::span<const int64_t> labels) override {
        const int64_t dimensions = model_.spec.codeSize();
        const Tensor z = at::empty({std::ssize(codes), dimensions}, at::kFloat);
        float* row = z.data_ptr<float>();
        for (const std::vector<float>& code : codes) {
            if (std::ssize(code) != dimensions)
                throw Error("decode.size", "A code of %1 numbers was given, and the model's codes have %2.",
                            {std::to_string(code.size()), std::to_string(dimensions)});
            row = std::copy(code.begin(), code.end(), row);
        }
        return picturesOf(model_.decode(z, labelTensor(labels)));
    }

    std::vector<std::vector<float>> encode(std::span<const Picture> pictures,
                                           std::span<const int64_t> labels) override {
        return rowsOf(model_.encode(pixelsOf(pictures), labelTensor(labels)));
    }

    std::unique_ptr<ServedSearch> search(std::span<const Picture> pictures, std::span<const int64_t> labels) override {
        const at::NoGradGuard noGradients;
        return std::make_unique<SearchOnCpu>(model_,
                                             model_.views->cleanView({pixelsOf(pictures), {}, labelTensor(labels)}));
    }

private:
    Tensor pixelsOf(std::span<const Picture> pictures) const {
        return tensorOf(pictures, model_.spec.shape.channels, model_.spec.shape.size);
    }
    /// [n], undefined for a model that reads none
    Tensor labelTensor(std::span<const int64_t> labels) const {
        if (!isConditional()) return {};
        const Tensor read = at::empty({std::ssize(labels)}, at::kLong);
        for (size_t i = 0; i < labels.size(); ++i) {
            if (labels[i] < 0 || labels[i] >= model_.spec.shape.labels)
                throw Error("label.unknown",
                            "The model has %1 labels, and none of the number %2. Choose one of its labels.",
                            {std::to_string(model_.spec.shape.labels), std::to_string(labels[i])});
            read.data_ptr<int64_t>()[i] = labels[i];
        }
        return read;
    }

    Model model_;
};

}  // namespace

RunWeights::RunWeights(uint64_t build, ModelSpec spec, std::shared_ptr<const WeightsCopy> weights)
    : ServedWeights(build, weights->step),
      spec_(std::move(spec)),
      weights_(std::move(weights)) {}

std::unique_ptr<ServedModel> RunWeights::load(std::unique_ptr<ServedModel> same) const {
    useThreads(1);
    if (!same) same = std::make_unique<ModelOnCpu>(spec_);
    static_cast<ModelOnCpu&>(*same).use(*weights_);
    return same;
}

}  // namespace zscape
