#include "ui/recipes/recipe_search.h"
#include "ui/text/folded.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(RecipeSearch, GreekLettersMarksAndCaseDoNotCount) {
    const QString folded = fold(QStringLiteral("β-TCVAE, Cireşan and Sønderby, Fréchet")).text;
    for (const char* query : {"beta", "β", "ciresan", "FRECHET"})
        EXPECT_TRUE(isFoundIn(folded, QString::fromUtf8(query))) << query;
}

TEST(RecipeSearch, EveryWordHasToBeThere) {
    const QString folded = fold(QStringLiteral("VAE, two dimensions\nKingma and Welling")).text;
    EXPECT_TRUE(isFoundIn(folded, QStringLiteral("  welling vae ")));
    EXPECT_FALSE(isFoundIn(folded, QStringLiteral("welling three")));
    EXPECT_TRUE(isFoundIn(folded, QString()));
}

}  // namespace
}  // namespace zscape
