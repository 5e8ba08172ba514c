#include "engine/offline/importance_sampling.h"
#include "tests/engine/offline/plain_views.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

// A linear Gaussian model, whose likelihood is known: z ~ N(0, 1), pixels x ~ N(w z, s^2), so x ~ N(0, w w' + s^2 I).
namespace zscape {
namespace {

constexpr int64_t kLinearSide = 2;
constexpr double kSigma = 0.5;

Tensor weights() { return at::tensor({0.9F, -0.4F, 0.3F, 0.7F}); }

/// The true posterior, shifted and widened so that importance weighting has something to do.
struct LinearCodes : Encoder {
    Gaussian of(const View& view) override {
        const Tensor w = weights();
        const double precision = 1 + w.square().sum().item<double>() / (kSigma * kSigma);
        const Tensor mu = at::mv(view.input.flatten(1), w).unsqueeze(1) / (kSigma * kSigma * precision);
        return {mu + 0.1, at::full_like(mu, std::log(1.5 / precision))};
    }
};

struct GaussianLatent : Latent {
    Tensor draw(const Gaussian& posterior, int64_t, at::Generator) override { return posterior.mu; }
    bool hasVariance() const override { return true; }
};

struct StandardPrior : Prior {
    Gaussian of(const View&) override { return {}; }
};

struct LinearDecoder : Decoder {
    Tensor decode(const Tensor& z, const View&) override {
        return (z * weights()).view({z.size(0), 1, kLinearSide, kLinearSide});
    }
};

struct PlainGaussian : Likelihood {
    int64_t outputs(int64_t channels) const override { return channels; }
    Tensor cost(const Tensor& output, const View& view) override {
        const Tensor target = view.target.repeat({output.size(0) / view.target.size(0), 1, 1, 1});
        return (((output - target) / kSigma).square() + std::log(2 * std::numbers::pi * kSigma * kSigma))
                   .sum({1, 2, 3}) *
               0.5;
    }
    Tensor image(const Tensor& output) const override { return output; }
    std::string formula() const override { return ""; }
};

Model linearModel() {
    Model model;
    model.views = std::make_unique<PlainViews>();
    model.encoder = std::make_shared<LinearCodes>();
    model.latent = std::make_shared<GaussianLatent>();
    model.prior = std::make_shared<StandardPrior>();
    model.decoder = std::make_shared<LinearDecoder>();
    model.likelihood = std::make_shared<PlainGaussian>();
    return model;
}

Tensor exact(const Tensor& pixels) {
    const Tensor w = weights().to(at::kDouble), x = pixels.flatten(1).to(at::kDouble);
    const Tensor covariance = at::outer(w, w) + at::eye(4, at::kDouble) * (kSigma * kSigma);
    const Tensor distance = (at::mm(x, at::linalg_inv(covariance)) * x).sum(1);
    return (distance + at::linalg_det(covariance).log() + 4 * std::log(2 * std::numbers::pi)) * 0.5;
}

TEST(ImportanceSampling, FindsTheKnownLikelihoodOfALinearModel) {
    Model model = linearModel();
    const at::Generator generator = at::detail::createCPUGenerator(3);
    Generators generators{generator, generator};
    Batch batch;
    batch.pixels = at::randn({6, 1, kLinearSide, kLinearSide}, at::detail::createCPUGenerator(4));
    batch.index = at::arange(6);
    const Tensor estimate = negativeLogLikelihood(model, batch, generators, 20000, 4096);
    EXPECT_LT((estimate - exact(batch.pixels)).abs().max().item<double>(), 0.02);
}

TEST(ImportanceSampling, FewDrawsGiveALooserBound) {
    Model model = linearModel();
    const at::Generator generator = at::detail::createCPUGenerator(3);
    Generators generators{generator, generator};
    Batch batch;
    batch.pixels = at::randn({400, 1, kLinearSide, kLinearSide}, at::detail::createCPUGenerator(5));
    const double truth = exact(batch.pixels).mean().item<double>();
    const double one = negativeLogLikelihood(model, batch, generators, 1, 400).mean().item<double>();
    const double many = negativeLogLikelihood(model, batch, generators, 200, 400).mean().item<double>();
    EXPECT_GT(one, many);
    EXPECT_NEAR(many, truth, 0.01);
}

struct CountingDecoder : LinearDecoder {
    Tensor decode(const Tensor& z, const View& view) override {
        mostRows = std::max(mostRows, z.size(0));
        return LinearDecoder::decode(z, view);
    }
    int64_t mostRows = 0;
};

TEST(ImportanceSampling, MemoryIsThatOfTheRowsAtOnceWhateverTheSamples) {
    Model model = linearModel();
    const auto decoder = std::make_shared<CountingDecoder>();
    model.decoder = decoder;
    Batch batch;
    batch.pixels = at::randn({5, 1, kLinearSide, kLinearSide}, at::detail::createCPUGenerator(5));
    for (const int64_t samples : {int64_t{10}, int64_t{1000}, int64_t{30000}}) {
        const at::Generator generator = at::detail::createCPUGenerator(3);
        Generators generators{generator, generator};
        negativeLogLikelihood(model, batch, generators, samples, 64);
        EXPECT_LE(decoder->mostRows, 64) << samples;
    }
}

TEST(ImportanceSampling, PiecesOfAnySizeGiveTheSameBits) {
    Model model = linearModel();
    Batch batch;
    batch.pixels = at::randn({1, 1, kLinearSide, kLinearSide}, at::detail::createCPUGenerator(5));
    const auto estimate = [&](int64_t rows) {
        const at::Generator generator = at::detail::createCPUGenerator(3);
        Generators generators{generator, generator};
        return negativeLogLikelihood(model, batch, generators, 96, rows).item<double>();
    };
    EXPECT_NEAR(estimate(96), estimate(16), 1e-9)
        << "draws are made in multiples of sixteen, so both see the same ones";
}

}  // namespace
}  // namespace zscape
