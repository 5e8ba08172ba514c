#include "engine/analysis/coverage.h"
#include "engine/analysis/gaussian_mixture.h"
#include "engine/analysis/pca.h"
#include "engine/reproduce/runs.h"
#include "engine/training/evaluation.h"
#include "engine/training/random.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <cmath>

namespace zscape {
namespace {

SettingValues denseCode(int64_t dimensions, const std::string& hidden, const std::string& reconstruction) {
    return {{"network", std::string("dense")},
            {"hidden", hidden},
            {"latent_dimensions", dimensions},
            {"reconstruction", reconstruction}};
}

/// Squared error a pixel of reconstructions from the code.
double squaredErrorOf(Trainer& trainer, const Material& material) {
    const auto& heldOut = material.split.heldOut;
    const Tensor pictures = picturesFrom(trainer, trainer.posteriors(heldOut).posterior.mu);
    return (pictures - ExperimentRunner::pixelsOf(material, heldOut)).square().mean().item<double>();
}

/// Squared error a pixel of the projection on the first axes of the training images, exactly.
double principalError(const PrincipalAxes& principal, size_t dimensions, const Tensor& pixels) {
    const auto width = static_cast<int64_t>(principal.mean.size());
    const Tensor mean = at::tensor(principal.mean);
    Tensor axes = at::empty({static_cast<int64_t>(dimensions), width});
    for (size_t i = 0; i < dimensions; ++i) axes[static_cast<int64_t>(i)] = at::tensor(principal.axes[i]);
    const Tensor centred = pixels.flatten(1) - mean;
    return (centred - at::mm(at::mm(centred, axes.t()), axes)).square().mean().item<double>();
}

double decibels(const Tensor& pictures, const Tensor& clean) {
    return -10 * std::log10((pictures - clean).square().mean().item<double>());
}

/// The middle of 3 x 3, edges repeated.
Tensor medianFiltered(const Tensor& pixels) {
    const Tensor windows = at::replication_pad2d(pixels, {1, 1, 1, 1}).unfold(2, 3, 1).unfold(3, 3, 1);
    return std::get<0>(windows.flatten(4).median(-1));
}

/// `count` codes of a mixture of Gaussians that is fitted to `codes` in so many rounds: [count,D]
Tensor drawnLike(const Tensor& codes, int64_t components, int64_t rounds, int64_t count, uint64_t seed) {
    const Tensor rows = codes.to(at::kCPU, at::kFloat).contiguous();
    const CodeRows view{{rows.const_data_ptr<float>(), static_cast<size_t>(rows.numel())}, rows.size(0), rows.size(1)};
    ThreadTeam team(at::get_num_threads());
    const GaussianMixture mixture = fitMixture(view, components, seed, team, {.most = rounds}).mixture;
    return at::tensor(mixture.sample(count, seed), at::kFloat).view({count, rows.size(1)});
}

}  // namespace

Numbers runCoverage(ExperimentRunner& runner) {
    constexpr int64_t kSamples = 2000, kCodesForFit = 10'000, kDimensions = 16, kComponents = 50;
    runner.expect(2 * static_cast<double>(runner.epochs()));
    const Material material = runner.digits();
    const Tensor real = ExperimentRunner::pixelsOf(material, ExperimentRunner::someHeldOut(material, kSamples));
    const uint64_t seed = mixSeed(runner.seed(), RandomStream::Codes);
    const at::Generator generator = makeGenerator(at::kCPU, seed);
    const auto covered = [&](Trainer& trainer, const Tensor& z) { return coverage(real, picturesFrom(trainer, z)); };
    Numbers numbers;

    const auto plain = runner.build("ae", denseCode(kDimensions, "512-256", "bce"), material);
    runner.train(*plain, runner.epochs());
    const std::vector<int64_t> some(material.split.train.begin(), material.split.train.begin() + kCodesForFit);
    const Tensor codes = plain->posteriors(some).posterior.mu;
    numbers.emplace_back("ae_standard", covered(*plain, at::randn({kSamples, kDimensions}, generator)));
    numbers.emplace_back("ae_fitted", covered(*plain, drawnLike(codes, 1, 1, kSamples, seed)));
    numbers.emplace_back("ae_mixture", covered(*plain, drawnLike(codes, kComponents, 50, kSamples, seed)));

    const auto variational = runner.build("vae-kl-qp", denseCode(kDimensions, "512-256", "bce"), material);
    runner.train(*variational, runner.epochs());
    numbers.emplace_back("vae_prior", covered(*variational, at::randn({kSamples, kDimensions}, generator)));
    const auto value = [&](size_t i) { return numbers[i].second; };
    numbers.insert(numbers.end(), {{"vae_gain", value(3) - value(0)},
                                   {"fitted_gain", value(1) - value(0)},
                                   {"mixture_gain", value(2) - value(1)}});
    return numbers;
}

Numbers runPcaAgainstAe(ExperimentRunner& runner) {
    constexpr int kMostDimensions = 32;
    runner.expect(3 * static_cast<double>(runner.epochs()));
    const Material material = runner.digits();
    PrincipalAnalysis analysis(static_cast<int>(material.images->bytesPerImage()));
    for (size_t begin = 0; begin < material.split.train.size(); begin += 10'000) {
        const auto first = material.split.train.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = material.split.train.begin() +
                          static_cast<std::ptrdiff_t>(std::min(material.split.train.size(), begin + 10'000));
        const Tensor rows = ExperimentRunner::pixelsOf(material, {first, last}).flatten(1).contiguous();
        analysis.add(rows.const_data_ptr<float>(), rows.size(0));
    }
    const PrincipalAxes principal = analysis.axes(kMostDimensions);
    const Tensor test = ExperimentRunner::pixelsOf(material, material.split.heldOut);
    Numbers numbers;
    for (const int64_t dimensions : {2, 8, 32}) {
        const std::string of = std::to_string(dimensions);
        const auto trainer = runner.build("ae", denseCode(dimensions, "512-256", "mse"), material);
        runner.train(*trainer, runner.epochs());
        const double linear = principalError(principal, static_cast<size_t>(dimensions), test),
                     bent = squaredErrorOf(*trainer, material);
        numbers.emplace_back("pca_" + of, linear);
        numbers.emplace_back("ae_" + of, bent);
        numbers.emplace_back("ratio_" + of, bent / linear);
    }
    return numbers;
}

Numbers runCodesStart(ExperimentRunner& runner) {
    runner.expect(1 + static_cast<double>(runner.epochs()));
    const Material material = runner.digits();
    const auto losses = [&](const std::string& start, int64_t epochs) {
        const auto trainer = runner.build("glo", {{"codes_start", start}}, material);
        runner.train(*trainer, epochs);
        return trainer->takeEpochs();
    };
    const auto meanOf = [](const Trainer::EpochRow& epoch) { return epoch.train.values[0]; };
    const double pca = meanOf(losses("pca", 1).back());
    const std::vector<Trainer::EpochRow> random = losses("random", runner.epochs());
    return {{"pca_first", pca},
            {"random_first", meanOf(random.front())},
            {"random_last", meanOf(random.back())},
            {"gain", meanOf(random.back()) - pca}};
}

Numbers runDenoising(ExperimentRunner& runner) {
    runner.expect(3 * static_cast<double>(runner.epochs()));
    const Material material = runner.digits();
    Numbers numbers;
    for (const int percent : {25, 50, 75}) {
        SettingValues values = denseCode(500, "1000", "mse");
        values["corruption"] = std::string("gaussian");
        values["corruption_strength"] = percent / 100.0;
        const auto trainer = runner.build("denoising-ae", values, material);
        runner.train(*trainer, runner.epochs());

        Model& model = trainer->model();
        const EvaluationRegion region(model);
        const at::Generator generator = makeGenerator(at::kCPU, mixSeed(runner.seed(), RandomStream::HeldOut));
        Generators generators{generator, generator};
        Batch batch;
        batch.pixels = ExperimentRunner::pixelsOf(material, material.split.heldOut);
        const View view = model.views->make(batch, generators, Purpose::HeldOut).front();
        const Tensor cleaned = model.decode(model.latent->draw(model.latent->shape(model.encoder->of(view)), 0, {}));
        const std::string of = "_" + std::to_string(percent);
        const double noisy = decibels(view.input, view.target);
        numbers.emplace_back("noisy" + of, noisy);
        numbers.emplace_back("gain" + of, decibels(cleaned, view.target) - noisy);
        numbers.emplace_back("median" + of, decibels(medianFiltered(view.input), view.target) - noisy);
    }
    return numbers;
}

}  // namespace zscape
