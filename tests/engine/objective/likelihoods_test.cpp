#include "engine/objective/likelihoods.h"

#include "engine/objective/laplacian.h"
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
    if (kind == "laplacian-l1") return std::make_shared<LaplacianL1>(makeSpec(findRecipe("glo"), {{"reconstruction", kind}}, {1, 19, 0, 10}));
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
        const double error = gradientError([&](const Tensor& x) { return likelihood->cost(x, view).sum(); }, torch::randn({2, 1, 3, 3}, at::kDouble));
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
    EXPECT_TRUE(at::allclose(likelihood->cost(drawn, view).narrow(0, 4, 2), likelihood->cost(drawn.narrow(0, 4, 2), view)));
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
    const auto cost = [&](double sigma) { return make("gaussian", {{"gaussian_sigma", sigma}})->cost(output, view).mean().item<double>(); };
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
    const auto cost = [&](double sigma) { return make("gaussian", {{"gaussian_sigma", sigma}})->cost(output.to(at::kDouble), view).sum().item<double>(); };
    const double slope = (cost(0.2 * std::exp(1e-4)) - cost(0.2 * std::exp(-1e-4))) / 2e-4;
    EXPECT_NEAR(learned->parameters()[0].grad().item<double>(), slope, 1e-3 * std::abs(slope));
}

TEST(Likelihoods, SayTheirFormulas) {
    EXPECT_NE(make("bce")->formula().find("not a likelihood and has a floor"), std::string::npos);
    EXPECT_NE(make("mse")->formula().find("1/(2 s²)"), std::string::npos);
    EXPECT_NE(make("gaussian", {{"gaussian_sigma", 0.25}})->formula().find("s = 0.25"), std::string::npos);
    EXPECT_NE(make("bernoulli")->formula().find("drawn anew"), std::string::npos);
    EXPECT_NE(make("bernoulli", {{"binarisation", std::string("static")}})->formula().find("above 0.5"), std::string::npos);
}

}  // namespace
}  // namespace zscape
