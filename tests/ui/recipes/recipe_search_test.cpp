#include "ui/recipes/recipe_search.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(RecipeSearch, GreekLettersAreFoundByTheirNames) {
    EXPECT_EQ(foldedForSearch(QStringLiteral("β-VAE")), QStringLiteral("beta-vae"));
    EXPECT_EQ(foldedForSearch(QStringLiteral("Δ")), QStringLiteral("delta"));
    EXPECT_TRUE(isFoundIn(foldedForSearch(QStringLiteral("β-TCVAE")), QStringLiteral("beta")));
    EXPECT_TRUE(isFoundIn(foldedForSearch(QStringLiteral("β-TCVAE")), QStringLiteral("β")));
}

TEST(RecipeSearch, MarksAndCaseDoNotCount) {
    const QString folded = foldedForSearch(QStringLiteral("Cireşan and Sønderby, Fréchet"));
    EXPECT_TRUE(isFoundIn(folded, QStringLiteral("ciresan")));
    EXPECT_TRUE(isFoundIn(folded, QStringLiteral("FRECHET")));
}

TEST(RecipeSearch, EveryWordHasToBeThere) {
    const QString folded = foldedForSearch(QStringLiteral("VAE, two dimensions\nKingma and Welling"));
    EXPECT_TRUE(isFoundIn(folded, QStringLiteral("  welling vae ")));
    EXPECT_FALSE(isFoundIn(folded, QStringLiteral("welling three")));
    EXPECT_TRUE(isFoundIn(folded, QString()));
}

}  // namespace
}  // namespace zscape
