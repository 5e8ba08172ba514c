#include "engine/analysis/gaussian_mixture.h"

#include "engine/core/error.h"
#include "tests/engine/analysis/clouds_of_codes.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <numeric>
#include <random>

namespace zscape {
namespace {

/// 3,000 around (5, 0) with spread 2 and 0.5, 7,000 around (-5, 1) with spread 1.
CodeClouds twoClouds() {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    CodeClouds clouds{{}, 2, std::vector<int>(10'000)};
    for (int i = 0; i < 10'000; ++i) {
        const float x = normal(random), y = normal(random);
        if (i < 3000) clouds.values.insert(clouds.values.end(), {5 + 2 * x, 0.5f * y});
        else clouds.values.insert(clouds.values.end(), {-5 + x, 1 + y});
    }
    return clouds;
}

GaussianMixture mixtureOf(const CodeClouds& clouds, int64_t components, int64_t rounds = 50, uint64_t seed = 3) {
    ThreadTeam team(2);
    return fitMixture(clouds.rows(), components, seed, team, {.most = rounds}).mixture;
}

TEST(GaussianMixture, FindsTwoCloudsAgain) {
    const GaussianMixture mixture = mixtureOf(twoClouds(), 2);
    const size_t wide = mixture.means[0] > 0 ? 0 : 1, round = 1 - wide;
    EXPECT_NEAR(mixture.weights[wide], 0.3, 0.01);
    EXPECT_NEAR(mixture.means[2 * wide], 5, 0.15);
    EXPECT_NEAR(mixture.means[2 * round + 1], 1, 0.05);
    EXPECT_NEAR(mixture.factors[4 * wide], 2, 0.1);
    EXPECT_NEAR(mixture.factors[4 * wide + 3], 0.5, 0.05);
    EXPECT_NEAR(mixture.factors[4 * round], 1, 0.05);
}

TEST(GaussianMixture, OneComponentIsTheFittedGaussian) {
    const CodeClouds clouds = fourClouds(500);
    const GaussianMixture mixture = mixtureOf(clouds, 1, 1);
    for (size_t a = 0; a < 3; ++a) {
        double mean = 0;
        for (size_t i = 0; i < 500; ++i) mean += double{clouds.values[3 * i + a]} / 500;
        EXPECT_NEAR(mixture.means[a], mean, 1e-9);
    }
    for (size_t a = 0; a < 3; ++a)
        for (size_t b = 0; b <= a; ++b) {
            double covariance = 0, product = 0;
            for (size_t i = 0; i < 500; ++i)
                covariance +=
                    (clouds.values[3 * i + a] - mixture.means[a]) * (clouds.values[3 * i + b] - mixture.means[b]) / 500;
            for (size_t j = 0; j < 3; ++j) product += mixture.factors[3 * a + j] * mixture.factors[3 * b + j];
            EXPECT_NEAR(product, covariance, 1e-5) << a << " " << b;
        }
}

/// The density by its formula, of two dimensions.
double slowDensity(const GaussianMixture& mixture, const float* code) {
    double density = 0;
    for (size_t k = 0; k < mixture.weights.size(); ++k) {
        const double* factor = mixture.factors.data() + 4 * k;
        const double xx = factor[0] * factor[0], xy = factor[0] * factor[2],
                     yy = factor[2] * factor[2] + factor[3] * factor[3];
        const double determinant = xx * yy - xy * xy;
        const double x = code[0] - mixture.means[2 * k], y = code[1] - mixture.means[2 * k + 1];
        density += mixture.weights[k] * std::exp(-(yy * x * x - 2 * xy * x * y + xx * y * y) / determinant / 2) /
                   (2 * std::numbers::pi * std::sqrt(determinant));
    }
    return std::log(density);
}

TEST(GaussianMixture, DensityIsThatOfTheFormula) {
    const CodeClouds clouds = twoClouds();
    const GaussianMixture mixture = mixtureOf(clouds, 3);
    ThreadTeam team(2);
    const std::vector<double> densities = mixture.logDensity(clouds.rows(), team);
    for (size_t i = 0; i < densities.size(); i += 97)
        EXPECT_NEAR(densities[i], slowDensity(mixture, clouds.values.data() + 2 * i), 1e-8);
}

TEST(GaussianMixture, EveryRoundRaisesTheLikelihood) {
    const CodeClouds clouds = twoClouds();
    ThreadTeam team(2);
    const auto likelihood = [&](int64_t rounds) {
        const std::vector<double> densities = mixtureOf(clouds, 4, rounds, 5).logDensity(clouds.rows(), team);
        return std::accumulate(densities.begin(), densities.end(), 0.0) / 10'000;
    };
    double before = likelihood(0);
    for (int64_t rounds = 1; rounds < 8; ++rounds) {
        const double now = likelihood(rounds);
        EXPECT_GT(now, before - 1e-6) << rounds;
        before = now;
    }
}

TEST(GaussianMixture, BeginsFromGroupsAndEndsWhereItGainsLittle) {
    const CodeClouds clouds = fourClouds(2000);
    const std::vector<int32_t> groups(clouds.groups.begin(), clouds.groups.end());
    ThreadTeam team(2);
    const FittedMixture start = fitMixtureFrom(clouds.rows(), groups, 4, team, {.most = 0});
    double mean = 0;
    for (size_t i = 0; i < 2000; i += 4) mean += double{clouds.values[3 * i + 1]} / 500;
    EXPECT_NEAR(start.mixture.means[1], mean, 1e-9);
    EXPECT_NEAR(start.mixture.weights[2], 0.25, 1e-12);
    EXPECT_FALSE(start.settled);
    int64_t told = 0;
    const FittedMixture fitted = fitMixtureFrom(clouds.rows(), groups, 4, team, {.most = 300, .leastGain = 1e-5}, {},
                                                [&](int64_t round) { told = round; });
    EXPECT_TRUE(fitted.settled);
    EXPECT_EQ(fitted.rounds, told);
    EXPECT_LT(fitted.rounds, 300);
}

TEST(GaussianMixture, SamplesFollowIt) {
    const GaussianMixture mixture = mixtureOf(twoClouds(), 2);
    const std::vector<float> samples = mixture.sample(20'000, 4);
    double right = 0, mean = 0, square = 0;
    for (size_t i = 0; i < samples.size(); i += 2) {
        right += samples[i] > 0 ? 1 : 0;
        mean += samples[i] / 20'000;
        if (samples[i] > 0) square += samples[i + 1] * samples[i + 1];
    }
    EXPECT_NEAR(right / 20'000, 0.3, 0.02);
    EXPECT_NEAR(mean, 0.3 * 5 - 0.7 * 5, 0.15);
    EXPECT_NEAR(std::sqrt(square / right), 0.5, 0.03);
    EXPECT_EQ(samples, mixture.sample(20'000, 4));
}

TEST(GaussianMixture, WhatCannotBeFittedIsSaid) {
    const CodeClouds three = fourClouds(3);
    EXPECT_THROW(mixtureOf(three, 4), Error);
    const std::vector<float> wide(2 * 12'000);
    ThreadTeam team(1);
    EXPECT_THROW(fitMixture({wide, 2, 12'000}, 2, 1, team), Error) << "two covariances of 1.2 GB";
}

}  // namespace
}  // namespace zscape
