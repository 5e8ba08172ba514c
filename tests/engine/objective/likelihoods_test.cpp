#include "engine/objective/likelihoods.h"

#include "engine/objective/categorical.h"
#include "engine/objective/laplacian.h"
#include "engine/objective/ms_ssim.h"
#include "tests/engine/objective/golden.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

ModelSpec spec(const std::string& reconstruction, const SettingValues& more = {}) {
    SettingValues values = more;
    values["reconstruction"] = reconstruction;
    DataShape data;
    return makeSpec(findRecipe("vae"), values, data);
}

std::shared_ptr<Likelihood> make(const std::string& kind, const SettingValues& more = {}) {
    if (kind == "bce") return std::make_shared<BceLikelihood>();
    if (kind == "bernoulli") return std::make_shared<BernoulliLikelihood>(spec(kind, more));
    if (kind == "mse") return std::make_shared<SquaredError>();
    if (kind == "laplacian-l1")
        return std::make_shared<LaplacianL1>(makeSpec(findRecipe("glo"), {{"reconstruction", kind}}, {1, 19, 0, 10}));
    if (kind == "categorical") return std::make_shared<CategoricalLikelihood>();
    if (kind == "ms-ssim")
        return std::make_shared<MsSsimL1>(makeSpec(findRecipe("vae"), {{"reconstruction", kind}}, {3, 48, 0, 10}));
    return std::make_shared<GaussianLikelihood>(spec("gaussian", more));
}

TEST(Likelihoods, AgreeWithPyTorch) {
    const auto& stored = golden().at("likelihoods");
    const std::vector<int64_t> shape = stored.at("shape").get<std::vector<int64_t>>();
    View view;
    view.target = goldenTensor(stored.at("target"), shape);
    const Tensor weights = goldenTensor(stored.at("weights"), {3});
    for (const auto& [kind, expected] : stored.at("costs").items()) {
        const Tensor logits = goldenTensor(stored.at("logits"), shape).requires_grad_();
        const Tensor cost = make(kind, {{"gaussian_sigma", stored.at("sigma").get<double>()}})->cost(logits, view);
        EXPECT_TRUE(at::allclose(cost, goldenTensor(expected.at("value"), {3}), 1e-12, 1e-12)) << kind;
        (cost * weights).sum().backward();
        EXPECT_TRUE(at::allclose(logits.grad(), goldenTensor(expected.at("gradient"), shape), 1e-10, 1e-12)) << kind;
    }
    view.target = view.target.gt(0.5).to(at::kDouble);
    const Tensor cost = make("bernoulli")->cost(goldenTensor(stored.at("logits"), shape), view);
    EXPECT_TRUE(at::allclose(cost, goldenTensor(stored.at("binary_cost"), {3}), 1e-12, 1e-12));
}

TEST(Likelihoods, HaveTheGradientsOfFiniteDifferences) {
    View view;
    view.target = torch::rand({2, 1, 3, 3}, at::kDouble);
    for (const char* kind : {"bce", "bernoulli", "mse", "gaussian"}) {
        const auto likelihood = make(kind);
        const double error = gradientError([&](const Tensor& x) { return likelihood->cost(x, view).sum(); },
                                           torch::randn({2, 1, 3, 3}, at::kDouble));
        EXPECT_LT(error, 1e-5) << kind;
    }
}

// Golden: pyramids of both pictures by loops in NumPy, with numpy.interp between the pixels.
TEST(Likelihoods, TheLaplacianPyramidIsThatOfNumPy) {
    View view;
    view.target = torch::empty({1, 1, 19, 19}, at::kDouble);
    const Tensor output = torch::empty({1, 1, 19, 19}, at::kDouble);
    for (int i = 0; i < 19; ++i)
        for (int j = 0; j < 19; ++j) {
            view.target[0][0][i][j] = 0.5 + 0.5 * std::sin(0.7 * i + 0.3 * j * j);
            output[0][0][i][j] = 2 * std::sin(1.1 * i - 0.4 * j);
        }
    const auto likelihood = make("laplacian-l1");
    EXPECT_NEAR(likelihood->cost(output, view).item<double>(), 194.41595546616728, 1e-9);
    // Not at the kinks of |x|, which random differences keep away from.
    EXPECT_LT(gradientError([&](const Tensor& x) { return likelihood->cost(x, view).sum(); }, output), 1e-4);
    EXPECT_NE(likelihood->formula().find("3 levels"), std::string::npos);
    view.target = torch::rand({2, 1, 19, 19});
    const Tensor drawn = torch::randn({6, 1, 19, 19});
    EXPECT_TRUE(
        at::allclose(likelihood->cost(drawn, view).narrow(0, 4, 2), likelihood->cost(drawn.narrow(0, 4, 2), view)));
}

/// The golden script's waves: two images of three channels, each beside one that is shifted.
std::pair<Tensor, Tensor> waves(int64_t side) {
    const Tensor x = at::empty({2, 3, side, side}, at::kDouble), y = at::empty_like(x);
    for (int64_t image = 0; image < 2; ++image)
        for (int64_t channel = 0; channel < 3; ++channel) {
            const Tensor i = at::arange(side, at::kDouble).view({-1, 1}),
                         j = at::arange(side, at::kDouble).view({1, -1});
            const double k = static_cast<double>(channel), a = static_cast<double>(image);
            const Tensor phase = i * (0.07 * (k + 1)) + j.square() * (0.003 * (a + 1) / (1 + 0.1 * k));
            x[image][channel].copy_(phase.sin() * 0.5 + 0.5);
            y[image][channel].copy_((phase + 0.3 + 0.2 * a).sin() * 0.4 + 0.5);
        }
    return {x, y};
}

// Golden: pytorch-msssim 1.0.0, whose window is float32; at 48 pixels, which it refuses, by its own parts over three
// scales.
TEST(MsSsim, IsThatOfPytorchMsssim) {
    const auto [x, y] = waves(176);
    EXPECT_EQ(similarityWeights(176).size(), 5U);
    EXPECT_TRUE(at::allclose(multiScaleSimilarity(x, y, similarityWeights(176)),
                             at::tensor({0.9321666755484884, 0.8627724081686329}, at::kDouble), 1e-6, 1e-6));
    const auto [small, shifted] = waves(48);
    EXPECT_EQ(similarityWeights(48).size(), 3U);
    EXPECT_TRUE(at::allclose(multiScaleSimilarity(small, shifted, similarityWeights(48)),
                             at::tensor({0.911166489452015, 0.8394130569308546}, at::kDouble), 1e-6, 1e-6));
    EXPECT_EQ(similarityWeights(16).size(), 1U);
    EXPECT_EQ(similarityWeights(28).size(), 2U);
    EXPECT_EQ(similarityWeights(256).size(), 5U);
}

TEST(MsSsim, MixesStructureAndBrightness) {
    const auto [target, other] = waves(48);
    View view;
    view.target = target;
    const Tensor logits = at::logit(other);
    const auto costWith = [&](double share) {
        return MsSsimL1(makeSpec(findRecipe("vae"), {{"reconstruction", std::string("ms-ssim")}, {"ssim_share", share}},
                                 {3, 48, 0, 10}))
            .cost(logits, view);
    };
    const double numbers = 3 * 48 * 48;
    const Tensor structure = (1 - multiScaleSimilarity(other, target, similarityWeights(48))) * numbers;
    const Tensor brightness = (other - target).abs().sum({1, 2, 3});
    EXPECT_TRUE(at::allclose(costWith(1), structure, 1e-9, 1e-9));
    EXPECT_TRUE(at::allclose(costWith(0), brightness, 1e-9, 1e-9));
    EXPECT_TRUE(at::allclose(costWith(0.25), structure * 0.25 + brightness * 0.75, 1e-9, 1e-9));
    // The same picture costs nothing, and noise has a slope that is finite: structures below 0 are cut.
    EXPECT_LT(MsSsimL1(spec("ms-ssim"))
                  .cost(at::logit(at::full({1, 1, 28, 28}, 0.5)),
                        [] {
                            View same;
                            same.target = at::full({1, 1, 28, 28}, 0.5);
                            return same;
                        }())
                  .item<double>(),
              1e-3);
    const Tensor noise = (torch::randn({2, 3, 48, 48}, at::kDouble) * 3).requires_grad_();
    make("ms-ssim")->cost(noise, view).sum().backward();
    EXPECT_TRUE(noise.grad().isfinite().all().item<bool>());
}

TEST(MsSsim, HasTheGradientOfFiniteDifferences) {
    const auto [target, other] = waves(24);  // two scales
    View view;
    view.target = target.narrow(0, 0, 1).narrow(1, 0, 1);
    MsSsimL1 likelihood(makeSpec(findRecipe("vae"), {{"reconstruction", std::string("ms-ssim")}}, {1, 24, 0, 10}));
    EXPECT_LT(gradientError([&](const Tensor& x) { return likelihood.cost(x, view).sum(); },
                            at::logit(other.narrow(0, 0, 1).narrow(1, 0, 1))),
              1e-4);
}

TEST(Categorical, CountsTheLevelOfEveryPixel) {
    CategoricalLikelihood likelihood;
    ASSERT_EQ(likelihood.outputs(3), 768);
    View view;
    view.target = at::tensor({0.0F, 1.0F, 100 / 255.0F, 0.5F, 254 / 255.0F, 7 / 255.0F}).view({1, 3, 1, 2});
    const std::vector<int64_t> levels{0, 255, 100, 128, 254, 7};
    const Tensor output = torch::randn({1, 768, 1, 2}, at::kDouble);
    double expected = 0;
    for (size_t i = 0; i < levels.size(); ++i) {
        const Tensor logits = output[0]
                                  .narrow(0, static_cast<int64_t>(i / 2) * 256, 256)
                                  .select(1, 0)
                                  .select(1, static_cast<int64_t>(i % 2));
        expected -= (logits - logits.logsumexp(0))[levels[i]].item<double>();
    }
    EXPECT_NEAR(likelihood.cost(output, view).item<double>(), expected, 1e-9);
    EXPECT_LT(gradientError([&](const Tensor& x) { return likelihood.cost(x, view).sum(); }, output), 1e-5);
    // Sure of every level, the picture is the target and costs nothing.
    const Tensor sure = at::zeros({1, 3, 256, 1, 2});
    for (size_t i = 0; i < levels.size(); ++i)
        sure[0][static_cast<int64_t>(i / 2)][levels[i]][0][static_cast<int64_t>(i % 2)] = 100;
    EXPECT_TRUE(
        at::allclose(likelihood.image(sure.view({1, 768, 1, 2})), (view.target * 255).round() / 255, 1e-5, 1e-5));
    EXPECT_LT(likelihood.cost(sure.view({1, 768, 1, 2}), view).item<double>(), 1e-5);
    EXPECT_NEAR(likelihood.cost(at::zeros({1, 768, 1, 2}), view).item<double>(), 6 * std::log(256.0), 1e-4)
        << "knowing nothing costs 8 bits each";
}

TEST(Likelihoods, MeasureEveryDrawAgainstItsImage) {
    View view;
    view.target = torch::rand({2, 1, 4, 4});
    const Tensor output = torch::randn({6, 1, 4, 4});
    for (const char* kind : {"bce", "mse", "gaussian"}) {
        const Tensor all = make(kind)->cost(output, view);
        ASSERT_EQ(all.sizes(), (std::vector<int64_t>{6})) << kind;
        EXPECT_TRUE(at::allclose(all.narrow(0, 4, 2), make(kind)->cost(output.narrow(0, 4, 2), view))) << kind;
    }
}

TEST(Likelihoods, CostFloatAndShowPicturesFromHalfPrecision) {
    View view;
    view.target = torch::rand({2, 1, 4, 4});
    const Tensor output = (torch::randn({2, 1, 4, 4}) * 20).to(at::kBFloat16);
    for (const char* kind : {"bce", "bernoulli", "mse", "gaussian"}) {
        const auto likelihood = make(kind);
        EXPECT_EQ(likelihood->cost(output, view).scalar_type(), at::kFloat) << kind;
        const Tensor image = likelihood->image(output);
        EXPECT_EQ(image.scalar_type(), at::kFloat) << kind;
        EXPECT_TRUE(image.ge(0).logical_and(image.le(1)).all().item<bool>()) << kind;
        EXPECT_EQ(likelihood->outputs(3), 3) << kind;
    }
}

TEST(GaussianLikelihood, IsLeastWhereTheSpreadIsTheError) {
    View view;
    view.target = torch::rand({3, 1, 5, 5});
    const Tensor output = torch::randn({3, 1, 5, 5});
    const double error = (at::sigmoid(output) - view.target).square().mean().item<double>();
    const auto cost = [&](double sigma) {
        return make("gaussian", {{"gaussian_sigma", sigma}})->cost(output, view).mean().item<double>();
    };
    const double best = std::sqrt(error);
    EXPECT_LT(cost(best), cost(best * 1.1));
    EXPECT_LT(cost(best), cost(best * 0.9));
}

TEST(GaussianLikelihood, LearnsItsSpread) {
    View view;
    view.target = torch::rand({3, 1, 5, 5});
    const Tensor output = torch::randn({3, 1, 5, 5});
    const auto fixed = make("gaussian", {{"gaussian_sigma", 0.2}});
    const auto learned = make("gaussian", {{"gaussian_sigma", 0.2}, {"gaussian_learned", true}});
    EXPECT_TRUE(fixed->parameters().empty());
    ASSERT_EQ(learned->parameters().size(), 1U);
    EXPECT_TRUE(at::allclose(learned->cost(output, view), fixed->cost(output, view), 1e-5, 1e-4));

    learned->cost(output, view).sum().backward();
    const auto cost = [&](double sigma) {
        return make("gaussian", {{"gaussian_sigma", sigma}})->cost(output.to(at::kDouble), view).sum().item<double>();
    };
    const double slope = (cost(0.2 * std::exp(1e-4)) - cost(0.2 * std::exp(-1e-4))) / 2e-4;
    EXPECT_NEAR(learned->parameters()[0].grad().item<double>(), slope, 1e-3 * std::abs(slope));
}

TEST(Likelihoods, SayTheirFormulas) {
    EXPECT_NE(make("bce")->formula().find("not a likelihood and has a floor"), std::string::npos);
    EXPECT_NE(make("mse")->formula().find("1/(2 s²)"), std::string::npos);
    EXPECT_NE(make("gaussian", {{"gaussian_sigma", 0.25}})->formula().find("s = 0.25"), std::string::npos);
    EXPECT_NE(make("bernoulli")->formula().find("drawn anew"), std::string::npos);
    EXPECT_NE(make("bernoulli", {{"binarisation", std::string("static")}})->formula().find("above 0.5"),
              std::string::npos);
}

}  // namespace
}  // namespace zscape
