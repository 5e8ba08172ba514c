#include "engine/training/aggressive_encoder_training.h"

#include "engine/recipe/spec.h"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace zscape {
namespace {

/// Losses are compared by the sum of so many: one batch is harder than another.
constexpr int64_t kStepsCompared = 10;

bool isEncoders(const std::string& name) { return name.starts_with("codes.") || name.starts_with("latent."); }

NamedState chosen(const NamedState& parameters, bool encoders) {
    NamedState some;
    std::copy_if(parameters.begin(), parameters.end(), std::back_inserter(some),
                 [&](const auto& named) { return isEncoders(named.first) == encoders; });
    return some;
}

}  // namespace

std::vector<Tensor> tensorsOf(const NamedState& named) {
    std::vector<Tensor> tensors;
    for (const auto& [name, tensor] : named) tensors.push_back(tensor);
    return tensors;
}

NamedState AggressiveEncoderTraining::encoderOf(const NamedState& parameters) { return chosen(parameters, true); }
NamedState AggressiveEncoderTraining::othersOf(const NamedState& parameters) { return chosen(parameters, false); }

AggressiveEncoderTraining::AggressiveEncoderTraining(const NamedState& parameters, const ModelSpec& spec)
    : encoder_(tensorsOf(encoderOf(parameters))),
      others_(tensorsOf(othersOf(parameters))),
      adam_(encoderOf(parameters)),
      most_(spec.integer("encoder_steps")),
      batchSize_(spec.integer("batch_size")),
      state_(at::tensor({1.0, -std::numeric_limits<double>::infinity()}, at::kDouble)) {}

bool AggressiveEncoderTraining::leads() const { return state_.const_data_ptr<double>()[0] != 0; }

void AggressiveEncoderTraining::catchUp(const std::vector<int64_t>& trainImages, uint64_t seed,
                                        const std::function<Tensor(const std::vector<int64_t>& images)>& stepOn) {
    std::mt19937_64 random(seed);
    const auto batch = std::min(static_cast<size_t>(batchSize_), trainImages.size());
    std::vector<int64_t> images(batch);
    double before = std::numeric_limits<double>::infinity();
    for (int64_t taken = 0; taken < most_;) {
        const int64_t some = std::min(kStepsCompared, most_ - taken);
        Tensor sum;
        for (int64_t i = 0; i < some; ++i, ++taken) {
            for (int64_t& image : images) image = trainImages[random() % trainImages.size()];
            const Tensor loss = stepOn(images);
            sum = sum.defined() ? sum + loss : loss;
        }
        const double mean = sum.item<double>() / static_cast<double>(some);
        if (!(mean < before)) return;
        before = mean;
    }
}

void AggressiveEncoderTraining::judge(double mutualInformation) {
    auto* state = state_.data_ptr<double>();
    // One that is not a number ends the lead too.
    if (mutualInformation > state[1]) state[1] = mutualInformation;
    else state[0] = 0;
}

NamedState AggressiveEncoderTraining::state() const {
    NamedState all{{"lead", state_}};
    for (auto& [name, tensor] : adam_.state()) all.emplace_back("adam.encoder." + name, tensor);
    return all;
}

}  // namespace zscape
