#include "engine/analysis/clusters.h"

#include "engine/analysis/cluster_agreement.h"
#include "engine/core/error.h"
#include "tests/engine/analysis/clouds_of_codes.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

// Golden values: scikit-learn by make_golden.py, beside this file.

Clusters clustersOf(const CodeClouds& clouds, int64_t count, ClusterMethod method = ClusterMethod::KMeans,
                    int threads = 2, uint64_t seed = 1) {
    ThreadTeam team(threads);
    return findClusters(clouds.rows(), {.method = method, .clusters = count, .seed = seed}, team);
}

double squaredFrom(const CodeClouds& clouds, size_t code, const Clusters& clusters, size_t cluster) {
    double sum = 0;
    for (size_t d = 0; d < 3; ++d)
        sum += std::pow(double{clouds.values[3 * code + d]} - clusters.centres[3 * cluster + d], 2);
    return sum;
}

TEST(Clusters, TheCloudsAreThoseOfTheGoldenValues) {
    const CodeClouds clouds = fourClouds(1000);
    double sums[3] = {};
    for (size_t i = 0; i < clouds.values.size(); ++i) sums[i % 3] += clouds.values[i];
    EXPECT_NEAR(sums[0], 1768.02224402, 1e-7);
    EXPECT_NEAR(sums[1], 1764.16500649, 1e-7);
    EXPECT_NEAR(sums[2], 1.82807255, 1e-7);
}

TEST(Clusters, OfKMeansAreAsGoodAsScikitLearns) {
    const CodeClouds clouds = fourClouds(1000);
    const Clusters four = clustersOf(clouds, 4);
    EXPECT_NEAR(four.inertia, 2821.4579230722684, 0.01);
    EXPECT_EQ(four.sizes, (std::vector<int64_t>{292, 285, 258, 165}));
    const ClusterAgreement agreement = agreementWith(four.of, clouds.groups).value();
    EXPECT_NEAR(agreement.adjustedRand, 0.7420192677615511, 1e-9);
    EXPECT_NEAR(agreement.normalisedMutualInformation, 0.7334748683906904, 1e-9);
    EXPECT_NEAR(agreement.purity, 0.891, 1e-9);
    // The best of 200 starts there, of 10 here.
    EXPECT_LT(clustersOf(clouds, 7).inertia, 1.005 * 1958.4316638522102);
}

TEST(Clusters, OfKMeansAreWhatTheySay) {
    const CodeClouds clouds = fourClouds(700);
    const Clusters clusters = clustersOf(clouds, 5);
    EXPECT_TRUE(clusters.settled);
    EXPECT_TRUE(clusters.shares.empty());
    double inertia = 0;
    std::vector<int64_t> sizes(5);
    std::vector<double> means(15), nearest(5, 1e30);
    for (size_t i = 0; i < 700; ++i) {
        const auto own = static_cast<size_t>(clusters.of[i]);
        const double squared = squaredFrom(clouds, i, clusters, own);
        inertia += squared;
        ++sizes[own];
        nearest[own] = std::min(nearest[own], squared);
        EXPECT_NEAR(clusters.distances[i], std::sqrt(squared), 1e-5);
        for (size_t c = 0; c < 5; ++c) EXPECT_LE(squared, squaredFrom(clouds, i, clusters, c) + 1e-5);
        for (size_t d = 0; d < 3; ++d) means[3 * own + d] += clouds.values[3 * i + d];
    }
    EXPECT_NEAR(clusters.inertia, inertia, 1e-3);
    EXPECT_EQ(clusters.sizes, sizes);
    EXPECT_TRUE(std::is_sorted(sizes.rbegin(), sizes.rend())) << "the largest is the first";
    for (size_t c = 0; c < 5; ++c) {
        const auto typical = static_cast<size_t>(clusters.typical[c]);
        EXPECT_EQ(clusters.of[typical], static_cast<int32_t>(c));
        EXPECT_NEAR(squaredFrom(clouds, typical, clusters, c), nearest[c], 1e-5);
        for (size_t d = 0; d < 3; ++d)
            EXPECT_NEAR(means[3 * c + d] / static_cast<double>(sizes[c]), clusters.centres[3 * c + d], 1e-4);
    }
}

TEST(Clusters, OfGaussiansAreAsGoodAsScikitLearns) {
    const CodeClouds clouds = fourClouds(1000);
    const Clusters clusters = clustersOf(clouds, 4, ClusterMethod::GaussianMixture);
    EXPECT_TRUE(clusters.settled);
    // From the groups of k-means there too, by the same rule.
    EXPECT_NEAR(clusters.logLikelihood, -5.0611706600800295, 2e-5);
    EXPECT_EQ(clusters.sizes, (std::vector<int64_t>{256, 254, 253, 237}));
    const ClusterAgreement agreement = agreementWith(clusters.of, clouds.groups).value();
    EXPECT_NEAR(agreement.adjustedRand, 0.8646110705925987, 1e-9);
    EXPECT_NEAR(agreement.normalisedMutualInformation, 0.8427277550829598, 1e-9);
    EXPECT_NEAR(agreement.purity, 0.945, 1e-9);
    for (size_t i = 0; i < 1000; ++i) {
        EXPECT_GE(clusters.shares[i], 0.25f) << "the likeliest of four";
        EXPECT_LE(clusters.shares[i], 1);
        EXPECT_NEAR(clusters.distances[i],
                    std::sqrt(squaredFrom(clouds, i, clusters, static_cast<size_t>(clusters.of[i]))), 1e-4);
    }
    for (size_t c = 0; c < 4; ++c)
        EXPECT_EQ(clusters.of[static_cast<size_t>(clusters.typical[c])], static_cast<int32_t>(c));
}

TEST(Clusters, AreTheSameWithAnyNumberOfThreads) {
    const CodeClouds clouds = fourClouds(30'000);
    for (const ClusterMethod method : {ClusterMethod::KMeans, ClusterMethod::GaussianMixture}) {
        const Clusters one = clustersOf(clouds, 6, method, 1), three = clustersOf(clouds, 6, method, 3);
        EXPECT_EQ(one.of, three.of);
        EXPECT_EQ(one.centres, three.centres);
        EXPECT_EQ(one.shares, three.shares);
        EXPECT_EQ(one.inertia, three.inertia);
        EXPECT_EQ(one.logLikelihood, three.logLikelihood);
        EXPECT_EQ(one.typical, three.typical);
    }
}

TEST(Clusters, OfAsManyCodesAsClustersAreTheCodes) {
    const CodeClouds clouds = fourClouds(9);
    const Clusters clusters = clustersOf(clouds, 9);
    EXPECT_EQ(clusters.sizes, std::vector<int64_t>(9, 1));
    EXPECT_NEAR(clusters.inertia, 0, 1e-9);
    EXPECT_EQ(clusters.of, (std::vector<int32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8})) << "in the order of their first codes";
    EXPECT_EQ(clustersOf(clouds, 9, ClusterMethod::GaussianMixture).sizes, std::vector<int64_t>(9, 1));
}

TEST(Clusters, OfFewerDifferentCodesThanClustersSomeAreEmpty) {
    CodeClouds clouds{{}, 1, std::vector<int>(12)};
    for (int i = 0; i < 12; ++i) clouds.values.push_back(i < 7 ? 1.0f : 5.0f);
    for (const ClusterMethod method : {ClusterMethod::KMeans, ClusterMethod::GaussianMixture}) {
        const Clusters clusters = clustersOf(clouds, 4, method);
        EXPECT_EQ(clusters.sizes, (std::vector<int64_t>{7, 5, 0, 0}));
        EXPECT_EQ(clusters.typical, (std::vector<int64_t>{0, 7, -1, -1}));
        EXPECT_NEAR(clusters.distances[11], 0, 1e-6);
    }
}

TEST(Clusters, WhatCannotBeClusteredIsSaid) {
    const auto code = [](const CodeClouds& clouds, int64_t count) -> std::string {
        try {
            clustersOf(clouds, count);
        } catch (const Error& error) {
            return error.code();
        }
        return "clustered";
    };
    CodeClouds clouds = fourClouds(20);
    EXPECT_EQ(code(clouds, 1), "setting.clusters");
    EXPECT_EQ(code(clouds, -3), "setting.clusters");
    EXPECT_EQ(code(clouds, 21), "clusters.few");
    clouds.values[7] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(code(clouds, 4), "layout.finite");
    EXPECT_THROW(clusterMethodFrom("dbscan"), Error);
    EXPECT_EQ(clusterMethodFrom(clusterMethodName(ClusterMethod::GaussianMixture)), ClusterMethod::GaussianMixture);
    std::stop_source stop;
    stop.request_stop();
    ThreadTeam team(1);
    EXPECT_THROW(findClusters(fourClouds(20).rows(), {.clusters = 2}, team, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace zscape
