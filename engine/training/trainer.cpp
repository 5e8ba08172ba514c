#include "engine/training/trainer.h"

#include "engine/core/error.h"
#include "engine/recipe/label_map.h"
#include "engine/training/evaluation.h"
#include "engine/training/precision.h"
#include "engine/training/random.h"
#include "engine/training/trainer_state.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace zscape {

Trainer::Trainer(ModelSpec spec, ComputePlan plan, std::shared_ptr<const ImageSet> images, Split split, uint64_t seed)
    : impl_(std::make_unique<Implementation>(std::move(spec), std::move(plan), std::move(images), std::move(split),
                                             seed)) {}

Trainer::~Trainer() = default;

const std::vector<std::string>& Trainer::terms() const { return impl_->terms; }
std::vector<LedgerLine> Trainer::ledger() const { return impl_->ledger; }
const ModelSpec& Trainer::spec() const { return impl_->spec; }
const ComputePlan& Trainer::plan() const { return impl_->plan; }
int64_t Trainer::parameterCount() const { return impl_->model.parameterCount(); }
int64_t Trainer::step() const { return impl_->step; }
int64_t Trainer::stepsPerEpoch() const { return (impl_->order.size() + impl_->batchSize - 1) / impl_->batchSize; }
double Trainer::epoch() const { return impl_->order.epochsDone(); }
int64_t Trainer::failedStep() const { return impl_->failedStep; }
std::shared_ptr<const std::vector<int64_t>> Trainer::tableRowsOf(const ImageSet& images) const {
    return impl_->codeRows && &images == impl_->images.get() ? impl_->codeRows->places() : nullptr;
}
bool Trainer::searchesFor(int64_t index) const {
    return impl_->codeRows && (*impl_->codeRows->places())[static_cast<size_t>(index)] < 0;
}
bool Trainer::encoderLeads() const { return impl_->lead && impl_->lead->leads(); }
bool Trainer::scheduleMoves(int64_t step) const { return impl_->model.objective->moves(step); }
int Trainer::latentDimensions() const { return impl_->latentDimensions; }
Model& Trainer::model() { return impl_->model; }

void Trainer::advance() { impl_->advance(); }

std::vector<Trainer::StepRow> Trainer::takeSteps(bool wait) {
    impl_->collect(wait);
    return std::exchange(impl_->rows, {});
}

std::vector<Trainer::EpochRow> Trainer::takeEpochs() { return impl_->means.take(); }

void Trainer::keepPassCodes(bool kept) {
    if (kept == impl_->keepsPassCodes) return;
    impl_->keepsPassCodes = kept;
    impl_->passCodes.forget();
}

std::vector<Trainer::PassCodes> Trainer::takePassCodes(bool wait) { return impl_->passCodes.collect(wait); }
bool Trainer::passesShowCodes() const { return impl_->passesShowCodes; }
bool Trainer::encoderIsSettled() const { return !impl_->encoderNormalises || impl_->step >= kSettlingSteps; }

TermValues Trainer::evaluateHeldOut(std::stop_token stop) {
    useThreads(impl_->plan.threads);
    const uint64_t seed = mixSeed(impl_->seed, RandomStream::HeldOut, static_cast<uint64_t>(impl_->order.epoch()));
    const at::Generator generator = makeGenerator(impl_->plan.device, seed);
    return evaluateModel(impl_->model, impl_->assembler, measurable(impl_->model, impl_->split.heldOut),
                         SampleMode::Sampled, {generator, generator}, impl_->step, stop);
}

TermValues Trainer::evaluate(const ImageSet& images, const std::vector<int64_t>& indices, bool sampled,
                             uint64_t evaluationSeed, std::stop_token stop) {
    useThreads(impl_->plan.threads);
    const at::Generator generator = makeGenerator(impl_->plan.device, mixSeed(evaluationSeed, RandomStream::HeldOut));
    const BatchAssembler assembler(borrowed(images), impl_->plan.device, impl_->plan.channelsLast, nullptr,
                                   labelsFor(impl_->spec, images));
    return evaluateModel(impl_->model, assembler, measurable(impl_->model, knownTo(impl_->spec, images, indices)),
                         sampled ? SampleMode::Sampled : SampleMode::Mean, {generator, generator}, impl_->step, stop);
}

std::vector<float> Trainer::encode(const std::vector<int64_t>& indices) {
    useThreads(impl_->plan.threads);
    return encodeImages(impl_->model, impl_->assembler, indices);
}

Posteriors Trainer::posteriors(const std::vector<int64_t>& indices, std::stop_token stop) {
    useThreads(impl_->plan.threads);
    return posteriorsOf(impl_->model, impl_->assembler, indices, {}, [&stop](const View&, const Tensor&) {
        if (stop.stop_requested()) throw Cancelled();
    });
}

int64_t Trainer::carryWeightsFrom(const Trainer& other) {
    if (impl_->spec.part("latent") != other.impl_->spec.part("latent")) return 0;
    const auto networksOf = [](const Implementation& run) {
        std::map<std::string, Tensor> tensors;
        for (const NamedTensors* named : {&run.parameters, &run.buffers})
            for (const auto& [name, tensor] : *named)
                if (name.starts_with("codes.") || name.starts_with("decoder.") ||
                    (name.starts_with("prior.") && named == &run.parameters))
                    tensors.emplace(name, tensor);
        return tensors;
    };
    const auto into = networksOf(*impl_);
    const auto from = networksOf(*other.impl_);
    const bool same = into.size() == from.size() &&
                      std::equal(into.begin(), into.end(), from.begin(), [](const auto& a, const auto& b) {
                          return a.first == b.first && a.second.sizes() == b.second.sizes();
                      });
    if (!same) return 0;
    const at::NoGradGuard noGradients;
    for (const auto& [name, tensor] : into) tensor.copy_(from.at(name));
    return static_cast<int64_t>(into.size());
}

void Trainer::adjust(const std::string& key, double value) {
    const Setting& setting = findSetting(impl_->spec.recipe.settings, key);
    const bool whole = setting.type == Setting::Type::Integer && value == std::floor(value) && std::abs(value) < 9e15;
    impl_->adjust(key, whole ? SettingValue(static_cast<int64_t>(value)) : SettingValue(value));
}

std::shared_ptr<const WeightsCopy> Trainer::copyWeights() const {
    const at::NoGradGuard noGradients;
    auto copy = std::make_shared<WeightsCopy>();
    copy->step = impl_->step;
    for (const NamedTensors* named : {&impl_->parameters, &impl_->buffers})
        for (const auto& [name, tensor] : *named)
            copy->tensors.push_back(tensor.is_cpu() ? tensor.detach().clone() : tensor.detach().cpu());
    return copy;
}

CheckpointBytes Trainer::checkpoint() const { return {impl_->step, impl_->checkpoint()}; }

void Trainer::restore(const std::vector<uint8_t>& bytes) { impl_->restore(bytes); }

void useWeights(Model& model, const WeightsCopy& weights) {
    NamedTensors into = model.parameters();
    for (auto& buffer : model.buffers()) into.push_back(std::move(buffer));
    bool fits = into.size() == weights.tensors.size();
    for (size_t i = 0; fits && i < into.size(); ++i) fits = into[i].second.sizes() == weights.tensors[i].sizes();
    if (!fits)
        throw Error(
            "weights.model",
            "The weights belong to another model. Build it from the recipe and settings that they were trained with.");
    const at::NoGradGuard noGradients;
    for (size_t i = 0; i < into.size(); ++i) {
        Tensor& own = into[i].second;
        const Tensor& other = weights.tensors[i];
        // A convolution's weights lie in the trainer's order, and of one picture the model's own is the faster one.
        if (own.strides() == other.strides() && own.scalar_type() == other.scalar_type()) own.set_data(other);
        else own.copy_(other);
    }
}

}  // namespace zscape
