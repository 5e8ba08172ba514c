#include "engine/analysis/factor_scores.h"

#include "engine/analysis/label_probe.h"
#include "engine/analysis/pictures.h"
#include "engine/core/error.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace zscape {
namespace {

// Golden values: make_golden.py, beside this file.

at::Tensor picture(double a, double b, double c, int64_t size, int64_t channels) {
    const at::Tensor i = at::arange(channels, at::kDouble).reshape({1, channels, 1, 1});
    const at::Tensor j = at::arange(size, at::kDouble).reshape({1, 1, size, 1}),
                     k = at::arange(size, at::kDouble).reshape({1, 1, 1, size});
    return 0.5 + 0.5 * (a * j + b * k + c * i).sin();
}

struct Known {
    at::Tensor i = at::arange(1000, at::kLong), x = i.to(at::kDouble);
    at::Tensor f1 = (i * 37).remainder(1000).to(at::kDouble) / 1000,
               f2 = (i * 91 + 13).remainder(997).to(at::kDouble) / 997, f3 = i.remainder(3).to(at::kDouble);
    at::Tensor factors = at::stack({f1, f2, f3}, 1);
    at::Tensor mixed = at::stack(
        {f1 + 0.05 * (x * 1.7).sin(), 0.6 * f2 + 0.4 * f1, f3 + 0.1 * (x * 0.9).cos(), 0.3 * (x * 2.3).sin()}, 1);
};

TEST(Ssim, MeetsScikitImage) {
    const at::Tensor a = picture(0.7, 0.3, 1.1, 16, 3), b = (picture(0.72, 0.28, 1.0, 16, 3) * 0.9 + 0.02).clamp(0, 1);
    EXPECT_NEAR(ssimOf(a, b).at(0), 0.981027300410427, 1e-9);
    const at::Tensor c = picture(0.2, 0.9, 0.4, 28, 1), d = picture(0.25, 0.8, 0.5, 28, 1);
    const std::vector<double> both = ssimOf(at::cat({c, c}), at::cat({d, c}));
    EXPECT_NEAR(both.at(0), 0.6335046649682499, 1e-9);
    EXPECT_NEAR(both.at(1), 1, 1e-12);
    EXPECT_THROW(ssimOf(a.narrow(2, 0, 10), b.narrow(2, 0, 10)), Error);
}

TEST(FactorScores, MutualInformationMeetsScikitLearn) {
    const at::Tensor i = at::arange(300, at::kLong);
    const at::Tensor a = (i * 7).remainder(5), b = (a + i.remainder(3).eq(0).to(at::kLong)).remainder(4);
    EXPECT_NEAR(discreteMutualInformation(a, b), 0.7259333168968158, 1e-9);
}

TEST(FactorScores, MigSapAndDciMeetTheReference) {
    const Known known;
    const FactorScores scores = factorScores(known.mixed, known.factors, {0, 0, 3}, 1);
    EXPECT_NEAR(scores.mig, 0.5463030191247942, 1e-9);
    EXPECT_NEAR(scores.sap, 0.6727315055417775, 1e-9);
    EXPECT_NEAR(scores.dci, 0.6371567546742769, 1e-6);
}

TEST(FactorScores, ACodeThatIsTheFactorsScoresHighestAndNoiseLowest) {
    const Known known;
    const FactorScores own = factorScores(known.factors, known.factors, {0, 0, 3}, 1);
    EXPECT_GT(own.mig, 0.8);  // histograms of 1,000 images find a little information everywhere
    EXPECT_GT(own.dci, 0.85);
    EXPECT_EQ(own.factorVae, 1);
    at::manual_seed(1);
    const FactorScores noise = factorScores(at::randn({1000, 3}, at::kDouble), known.factors, {0, 0, 3}, 1);
    EXPECT_LT(noise.mig, 0.1);
    EXPECT_LT(noise.sap, 0.1);
    EXPECT_LT(noise.factorVae, 0.6);
}

TEST(FactorScores, TooFewImagesAreRefused) {
    EXPECT_THROW(factorScores(at::randn({199, 2}), at::randn({199, 2}), {0, 0}, 1), Error);
}

TEST(LabelProbe, TellsLabelsThatALineParts) {
    at::manual_seed(1);
    const at::Tensor labels = at::arange(600, at::kLong).remainder(3);
    const at::Tensor centres = at::tensor({0.0, 0.0, 8.0, 0.0, 0.0, 8.0}, at::kDouble).reshape({3, 2});
    const LabelProbe apart = probeLabels(centres.index_select(0, labels) + at::randn({600, 2}, at::kDouble), labels);
    EXPECT_EQ(apart.images, 120);
    EXPECT_GT(apart.accuracy, 0.98);
    EXPECT_NEAR(apart.majority, 1.0 / 3, 0.02);
    const LabelProbe noise = probeLabels(at::randn({600, 2}, at::kDouble), labels);
    EXPECT_LT(noise.accuracy, 0.5);
}

TEST(LabelProbe, MeasuresNothingWithoutTwoLabels) {
    EXPECT_EQ(probeLabels(at::randn({50, 2}), at::zeros({50}, at::kLong)).images, 0);
    EXPECT_EQ(probeLabels(at::randn({50, 2}), at::full({50}, -1, at::kLong)).images, 0);
}

}  // namespace
}  // namespace zscape
