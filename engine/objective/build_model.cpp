#include "engine/objective/build_model.h"

#include "engine/core/error.h"
#include "engine/model/code_table.h"
#include "engine/model/collapse_latents.h"
#include "engine/model/conv_ae_32.h"
#include "engine/model/conv_network.h"
#include "engine/model/dense_network.h"
#include "engine/model/inverse_lipschitz_decoder.h"
#include "engine/model/label_condition.h"
#include "engine/model/latents.h"
#include "engine/model/learned_prior.h"
#include "engine/model/linear_network.h"
#include "engine/model/pictures.h"
#include "engine/model/quadrants.h"
#include "engine/model/residual_network.h"
#include "engine/model/two_views.h"
#include "engine/objective/aggregate_terms.h"
#include "engine/objective/bounds.h"
#include "engine/objective/categorical.h"
#include "engine/objective/guess_cost.h"
#include "engine/objective/laplacian.h"
#include "engine/objective/likelihoods.h"
#include "engine/objective/ms_ssim.h"
#include "engine/objective/regularisers.h"
#include "engine/objective/view_terms.h"
#include "engine/objective/weightings.h"

#include <ATen/CPUGeneratorImpl.h>

#include <functional>
#include <map>
#include <mutex>

namespace zscape {

namespace {

template <class Made, class... Arguments>
using Makers = std::map<std::string, std::function<Made(const ModelSpec&, Arguments...)>>;

template <class Part>
auto withHeads() {
    return [](const ModelSpec& spec, int64_t heads) { return std::make_shared<Part>(spec, heads); };
}

template <class Part>
auto withOutputs() {
    return [](const ModelSpec& spec, int64_t outputs) { return std::make_shared<Part>(spec, outputs); };
}

template <class Part>
auto fromSpec() {
    return [](const ModelSpec& spec) { return std::make_shared<Part>(spec); };
}

template <class Part>
auto plain() {
    return [](const ModelSpec&) { return std::make_shared<Part>(); };
}

template <class Term>
auto withPriorSigma() {
    return [](const ModelSpec& spec) { return std::make_shared<Term>(spec.priorSigma()); };
}

std::unique_ptr<Objective> weightedSum(const ModelSpec& spec);

/// Every kind that part_catalogue.cpp declares, and the code behind it.
struct Registry {
    const Makers<std::shared_ptr<Encoder>, int64_t> encoders = {
        {"dense", withHeads<DenseEncoder>()},
        {"conv", withHeads<ConvEncoder>()},
        {"conv-ae-32", withHeads<ConvAe32Encoder>()},
        {"linear", withHeads<LinearEncoder>()},
        {"residual", withHeads<ResidualEncoder>()},
        {"table", [](const ModelSpec& spec,
                     int64_t heads) { return std::make_shared<CodeTable>(spec, heads, /*inBall=*/false); }},
        {"table-in-ball", [](const ModelSpec& spec, int64_t heads) {
             return std::make_shared<CodeTable>(spec, heads, /*inBall=*/true);
         }}};

    const Makers<std::shared_ptr<Decoder>, int64_t> decoders = {
        {"dense", withOutputs<DenseDecoder>()},
        {"conv", withOutputs<ConvDecoder>()},
        {"conv-ae-32", withOutputs<ConvAe32Decoder>()},
        {"linear", withOutputs<LinearDecoder>()},
        {"inverse-lipschitz", withOutputs<InverseLipschitzDecoder>()},
        {"residual", withOutputs<ResidualDecoder>()}};

    const Makers<std::shared_ptr<Latent>> latents = {{"point", plain<PointLatent>()},
                                                     {"sparse", fromSpec<SparseLatent>()},
                                                     {"gaussian", plain<GaussianLatent>()},
                                                     {"delta", fromSpec<DeltaLatent>()},
                                                     {"batch-norm", fromSpec<BatchNormLatent>()},
                                                     {"scale", fromSpec<ScaleLatent>()}};

    const Makers<std::shared_ptr<Prior>> priors = {{"standard-normal", plain<StandardNormalPrior>()},
                                                   {"normal", fromSpec<NormalPrior>()},
                                                   {"learned-from-seen", fromSpec<LearnedPrior>()}};

    const Makers<std::shared_ptr<Likelihood>> likelihoods = {
        {"bce",
         [](const ModelSpec& spec) { return std::make_shared<BceLikelihood>(spec.part("views") == "quadrants"); }},
        {"bernoulli", fromSpec<BernoulliLikelihood>()},
        {"mse", plain<SquaredError>()},
        {"mse-linear", plain<LinearSquaredError>()},
        {"gaussian", fromSpec<GaussianLikelihood>()},
        {"categorical", plain<CategoricalLikelihood>()},
        {"laplacian-l1", fromSpec<LaplacianL1>()},
        {"ms-ssim", fromSpec<MsSsimL1>()}};

    const Makers<std::unique_ptr<Views>> views = {
        {"pictures", [](const ModelSpec& spec) { return std::make_unique<Pictures>(spec); }},
        {"two-views", [](const ModelSpec& spec) { return std::make_unique<TwoViews>(spec); }},
        {"quadrants", [](const ModelSpec& spec) { return std::make_unique<Quadrants>(spec); }}};

    const Makers<std::shared_ptr<Regulariser>> regularisers = {
        {"kl-qp",
         [](const ModelSpec& spec) { return std::make_shared<KlToPrior>(spec.priorSigma(), hasLearnedPrior(spec)); }},
        {"kl-pq", withPriorSigma<KlFromPrior>()},
        {"ce-qp", withPriorSigma<CrossEntropyToPrior>()},
        {"ce-pq", withPriorSigma<CrossEntropyFromPrior>()}};

    const Makers<std::unique_ptr<Weighting>> weightings = {
        {"beta", [](const ModelSpec& spec) { return std::make_unique<BetaWeighting>(spec.number("beta")); }},
        {"warm-up",
         [](const ModelSpec& spec) {
             return std::make_unique<WarmUpWeighting>(spec.number("beta"),
                                                      stepsOfEpochs(spec, spec.number("warmup_epochs")));
         }},
        {"cyclical",
         [](const ModelSpec& spec) {
             return std::make_unique<CyclicalWeighting>(
                 spec.number("beta"), spec.integer("cycles"),
                 std::max<int64_t>(1, stepsOfEpochs(spec, spec.number("cycle_epochs"))), spec.number("cycle_ratio"));
         }},
        {"capacity",
         [](const ModelSpec& spec) {
             return std::make_unique<CapacityWeighting>(spec.number("capacity_gamma"), spec.number("capacity"),
                                                        stepsOfEpochs(spec, spec.number("capacity_epochs")));
         }},
        {"drawn",
         [](const ModelSpec& spec) {
             return std::make_unique<DrawnWeighting>(readCurve(spec.text("beta_curve")),
                                                     std::max<int64_t>(1, stepsOfEpochs(spec, 1)));
         }},
        {"free-bits",
         [](const ModelSpec& spec) {
             return std::make_unique<FreeBitsWeighting>(spec.number("beta"), spec.number("free_bits"));
         }},
        {"control", [](const ModelSpec& spec) {
             return std::make_unique<ControlWeighting>(spec.number("kl_target"), spec.number("control_kp"),
                                                       spec.number("control_ki"), spec.number("control_most"));
         }}};

    /// A term and the setting that is its weight.
    const Makers<WeightedTerm> penalties = {
        {"total-correlation",
         [](const ModelSpec& spec) {
             return WeightedTerm{
                 std::make_shared<TotalCorrelation>(spec.shape.images, spec.text("tc_estimator") == "stratified"),
                 std::make_unique<BetaWeighting>(spec.number("tc_weight"), "tc_weight")};
         }},
        {"mmd",
         [](const ModelSpec& spec) {
             return WeightedTerm{std::make_shared<MaximumMeanDiscrepancy>(spec.priorSigma()),
                                 std::make_unique<BetaWeighting>(spec.number("mmd_weight"), "mmd_weight")};
         }},
        {"contrast",
         [](const ModelSpec& spec) {
             return WeightedTerm{std::make_shared<Contrast>(spec.number("contrast_temperature")),
                                 std::make_unique<BetaWeighting>(spec.number("contrast_weight"), "contrast_weight")};
         }},
        {"consistency",
         [](const ModelSpec& spec) {
             return WeightedTerm{
                 std::make_shared<Consistency>(),
                 std::make_unique<BetaWeighting>(spec.number("consistency_weight"), "consistency_weight")};
         }},
        {"guess",
         [](const ModelSpec& spec) {
             return WeightedTerm{std::make_shared<GuessCost>(),
                                 std::make_unique<BetaWeighting>(spec.number("guess_weight"), "guess_weight")};
         }},
        {"sparsity", [](const ModelSpec& spec) {
             return WeightedTerm{std::make_shared<Sparsity>(spec.text("sparsity") == "kl", spec.number("sparsity_rho")),
                                 std::make_unique<BetaWeighting>(spec.number("sparsity_weight"), "sparsity_weight")};
         }}};

    const Makers<std::unique_ptr<Objective>> objectives = {
        {"reconstruction", weightedSum}, {"elbo", weightedSum}, {"iwae", [](const ModelSpec& spec) {
                                                                     return std::make_unique<ImportanceBound>(
                                                                         spec.integer("iwae_samples"));
                                                                 }}};
};

const Registry& registry() {
    static const Registry all;
    return all;
}

template <class Made, class... Arguments>
Made makePart(const Makers<Made, Arguments...>& makers, const std::string& role, const ModelSpec& spec,
              Arguments... arguments) {
    const auto maker = makers.find(spec.part(role));
    if (maker == makers.end())
        throw Error("model.part", "There is no %1 \"%2\" in this version. Choose another recipe.",
                    {role, spec.part(role)});
    return maker->second(spec, arguments...);
}

std::unique_ptr<Objective> weightedSum(const ModelSpec& spec) {
    std::vector<WeightedTerm> terms;
    if (spec.hasPart("regulariser"))
        terms.push_back({makePart(registry().regularisers, "regulariser", spec),
                         makePart(registry().weightings, "weighting", spec)});
    if (spec.hasPart("penalty")) terms.push_back(makePart(registry().penalties, "penalty", spec));
    auto bound = std::make_unique<WeightedSum>(std::move(terms));
    bound->comparesWithPrior = spec.hasPart("penalty") && spec.part("penalty") == "mmd";
    bound->everyView = spec.hasPart("penalty") && spec.part("penalty") == "consistency";
    return bound;
}

/// PyTorch's initialisations draw from the global generator. Seeds it, and puts its state back at the end of the scope.
class SeededInitialisation {
public:
    explicit SeededInitialisation(uint64_t seed) : buildLock_(buildMutex()) {
        const std::scoped_lock lock(generator_.mutex());
        state_ = generator_.get_state();
        generator_.set_current_seed(seed);
    }
    ~SeededInitialisation() {
        const std::scoped_lock lock(generator_.mutex());
        generator_.set_state(state_);
    }
    SeededInitialisation(const SeededInitialisation&) = delete;
    SeededInitialisation& operator=(const SeededInitialisation&) = delete;

private:
    /// One model at a time draws from the global generator; nothing else in Zscape does.
    static std::mutex& buildMutex() {
        static std::mutex mutex;
        return mutex;
    }

    std::scoped_lock<std::mutex> buildLock_;
    at::Generator generator_ = at::detail::getDefaultCPUGenerator();  ///< guarded by its own mutex()
    Tensor state_;
};

}  // namespace

Model buildModel(const ModelSpec& spec, uint64_t seed) {
    const SeededInitialisation initialisation(seed);
    Model model;
    model.spec = spec;
    model.views = makePart(registry().views, "views", spec);
    model.latent = makePart(registry().latents, "latent", spec);
    model.prior = makePart(registry().priors, "prior", spec);
    model.likelihood = makePart(registry().likelihoods, "likelihood", spec);
    model.objective = makePart(registry().objectives, "bound", spec);
    model.encoder = makePart(registry().encoders, "encoder", spec, int64_t{model.latent->hasVariance() ? 2 : 1});
    model.decoder = makePart(registry().decoders, "decoder", spec, model.likelihood->outputs(spec.shape.channels));
    if (spec.conditional()) {
        model.encoder = std::make_shared<LabelledCodes>(spec, std::move(model.encoder));
        model.decoder = std::make_shared<LabelledDecoder>(spec, std::move(model.decoder));
    }
    return model;
}

}  // namespace zscape
