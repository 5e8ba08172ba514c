#include "engine/objective/build_model.h"

#include "engine/core/error.h"
#include "engine/model/conv_ae_32.h"
#include "engine/model/conv_network.h"
#include "engine/model/dense_network.h"
#include "engine/model/latents.h"
#include "engine/model/pictures.h"
#include "engine/objective/bounds.h"
#include "engine/objective/likelihoods.h"
#include "engine/objective/regularisers.h"
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

Elbo::Latent latentTerm(const ModelSpec& spec);

// The registry: every kind that part_catalogue.cpp declares, and the code behind it.

const Makers<std::shared_ptr<Codes>, int64_t> kEncoders = {
    {"dense", withHeads<DenseEncoder>()}, {"conv", withHeads<ConvEncoder>()}, {"conv-ae-32", withHeads<ConvAe32Encoder>()}};

const Makers<std::shared_ptr<Decoder>, int64_t> kDecoders = {
    {"dense", withOutputs<DenseDecoder>()}, {"conv", withOutputs<ConvDecoder>()}, {"conv-ae-32", withOutputs<ConvAe32Decoder>()}};

const Makers<std::shared_ptr<Latent>> kLatents = {{"point", plain<PointLatent>()}, {"gaussian", plain<GaussianLatent>()}};

const Makers<std::shared_ptr<Prior>> kPriors = {{"standard-normal", plain<StandardNormalPrior>()}};

const Makers<std::shared_ptr<Likelihood>> kLikelihoods = {{"bce", plain<BceLikelihood>()},
                                                          {"bernoulli", fromSpec<BernoulliLikelihood>()},
                                                          {"mse", plain<SquaredError>()},
                                                          {"gaussian", fromSpec<GaussianLikelihood>()}};

const Makers<std::unique_ptr<Views>> kViews = {{"pictures", [](const ModelSpec& spec) { return std::make_unique<Pictures>(spec); }}};

const Makers<std::shared_ptr<Regulariser>> kRegularisers = {{"kl-qp", plain<KlToPrior>()}};

const Makers<std::unique_ptr<Weighting>> kWeightings = {
    {"beta", [](const ModelSpec& spec) { return std::make_unique<BetaWeighting>(spec.number("beta")); }}};

const Makers<std::unique_ptr<Bound>> kBounds = {
    {"reconstruction", [](const ModelSpec&) { return std::make_unique<ReconstructionBound>(); }},
    {"elbo", [](const ModelSpec& spec) {
         std::vector<Elbo::Latent> terms;
         terms.push_back(latentTerm(spec));
         return std::make_unique<Elbo>(std::move(terms));
     }}};

template <class Made, class... Arguments>
Made makePart(const Makers<Made, Arguments...>& makers, const std::string& role, const ModelSpec& spec, Arguments... arguments) {
    const auto maker = makers.find(spec.part(role));
    if (maker == makers.end()) throw Error("model.part", "There is no %1 \"%2\" in this version. Choose another recipe.", {role, spec.part(role)});
    return maker->second(spec, arguments...);
}

Elbo::Latent latentTerm(const ModelSpec& spec) { return {makePart(kRegularisers, "regulariser", spec), makePart(kWeightings, "weighting", spec)}; }

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
    model.views = makePart(kViews, "views", spec);
    model.latent = makePart(kLatents, "latent", spec);
    model.prior = makePart(kPriors, "prior", spec);
    model.likelihood = makePart(kLikelihoods, "likelihood", spec);
    model.bound = makePart(kBounds, "bound", spec);
    model.codes = makePart(kEncoders, "encoder", spec, int64_t{model.latent->hasVariance() ? 2 : 1});
    model.decoder = makePart(kDecoders, "decoder", spec, model.likelihood->outputs(spec.shape.channels));
    return model;
}

}  // namespace zscape
