#include "engine/recipe/term_card.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/recipe/ledger.h"
#include "engine/recipe/shared_terms.h"
#include "engine/recipe/part_catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

// That every term which a model of any recipe has in its ledger has a card is tested where ledgers are made:
// objective/build_model_test.cpp.
namespace zscape {
namespace {

DataShape grey() {
    DataShape shape;
    shape.images = 1000;
    shape.labels = 2;  // for the recipes that are told them
    shape.labelNames = {"a", "b"};
    return shape;
}

std::set<std::string> filesOfTerms() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(resourcesFolder() / "terms"))
        names.insert(entry.path().stem().string());
    return names;
}

TEST(TermCard, IsOfTheModelsOwnKind) {
    const ModelSpec spec = makeSpec(findRecipe("free-bits"), {{"reconstruction", std::string("gaussian")}}, grey());
    EXPECT_EQ(termCards(spec, kReconstructionTerm).at(0).code, "reconstruction-gaussian");
    const auto kl = termCards(spec, "kl");
    ASSERT_EQ(kl.size(), 2U);
    EXPECT_EQ(kl[0].code, "kl");
    EXPECT_EQ(kl[1].code, "weighting-free-bits");
    EXPECT_EQ(termCards(spec, kTotalTerm).size(), 1U);
    const ModelSpec sparse = makeSpec(findRecipe("sparse-ae"), {{"sparsity", std::string("kl")}}, grey());
    EXPECT_EQ(termCards(sparse, "sparsity").at(0).code, "sparsity-kl");
}

TEST(TermCard, OfATermThatNobodyWroteAboutSaysSo) {
    try {
        termCards(makeSpec(findRecipe("vae"), {}, grey()), "no_such");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "term.missing");
        EXPECT_NE(error.info().sentence().find("no-such"), std::string::npos);
    }
}

/// Half a page: long enough to say something, and a formula that fits a line or two.
void expectTelling(const TermCard& card) {
    EXPECT_FALSE(card.title.empty()) << card.code;
    EXPECT_FALSE(card.formula.empty()) << card.code;
    EXPECT_LT(card.formula.size(), 180U) << card.code;
    for (const std::string* text : {&card.what, &card.why}) {
        EXPECT_GT(text->size(), 60U) << card.code;
        EXPECT_TRUE(text->ends_with('.')) << card.code;
    }
    EXPECT_LT(card.what.size() + card.why.size(), 1300U) << card.code;
    EXPECT_NE(card.source.find_first_of("0123456789"), std::string::npos) << card.code << ": a year";
}

TEST(TermCard, EveryFileIsReadAndTells) {
    std::set<std::string> read;
    const auto take = [&](const ModelSpec& spec, const std::string& term) {
        for (const TermCard& card : termCards(spec, term)) {
            expectTelling(card);
            read.insert(card.code);
        }
    };
    for (const Recipe& recipe : recipes()) {
        DataShape shape = grey();
        if (recipe.name == "conv-ae-32") {
            shape.size = 32;
            shape.channels = 3;
        }
        const ModelSpec spec = makeSpec(recipe, {}, shape);
        take(spec, kTotalTerm);
        if (spec.hasPart("regulariser")) {
            std::string term = spec.part("regulariser") == "kl-qp" ? "kl" : spec.part("regulariser");
            std::replace(term.begin(), term.end(), '-', '_');
            take(spec, term);
        }
        for (const Setting& setting : recipe.settings) {
            if (setting.key != "reconstruction" && setting.key != "sparsity") continue;
            for (const std::string& choice : setting.choices) {
                SettingValues values{{setting.key, choice}};
                if (choice == "categorical") values["network"] = std::string("conv");
                take(makeSpec(recipe, values, shape), setting.key);
            }
        }
        if (!recipe.settings.empty() && spec.part("likelihood") == "mse-linear") take(spec, kReconstructionTerm);
        if (spec.part("bound") == "iwae") take(spec, "importance");
        if (!spec.hasPart("penalty")) continue;
        const std::string penalty = spec.part("penalty");
        take(spec, penalty == "total-correlation" ? "tc" : penalty);
    }
    EXPECT_EQ(read, filesOfTerms()) << "a file that no term asks for, or the other way round";
}

}  // namespace
}  // namespace zscape
