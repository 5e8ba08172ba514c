#include "engine/session/run_weights.h"

#include "engine/core/error.h"
#include "engine/inference/inference.h"
#include "engine/training/trainer.h"

#include <optional>

namespace zscape {
namespace {

std::vector<std::vector<float>> rowsOf(const FloatMatrix& codes) {
    std::vector<std::vector<float>> rows;
    for (auto row = codes.values.begin(); row != codes.values.end(); row += codes.columns)
        rows.emplace_back(row, row + codes.columns);
    return rows;
}

class InferenceSearch : public ServedSearch {
public:
    explicit InferenceSearch(std::unique_ptr<SearchedCodes> search) : search_(std::move(search)) {}

    bool advance(int64_t steps) override { return search_->advance(steps); }
    std::vector<std::vector<float>> codes() override { return rowsOf(search_->codes()); }

private:
    std::unique_ptr<SearchedCodes> search_;
};

class ServedInference : public ServedModel {
public:
    void use(const ModelSpec& spec, const WeightsCopy& weights, const ChannelColours& colours) {
        if (inference_) inference_->useWeights(weights);
        else inference_ = std::make_unique<Inference>(Inference::ofWeights(spec, weights, /*threads=*/1));
        inference_->showIn(colours);
    }

    bool isConditional() const override { return inference_->spec().conditional(); }
    bool hasEncoder() const override { return inference_->hasEncoder(); }
    bool hasVariance() const override { return inference_->hasVariance(); }

    std::vector<Picture> decode(std::span<const std::vector<float>> codes, std::span<const int64_t> labels) override {
        return inference_->decode(matrixOf(codes), labels);
    }
    std::vector<std::vector<float>> encode(std::span<const Picture> pictures,
                                           std::span<const int64_t> labels) override {
        return rowsOf(inference_->encode(pictures, labels));
    }
    std::unique_ptr<ServedSearch> search(std::span<const Picture> pictures, std::span<const int64_t> labels) override {
        return std::make_unique<InferenceSearch>(inference_->search(pictures, labels));
    }

    std::vector<std::vector<float>> roundTrip(std::span<const std::vector<float>> codes,
                                              std::span<const int64_t> labels) override {
        return rowsOf(inference_->roundTrip(matrixOf(codes), labels));
    }
    std::vector<float> stretch(std::span<const std::vector<float>> codes,
                               const std::array<std::vector<float>, 2>& directions,
                               std::span<const int64_t> labels) override {
        return inference_->stretch(matrixOf(codes), directions, labels);
    }
    ServedPosteriors posterior(std::span<const Picture> pictures, std::span<const int64_t> labels) override {
        const CodePosteriors posteriors = inference_->posterior(pictures, labels);
        return {rowsOf(posteriors.mu), rowsOf(posteriors.sigma)};
    }

private:
    FloatMatrix matrixOf(std::span<const std::vector<float>> codes) const {
        FloatMatrix rows{std::ssize(codes), inference_->spec().codeSize(), {}};
        for (const std::vector<float>& code : codes) {
            if (std::ssize(code) != rows.columns)
                throw Error("decode.size", "A code of %1 numbers was given, and the model's codes have %2.",
                            {std::to_string(code.size()), std::to_string(rows.columns)});
            rows.values.insert(rows.values.end(), code.begin(), code.end());
        }
        return rows;
    }

    std::unique_ptr<Inference> inference_;  ///< set by use()
};

}  // namespace

RunWeights::RunWeights(uint64_t build, ModelSpec spec, std::shared_ptr<const WeightsCopy> weights,
                       const ChannelColours& colours)
    : ServedWeights(build, weights->step),
      spec_(std::move(spec)),
      weights_(std::move(weights)),
      colours_(colours) {}

std::unique_ptr<ServedModel> RunWeights::load(std::unique_ptr<ServedModel> same) const {
    if (!same) same = std::make_unique<ServedInference>();
    static_cast<ServedInference&>(*same).use(spec_, *weights_, colours_);
    return same;
}

}  // namespace zscape
