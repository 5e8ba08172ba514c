#include "engine/analysis/cluster_agreement.h"

#include <gtest/gtest.h>
#include <vector>

namespace zscape {
namespace {

// Golden values: make_golden.py, beside this file.

template <typename Of>
std::vector<int> numbered(const Of& of) {
    std::vector<int> numbers;
    for (int i = 0; i < 300; ++i) numbers.push_back(of(i));
    return numbers;
}

ClusterAgreement agreementOf(const std::vector<int>& clusters, const std::vector<int>& labels) {
    const std::vector<int32_t> of(clusters.begin(), clusters.end());
    return agreementWith(of, labels).value();
}

TEST(ClusterAgreement, IsScikitLearns) {
    const auto fifths = numbered([](int i) { return i * 7 % 5; });
    const ClusterAgreement few = agreementOf(fifths, numbered([](int i) { return (i * 7 % 5 + (i % 3 == 0)) % 4; }));
    EXPECT_NEAR(few.adjustedRand, 0.3208547152351308, 1e-12);
    EXPECT_NEAR(few.normalisedMutualInformation, 0.4885338563033229, 1e-12);
    EXPECT_NEAR(few.purity, 2.0 / 3, 1e-12);
    EXPECT_EQ(few.images, 300);
    const ClusterAgreement apart =
        agreementOf(numbered([](int i) { return i % 3; }), numbered([](int i) { return i * i % 7; }));
    EXPECT_NEAR(apart.adjustedRand, -0.007582989904680677, 1e-12);
    EXPECT_NEAR(apart.normalisedMutualInformation, 0.00025200344672778534, 1e-12);
    EXPECT_NEAR(apart.purity, 0.29333333333333333, 1e-12);
    const ClusterAgreement same =
        agreementOf(numbered([](int i) { return i % 5; }), numbered([](int i) { return 4 - i % 5; }));
    EXPECT_NEAR(same.adjustedRand, 1, 1e-12);
    EXPECT_NEAR(same.normalisedMutualInformation, 1, 1e-12);
    EXPECT_EQ(same.purity, 1);
}

TEST(ClusterAgreement, IsThatOfImagesWithALabel) {
    const std::vector<int32_t> clusters{0, 0, 1, 1, 2, 2, 0};
    const ClusterAgreement agreement = agreementWith(clusters, std::vector<int>{7, 7, 9, 9, -1, -1, -1}).value();
    EXPECT_EQ(agreement.images, 4);
    EXPECT_EQ(agreement.adjustedRand, 1);
    EXPECT_NEAR(agreement.normalisedMutualInformation, 1, 1e-12);
    EXPECT_EQ(agreement.purity, 1);
    EXPECT_FALSE(agreementWith(clusters, std::vector<int>(7, -1)));
    EXPECT_FALSE(agreementWith(clusters, std::vector<int>{7, 7, 7, -1, -1, -1, 7})) << "there is nothing to tell apart";
    EXPECT_FALSE(agreementWith({}, {}));
}

TEST(ClusterAgreement, OfExtremeDivisions) {
    // Each by itself in both; all in one cluster.
    EXPECT_EQ(agreementWith(std::vector<int32_t>{0, 1, 2}, std::vector<int>{2, 1, 0}).value().adjustedRand, 1);
    const ClusterAgreement one = agreementWith(std::vector<int32_t>{0, 0, 0, 0}, std::vector<int>{0, 0, 0, 1}).value();
    EXPECT_EQ(one.adjustedRand, 0);
    EXPECT_NEAR(one.normalisedMutualInformation, 0, 1e-12);
    EXPECT_EQ(one.purity, 0.75);
}

}  // namespace
}  // namespace zscape
