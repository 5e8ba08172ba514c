#include "engine/reproduce/experiment.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// The experiments that take two minutes at most, with the settings of the command. The cache of images is a test's
/// own.
class ExperimentSlow : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(TwoMinutes, ExperimentSlow,
                         testing::Values("pytorch-vae", "ae-vae-coverage", "pca-ae", "glo-start", "remedies"));

TEST_P(ExperimentSlow, IsMet) {
    const Reproduction result = reproduce(findExperiment(GetParam()), {}, {}, {});
    for (const Measured& number : result.numbers) {
        EXPECT_NE(number.verdict, Verdict::NotMet) << number.quantity.what;
        std::cout << "[ INFO     ] " << number.quantity.what << ": " << number.mean << "\n";
    }
    EXPECT_EQ(result.verdict(), Verdict::Met);
}

}  // namespace
}  // namespace zscape
