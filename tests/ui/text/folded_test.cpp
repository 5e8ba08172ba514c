#include "ui/text/folded.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(Folded, GreekLettersByTheirNames) {
    EXPECT_EQ(fold(QStringLiteral("β-VAE")).text, QStringLiteral("beta-vae"));
    EXPECT_EQ(fold(QStringLiteral("Δ")).text, QStringLiteral("delta"));
}

TEST(Folded, MarksAndCaseDoNotCount) {
    EXPECT_EQ(fold(QStringLiteral("Cireşan, FRÉCHET")).text, QStringLiteral("ciresan, frechet"));
    EXPECT_EQ(fold(QString::fromUtf8("e\xCC\x81tude")).text, QStringLiteral("etude")) << "a mark of its own";
}

TEST(Folded, EachCharacterKnowsWhereItCameFrom) {
    const Folded folded = fold(QStringLiteral("aβé"));
    EXPECT_EQ(folded.text, QStringLiteral("abetae"));
    EXPECT_EQ(folded.from, (std::vector<qsizetype>{0, 1, 1, 1, 1, 2}));
    EXPECT_TRUE(fold(QString()).from.empty());
}

}  // namespace
}  // namespace zscape
