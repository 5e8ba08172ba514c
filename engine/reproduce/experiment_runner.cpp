#include "engine/reproduce/experiment_runner.h"

#include "engine/core/error.h"
#include "engine/data/import.h"
#include "engine/training/evaluation.h"
#include "engine/training/precision.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <stdexcept>

namespace zscape {
namespace {

constexpr int kShapesSize = 32;
constexpr double kHeldOut = 0.1;  // of shapes: digits have a split of their own
constexpr uint64_t kSplitSeed = 1;
constexpr int64_t kImagesAtOnce = 1000;

}  // namespace

ExperimentRunner::ExperimentRunner(ReproduceOptions options, ProgressSink progress, std::stop_token stop)
    : options_(options),
      progress_(std::move(progress)),
      stop_(std::move(stop)) {}

void ExperimentRunner::begin(uint64_t seed) { seed_ = seed; }

int ExperimentRunner::threads() const { return planFor({}, "cpu", "fp32", options_.threads).threads; }

Material ExperimentRunner::digits() {
    ImportRequest request;
    request.sources = {"sample:digits"};
    return opened(importImages(request, {}, stop_));
}

Material ExperimentRunner::shapes(int64_t count) {
    ImportRequest request;
    request.sources = {"sample:shapes"};
    request.settings.size = kShapesSize;
    request.settings.channels = 3;
    request.settings.sampleCount = count;
    return opened(importImages(request, {}, stop_));
}

Material ExperimentRunner::opened(std::shared_ptr<const ImageSet> images) {
    // What is left is told by the work that was done, not by the images that were read before it.
    if (done_ == 0) began_ = std::chrono::steady_clock::now();
    Split split = makeSplit(*images, kHeldOut, kSplitSeed);
    return {std::move(images), std::move(split)};
}

void ExperimentRunner::expect(double epochs) {
    expected_ = epochs;
    show();
}

void ExperimentRunner::did(double epochs) {
    if (stop_.stop_requested()) throw Cancelled();
    done_ += epochs;
    show();
}

void ExperimentRunner::show() {
    constexpr std::chrono::milliseconds kBetween{100};
    const auto now = std::chrono::steady_clock::now();
    if (!progress_ || now - shown_ < kBetween) return;
    shown_ = now;
    constexpr double kPerMille = 1000;  // an epoch is long: its thousandths are counted
    const double total = expected_ * options_.seeds;
    const double seconds = std::chrono::duration<double>(now - began_).count();
    Progress progress{"Seed " + std::to_string(seed_) + " of " + std::to_string(options_.seeds), 0,
                      static_cast<int64_t>(kPerMille), -1};
    if (total > 0)
        progress.done = std::clamp<int64_t>(static_cast<int64_t>(kPerMille * done_ / total), 0, progress.total);
    if (done_ > 0) progress.secondsLeft = std::max(0.0, seconds * (total - done_) / done_);
    progress_(progress);
}

std::unique_ptr<Trainer> ExperimentRunner::build(const std::string& recipe, const SettingValues& overrides,
                                                 const Material& material) const {
    DataShape shape = shapeOf(*material.images);
    shape.images = static_cast<int64_t>(material.split.train.size());
    // What a claim was measured with: the recipe's own batch, however few images there are.
    const Recipe& chosen = findRecipe(recipe);
    SettingValues values = overrides;
    values.try_emplace("batch_size", findSetting(chosen.settings, "batch_size").value);
    ModelSpec spec = makeSpec(chosen, values, shape);
    const ComputePlan plan = planFor(spec, "cpu", "fp32", options_.threads);
    return std::make_unique<Trainer>(std::move(spec), plan, material.images, material.split, seed_);
}

void ExperimentRunner::train(Trainer& trainer, int64_t epochs, double worth,
                             const std::function<void(Trainer&)>& everyStep) {
    const int64_t last = trainer.step() + epochs * trainer.stepsPerEpoch();
    const double share = worth / static_cast<double>(trainer.stepsPerEpoch());
    while (trainer.step() < last) {
        trainer.advance();
        if (trainer.failedStep() >= 0)
            throw Error("reproduce.failed",
                        "The loss of step %1 was not finite, so there is nothing to compare. Report this with the "
                        "experiment's name and seed %2.",
                        {std::to_string(trainer.failedStep()), std::to_string(seed_)});
        did(share);
        if (everyStep) everyStep(trainer);
        trainer.takeSteps();  // the rows of a long run would pile up
    }
}

Tensor ExperimentRunner::pixelsOf(const Material& material, const std::vector<int64_t>& indices) {
    return BatchAssembler(material.images, at::kCPU, false).make(indices).pixels;
}

std::vector<int64_t> ExperimentRunner::someHeldOut(const Material& material, int64_t count) {
    const auto& all = material.split.heldOut;
    return {all.begin(), all.begin() + std::min<std::ptrdiff_t>(count, static_cast<std::ptrdiff_t>(all.size()))};
}

Tensor picturesFrom(Trainer& trainer, const Tensor& z) {
    useThreads(trainer.plan().threads);
    const EvaluationRegion region(trainer.model());
    std::vector<Tensor> pictures;
    for (const Tensor& some : z.split(kImagesAtOnce)) pictures.push_back(trainer.model().decode(some));
    return at::cat(pictures);
}

double termOf(const Trainer& trainer, const TermValues& values, const std::string& term) {
    for (size_t i = 0; i < trainer.terms().size(); ++i)
        if (trainer.terms()[i] == term) return values.values.at(i);
    throw std::logic_error("the run has no term " + term);
}

}  // namespace zscape
