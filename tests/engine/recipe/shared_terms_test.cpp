#include "engine/recipe/shared_terms.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(SharedTerms, AreThoseThatAllRunsMeasureAlike) {
    const RunTerms vae{{"total", "reconstruction", "kl"}, "bce"};
    const RunTerms tcvae{{"total", "reconstruction", "kl", "tc"}, "bce"};
    const RunTerms autoencoder{{"total", "reconstruction"}, "bce"};
    const RunTerms gaussian{{"total", "reconstruction", "kl"}, "gaussian"};
    EXPECT_EQ(sharedTerms({tcvae, vae}), (std::vector<std::string>{"reconstruction", "kl"}));
    EXPECT_EQ(sharedTerms({vae, tcvae, autoencoder}), std::vector<std::string>{"reconstruction"});
    EXPECT_EQ(sharedTerms({vae, gaussian}), std::vector<std::string>{"kl"}) << "nats of pixels and of a density";
    EXPECT_TRUE(sharedTerms({autoencoder, gaussian}).empty());
    EXPECT_EQ(sharedTerms({autoencoder}), std::vector<std::string>{"reconstruction"});
    EXPECT_TRUE(sharedTerms({}).empty());
}

}  // namespace
}  // namespace zscape
