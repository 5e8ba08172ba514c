#include "engine/analysis/factor_scores.h"
#include "engine/objective/posterior_statistics.h"
#include "engine/reproduce/runs.h"
#include "engine/training/random.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace zscape {
namespace {

/// The network of the reference: dense 512-256, 16 dimensions.
SettingValues referenceNetwork() {
    return {{"network", std::string("dense")},
            {"hidden", std::string("512-256")},
            {"latent_dimensions", int64_t{16}},
            {"learning_rate", 0.001},
            {"batch_size", int64_t{128}}};
}

constexpr double kBceToReach = 110;  // nats per image, test images, from mu
constexpr int64_t kStepsBetweenLooks = 10;
constexpr int64_t kEpochsOfTerms = 2;
constexpr int64_t kMoreEpochs = 2;  // for a seed that has not reached it by then

/// What a run with one latent term showed.
struct TermRun {
    double steps = std::numeric_limits<double>::quiet_NaN();  ///< until the test bce was under kBceToReach; NaN: not in
                                                              ///< four epochs
    double sigma = 0;                                         ///< median over dimensions and test images
    double elbo =
        0;  ///< test, bce with a sampled z + KL(Q‖P), whatever it was trained with; nats per image, lower is better
    std::vector<double> reconstruction;  ///< of each step as it trained
};

TermRun runTerm(ExperimentRunner& runner, const Material& material, const std::string& recipe) {
    TermRun run;
    const auto trainer = runner.build(recipe, referenceNetwork(), material);
    const auto look = [&](Trainer& at) {
        if (at.step() % kStepsBetweenLooks != 0 || !std::isnan(run.steps)) return;
        const TermValues values =
            at.evaluate(*material.images, material.split.heldOut, /*sampled=*/false, runner.seed());
        if (termOf(at, values, "reconstruction") < kBceToReach) run.steps = static_cast<double>(at.step());
    };
    runner.train(*trainer, kEpochsOfTerms, 1, [&](Trainer& at) {
        for (const Trainer::StepRow& row : at.takeSteps(true)) run.reconstruction.push_back(row.values[1]);
        look(at);
    });
    const Gaussian posterior = trainer->posteriors(material.split.heldOut).posterior;
    run.sigma = (posterior.logVar * 0.5).exp().median().item<double>();
    const std::vector<double> kl = klPerDimension(posterior.mu, posterior.logVar);
    const TermValues sampled =
        trainer->evaluate(*material.images, material.split.heldOut, /*sampled=*/true, runner.seed());
    run.elbo = termOf(*trainer, sampled, "reconstruction");
    for (const double nats : kl) run.elbo += nats;
    if (std::isnan(run.steps)) runner.train(*trainer, kMoreEpochs, 0, look);
    return run;
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = 0;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]) / std::abs(a[i]));
    return largest;
}

/// MIG of held-out codes.
double gapOf(ExperimentRunner& runner, const Material& material, const std::string& recipe, SettingValues values) {
    SettingValues all = referenceNetwork();
    all["latent_dimensions"] = int64_t{10};
    for (auto& [key, value] : values) all[key] = value;
    const auto trainer = runner.build(recipe, all, material);
    runner.train(*trainer, runner.epochs());
    const auto& heldOut = material.split.heldOut;
    const KnownFactors factors = knownFactors(*material.images, heldOut);
    return factorScores(trainer->posteriors(heldOut).posterior.mu, factors.values, factors.classes, runner.seed()).mig;
}

}  // namespace

Numbers runCollapse(ExperimentRunner& runner) {
    runner.expect(2 * static_cast<double>(runner.epochs()));
    const Material material = runner.digits();
    Numbers numbers;
    for (const int beta : {10, 30}) {
        SettingValues values = referenceNetwork();
        values["beta"] = static_cast<double>(beta);
        const auto trainer = runner.build("beta-vae", values, material);
        runner.train(*trainer, runner.epochs());
        const std::string of = "_beta" + std::to_string(beta);
        const Gaussian posterior = trainer->posteriors(material.split.heldOut).posterior;
        numbers.emplace_back("kl" + of, termOf(*trainer, trainer->evaluateHeldOut(), "kl"));
        numbers.emplace_back("active" + of, static_cast<double>(activeUnits(posterior.mu)));
        numbers.emplace_back("mi" + of,
                             mutualInformation(posterior.mu, posterior.logVar, makeGenerator(at::kCPU, runner.seed())));
    }
    return numbers;
}

Numbers runRemedies(ExperimentRunner& runner) {
    constexpr double kHeavy = 30;  // where a plain VAE says nothing at all
    struct Remedy {
        const char* key;
        const char* recipe;
        SettingValues settings;
    };
    const std::array<Remedy, 5> remedies{{{"none", "beta-vae", {{"beta", kHeavy}}},
                                          {"capacity", "capacity", {{"capacity", 20.0}, {"capacity_gamma", kHeavy}}},
                                          {"free_bits", "free-bits", {{"beta", kHeavy}, {"free_bits", 1.0}}},
                                          {"batch_norm", "bn-vae", {{"beta", kHeavy}, {"bn_gamma", 1.5}}},
                                          {"scale", "scale-vae", {{"beta", kHeavy}}}}};
    runner.expect(static_cast<double>((remedies.size() + 1) * static_cast<size_t>(runner.epochs())));
    const Material material = runner.digits();
    const auto built = [&](const std::string& recipe, const SettingValues& settings) {
        SettingValues values = referenceNetwork();
        for (const auto& [key, value] : settings) values[key] = value;
        return runner.build(recipe, values, material);
    };
    Numbers numbers;
    const auto measure = [&](const std::string& key, Trainer& trainer) {
        runner.train(trainer, runner.epochs());
        const Posteriors seen = trainer.posteriors(material.split.heldOut);
        numbers.emplace_back(
            "mi_" + key, mutualInformation(seen.codes, seen.posterior.logVar, makeGenerator(at::kCPU, runner.seed())));
        numbers.emplace_back("active_" + key, static_cast<double>(activeUnits(seen.codes)));
    };
    std::unique_ptr<Trainer> collapsed;
    for (const Remedy& remedy : remedies) {
        auto trainer = built(remedy.recipe, remedy.settings);
        measure(remedy.key, *trainer);
        if (!collapsed) collapsed = std::move(trainer);
    }
    // As the window's button does it: β comes down to 1 too.
    const auto branch = built("free-bits", {{"beta", 1.0}, {"free_bits", 0.5}});
    if (branch->carryWeightsFrom(*collapsed) == 0)
        throw std::logic_error("free-bits has another network than beta-vae");
    measure("branch", *branch);
    return numbers;
}

Numbers runLatentTerms(ExperimentRunner& runner) {
    const std::array<std::string, 4> terms{"kl_qp", "kl_pq", "ce_qp", "ce_pq"};
    runner.expect(static_cast<double>(terms.size() * kEpochsOfTerms));
    const Material material = runner.digits();
    std::array<TermRun, 4> runs;
    Numbers numbers;
    for (size_t i = 0; i < terms.size(); ++i) {
        std::string recipe = "vae-" + terms[i];
        std::replace(recipe.begin(), recipe.end(), '_', '-');
        runs[i] = runTerm(runner, material, recipe);
        numbers.emplace_back("steps_" + terms[i], runs[i].steps);
        numbers.emplace_back("sigma_" + terms[i], runs[i].sigma);
        numbers.emplace_back("elbo_" + terms[i], runs[i].elbo);
    }
    numbers.emplace_back("ce_qp_first", runs[0].steps - runs[2].steps);
    numbers.emplace_back("kl_pq_last", runs[1].steps - runs[0].steps);
    numbers.emplace_back("same_steps", std::abs(runs[1].steps - runs[3].steps));
    numbers.emplace_back("same_loss", largestDifference(runs[1].reconstruction, runs[3].reconstruction));
    return numbers;
}

Numbers runTotalCorrelation(ExperimentRunner& runner) {
    constexpr int64_t kImages = 20'000;
    constexpr double kBeta = 6;  // of both: in β-TCVAE 1 for the whole KL term and 5 more for the total correlation
    runner.expect(2 * static_cast<double>(runner.epochs()));
    const Material material = runner.shapes(kImages);
    const double plain = gapOf(runner, material, "beta-vae", {{"beta", kBeta}});
    const double correlated = gapOf(runner, material, "beta-tcvae", {{"beta", 1.0}, {"tc_weight", kBeta - 1}});
    return {{"mig_beta_vae", plain}, {"mig_beta_tcvae", correlated}, {"gain", correlated - plain}};
}

}  // namespace zscape
