#include "engine/kernels/bce_from_logits.h"
#include "engine/offline/importance_sampling.h"
#include "engine/reproduce/runs.h"
#include "engine/training/evaluation.h"
#include "engine/training/patience.h"
#include "engine/training/random.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace zscape {
namespace {

constexpr int64_t kBoundSamples = 5000;
constexpr int64_t kBoundImages = 1000;
/// Estimating the bound of 1,000 images, in epochs of training with one code an image.
constexpr double kBoundWorth = 4;

/// 3^i epochs at 1e-3 * 10^(-i/7), i = 0 to 7, which are 3,280 (Burda et al. 2016, arXiv 1509.00519).
double burdaLearningRate(double epoch) {
    double end = 0, length = 1;
    for (int stage = 0; stage < 7; ++stage, length *= 3) {
        end += length;
        if (epoch < end) return 1e-3 * std::pow(10.0, -stage / 7.0);
    }
    return 1e-4;
}

double boundOf(ExperimentRunner& runner, Trainer& trainer, const Material& material) {
    Model& model = trainer.model();
    const EvaluationRegion region(model);
    const at::Generator generator = makeGenerator(at::kCPU, mixSeed(runner.seed(), RandomStream::HeldOut));
    Generators generators{generator, generator};
    const std::vector<int64_t> indices = ExperimentRunner::someHeldOut(material, kBoundImages);
    const BatchAssembler assembler(material.images, at::kCPU, false);
    double sum = 0;
    for (const int64_t index : indices) {
        sum += negativeLogLikelihood(model, assembler.make({index}), generators, kBoundSamples, kBoundSamples)
                   .item<double>();
        runner.did(kBoundWorth / static_cast<double>(indices.size()));
    }
    return sum / static_cast<double>(indices.size());
}

double finiteShare(const Tensor& values) { return values.isfinite().to(at::kDouble).mean().item<double>(); }

/// −Σ [t log p + (1 − t) log(1 − p)] from p = sigmoid(logits), as the formula is written.
Tensor bceFromProbabilities(const Tensor& logits, const Tensor& target) {
    const Tensor p = at::sigmoid(logits);
    return -(target * p.log() + (1 - target) * (1 - p).log()).flatten(1).sum(1);
}

Tensor gradientOf(Tensor (*form)(const Tensor&, const Tensor&), const Tensor& logits, const Tensor& target) {
    const Tensor leaf = logits.clone().requires_grad_(true);
    form(leaf, target).sum().backward();
    return leaf.grad();
}

}  // namespace

Numbers runPytorchVae(ExperimentRunner& runner) {
    runner.expect(static_cast<double>(runner.epochs()));
    const Material material = runner.digits();
    const auto trainer = runner.build("vae-dense", {}, material);
    runner.train(*trainer, runner.epochs());
    return {{"train_loss", trainer->takeEpochs().back().train.values[0]},
            {"test_loss", trainer->evaluateHeldOut().values[0]}};
}

Numbers runImportance(ExperimentRunner& runner) {
    // Fifty codes an image are decoded fifty times: about twenty epochs of one.
    constexpr double kWorthOfFifty = 20;
    const auto epochs = static_cast<double>(runner.epochs());
    runner.expect(epochs * (1 + kWorthOfFifty) + 2 * kBoundWorth);
    const Material material = runner.digits();
    Numbers numbers;
    for (const int64_t samples : {int64_t{1}, int64_t{50}}) {
        const auto trainer = runner.build("iwae",
                                          {{"iwae_samples", samples},
                                           {"network", std::string("dense")},
                                           {"hidden", std::string("200-200")},
                                           {"latent_dimensions", int64_t{50}},
                                           {"reconstruction", std::string("bernoulli")},
                                           {"binarisation", std::string("dynamic")},
                                           {"batch_size", int64_t{20}}},
                                          material);
        for (int64_t epoch = 0; epoch < runner.epochs(); ++epoch) {
            trainer->adjust("learning_rate", burdaLearningRate(static_cast<double>(epoch)));
            runner.train(*trainer, 1, samples == 1 ? 1 : kWorthOfFifty);
        }
        const double bound = boundOf(runner, *trainer, material);
        numbers.emplace_back("bound_k" + std::to_string(samples), bound);
        numbers.emplace_back("long_bound_k" + std::to_string(samples), bound);
    }
    numbers.emplace_back("gain", numbers[0].second - numbers[2].second);
    return numbers;
}

Numbers runQuadrants(ExperimentRunner& runner) {
    constexpr int64_t kPatience = 3;
    const int64_t most = runner.epochs();
    runner.expect(3 * static_cast<double>(most));
    const Material material = runner.digits();
    Numbers numbers;
    for (const int64_t seen : {1, 2, 3}) {
        const auto trainer = runner.build("cvae-quadrants", {{"seen_quadrants", seen}}, material);
        double guess = std::numeric_limits<double>::infinity();
        Patience patience;
        int64_t epoch = 0;
        while (epoch < most && !patience.isOver(kPatience)) {
            runner.train(*trainer, 1);
            ++epoch;
            const TermValues values = trainer->evaluateHeldOut();
            guess = std::min(guess, termOf(*trainer, values, "guess"));
            patience.tell(static_cast<double>(epoch),
                          termOf(*trainer, values, "reconstruction") + termOf(*trainer, values, "kl"));
        }
        runner.did(static_cast<double>(most - epoch));
        const std::string of = "_" + std::to_string(seen);
        numbers.insert(numbers.end(), {{"cvae" + of, patience.best()},
                                       {"network" + of, guess},
                                       {"gain" + of, guess - patience.best()},
                                       {"epoch" + of, std::max(0.0, patience.bestEpoch())}});
    }
    return numbers;
}

Numbers runBceForms(ExperimentRunner& runner) {
    constexpr double kExtreme = 200;
    runner.expect(1);
    const Material material = runner.digits();
    const Tensor target = ExperimentRunner::pixelsOf(material, ExperimentRunner::someHeldOut(material, 1000));
    const at::Generator generator = makeGenerator(at::kCPU, mixSeed(runner.seed(), RandomStream::Codes));
    const Tensor logits = at::randn(target.sizes(), generator, target.options()) * 3;
    const Tensor exact = bceFromProbabilities(logits.to(at::kDouble), target.to(at::kDouble));
    const auto apart = [&](const Tensor& values) {
        return ((values.to(at::kDouble) - exact).abs() / exact).max().item<double>();
    };

    // Sure of the wrong colour: cost |x| a pixel, gradient +-1.
    const Tensor black = at::zeros({2, 1, 1, 1}), sure = at::full({2, 1, 1, 1}, kExtreme);
    const Tensor sides = at::cat({sure.slice(0, 0, 1), -sure.slice(0, 1, 2)}),
                 wrong = at::cat({black.slice(0, 0, 1), black.slice(0, 1, 2) + 1});
    const Tensor cost = bceFromLogits(sides, wrong);
    const Tensor gradient = gradientOf(bceFromLogits, sides, wrong),
                 gradientOfProbabilities = gradientOf(bceFromProbabilities, sides, wrong);
    runner.did(1);
    return {{"difference_double", apart(bceFromLogits(logits.to(at::kDouble), target.to(at::kDouble)))},
            {"difference_float", apart(bceFromLogits(logits, target))},
            {"extreme_error", (cost.to(at::kDouble) - kExtreme).abs().max().item<double>()},
            {"extreme_gradient_error", (gradient.flatten().abs() - 1).abs().max().item<double>()},
            {"extreme_finite_probabilities", finiteShare(bceFromProbabilities(sides, wrong))},
            {"extreme_finite_gradient_probabilities", finiteShare(gradientOfProbabilities)}};
}

}  // namespace zscape
