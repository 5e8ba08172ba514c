#include "ui/palette/palette_rank.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

using Kind = PaletteEntry::Kind;

PaletteEntry entry(Kind kind, const char* name, const char* hint = "", const QStringList& others = {}) {
    PaletteEntry made;
    made.kind = kind;
    made.id = made.name = QString::fromUtf8(name);
    made.hint = QString::fromUtf8(hint);
    made.otherNames = others;
    return made;
}

QStringList names(const std::vector<PaletteEntry>& entries, const char* query) {
    QStringList found;
    for (const PaletteHit& hit : rankPalette(entries, QString::fromUtf8(query))) found.append(entries[hit.entry].name);
    return found;
}

const std::vector<PaletteEntry>& some() {
    static const std::vector<PaletteEntry> entries{
        entry(Kind::Action, "Use the best weights", "epoch 11"),
        entry(Kind::Action, "Colour by label"),
        entry(Kind::Action, "Branch from here", "begin a run at this step"),
        entry(Kind::Setting, "KL weight β", "beta", {QStringLiteral("beta")}),
        entry(Kind::Setting, "Learning rate", "", {QStringLiteral("learning_rate")}),
        entry(Kind::Recipe, "β-VAE", "a heavier KL term", {QStringLiteral("beta-vae")}),
        entry(Kind::Recipe, "VAE, drawn β"),
        entry(Kind::Recipe, "WAE-MMD", "", {QStringLiteral("wae-mmd")}),
        entry(Kind::Run, "β 4", "branch of VAE, two dimensions"),
    };
    return entries;
}

TEST(PaletteRank, NamesOtherNamesAndHintsAreFound) {
    EXPECT_EQ(names(some(), "mmd"), QStringList{QStringLiteral("WAE-MMD")});
    EXPECT_EQ(names(some(), "learning_rate"), QStringList{QStringLiteral("Learning rate")});
    EXPECT_EQ(names(some(), "KL"), QStringList({QStringLiteral("KL weight β"), QStringLiteral("β-VAE")}));
    EXPECT_EQ(names(some(), "dimensions"), QStringList{QStringLiteral("β 4")});
    EXPECT_TRUE(names(some(), "mensions").isEmpty()) << "of a hint words are found by their beginnings";
    EXPECT_TRUE(names(some(), "xyz").isEmpty());
    EXPECT_TRUE(names(some(), "").isEmpty());
    EXPECT_TRUE(names(some(), "   ").isEmpty());
}

TEST(PaletteRank, GreekLettersAreFoundByTheirNamesAndByThemselves) {
    for (const char* query : {"beta", "β", "Β", "BETA"}) {
        const QStringList found = names(some(), query);
        EXPECT_EQ(found.size(), 4) << query;
        EXPECT_TRUE(found.contains(QStringLiteral("KL weight β"))) << query;
        EXPECT_TRUE(found.contains(QStringLiteral("β 4"))) << query;
    }
    const auto hits = rankPalette(some(), QStringLiteral("bet"));
    const auto hit = std::find_if(hits.begin(), hits.end(),
                                  [](const PaletteHit& one) { return some()[one.entry].kind == Kind::Setting; });
    ASSERT_NE(hit, hits.end());
    EXPECT_EQ(hit->name, (std::vector<TextPart>{{10, 1}})) << "the letter itself is marked";
    EXPECT_EQ(hit->hint, (std::vector<TextPart>{{0, 3}}));
}

TEST(PaletteRank, KindsStandInTheirOrderAndWordsThatBeginComeFirst) {
    EXPECT_EQ(names(some(), "be"),
              QStringList({QStringLiteral("Use the best weights"), QStringLiteral("Colour by label"),
                           QStringLiteral("Branch from here"), QStringLiteral("KL weight β"), QStringLiteral("β-VAE"),
                           QStringLiteral("VAE, drawn β"), QStringLiteral("β 4")}));
    EXPECT_EQ(names(some(), "beta").first(), QStringLiteral("KL weight β"))
        << "what is called exactly this brings its kind to the top";
}

TEST(PaletteRank, EachWordMustBeFoundAndTheWorstCounts) {
    EXPECT_EQ(names(some(), "weights best"), QStringList{QStringLiteral("Use the best weights")});
    EXPECT_EQ(names(some(), "vae beta"),
              QStringList({QStringLiteral("β-VAE"), QStringLiteral("VAE, drawn β"), QStringLiteral("β 4")}));
    EXPECT_TRUE(names(some(), "best xyz").isEmpty());
}

TEST(PaletteRank, WhatIsOffComesAfterWhatIsOn) {
    std::vector<PaletteEntry> entries{entry(Kind::Action, "Train"), entry(Kind::Action, "Measure the training images")};
    EXPECT_EQ(names(entries, "train").first(), QStringLiteral("Train"));
    entries[0].reason = QStringLiteral("Add images to train on");
    EXPECT_EQ(names(entries, "train").last(), QStringLiteral("Train"));
}

TEST(PaletteRank, CaseAccentsAndSubscriptsDoNotMatter) {
    const std::vector<PaletteEntry> entries{entry(Kind::Action, "Élan of z₁"), entry(Kind::Run, "日本語の実行")};
    EXPECT_EQ(names(entries, "elan"), QStringList{QStringLiteral("Élan of z₁")});
    EXPECT_EQ(names(entries, "Z1"), QStringList{QStringLiteral("Élan of z₁")});
    EXPECT_EQ(names(entries, "実行"), QStringList{QStringLiteral("日本語の実行")});
}

TEST(PaletteRank, WhatIsMarkedIsApartAndAscending) {
    const auto hits = rankPalette({entry(Kind::Action, "Open open opened")}, QStringLiteral("en ope open"));
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits.front().name, (std::vector<TextPart>{{0, 4}}));
}

}  // namespace
}  // namespace zscape
