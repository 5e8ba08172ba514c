#include "engine/core/error.h"
#include "engine/recipe/part_catalogue.h"
#include "engine/recipe/spec.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace zscape {
namespace {

DataShape shape(int channels, int size) {
    DataShape made;
    made.channels = channels;
    made.size = size;
    made.images = 100;
    made.labels = 3;
    made.labelNames = {"one", "two", "three"};
    return made;
}

/// The error of a spec that cannot be made.
std::string codeOf(const std::string& recipe, const SettingValues& values, const DataShape& data,
                   const std::string& mentions) {
    try {
        makeSpec(findRecipe(recipe), values, data);
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(mentions), std::string::npos) << error.what();
        return error.code();
    }
    return "";
}

TEST(Spec, FillsInDefaultsAndTakesOverrides) {
    const ModelSpec spec =
        makeSpec(findRecipe("vae-2d"), {{"beta", int64_t{3}}, {"batch_size", int64_t{64}}}, shape(1, 28));
    EXPECT_EQ(spec.number("beta"), 3.0);
    EXPECT_EQ(spec.integer("batch_size"), 64);
    EXPECT_EQ(spec.text("hidden"), "512-256");
    EXPECT_EQ(spec.codeSize(), 2);
    EXPECT_FALSE(spec.flag("gaussian_learned"));
    EXPECT_EQ(spec.values.size(), spec.recipe.settings.size());
}

TEST(Spec, ChoosesTheNetworkByAWrittenRule) {
    EXPECT_EQ(makeSpec(findRecipe("vae-2d"), {}, shape(1, 28)).part("encoder"), "dense");
    EXPECT_EQ(makeSpec(findRecipe("vae-2d"), {}, shape(1, 32)).part("decoder"), "dense");
    EXPECT_EQ(makeSpec(findRecipe("vae-2d"), {}, shape(1, 33)).part("encoder"), "conv");
    EXPECT_EQ(makeSpec(findRecipe("vae-2d"), {}, shape(3, 64)).part("decoder"), "conv");
    EXPECT_EQ(makeSpec(findRecipe("vae-2d"), {{"network", std::string("dense")}}, shape(3, 64)).part("encoder"),
              "dense");
    EXPECT_EQ(makeSpec(findRecipe("vae"), {}, shape(1, 28)).part("encoder"), "conv");
    EXPECT_EQ(makeSpec(findRecipe("vae-dense"), {}, shape(3, 64)).part("encoder"), "dense");
}

TEST(Spec, ChoosesTheLikelihood) {
    EXPECT_EQ(makeSpec(findRecipe("vae"), {}, shape(1, 28)).part("likelihood"), "bce");
    EXPECT_EQ(makeSpec(findRecipe("ae"), {}, shape(1, 28)).part("likelihood"), "mse");
    EXPECT_EQ(
        makeSpec(findRecipe("vae"), {{"reconstruction", std::string("gaussian")}}, shape(1, 28)).part("likelihood"),
        "gaussian");
}

TEST(Spec, RefusesWhatCannotWork) {
    EXPECT_EQ(codeOf("vae", {}, shape(1, 15), "15"), "model.size");
    EXPECT_EQ(codeOf("vae", {}, shape(1, 257), "257"), "model.size");
    EXPECT_EQ(codeOf("vae", {}, shape(9, 28), "these have 9"), "model.channels");
    EXPECT_EQ(codeOf("conv-ae-32", {}, shape(1, 32), "32 × 32 grey"), "model.shape");
    EXPECT_EQ(codeOf("conv-ae-32", {}, shape(2, 32), "32 × 32, 2 channels"), "model.shape");
    EXPECT_EQ(codeOf("vae", {{"reconstruction", std::string("bernoulli")}}, shape(2, 28), "2 channels"),
              "model.bernoulli");
    EXPECT_EQ(codeOf("conv-ae-32", {}, shape(3, 64), "64 × 64 colour"), "model.shape");
    EXPECT_EQ(codeOf("vae", {{"reconstruction", std::string("bernoulli")}}, shape(3, 28), "colour"), "model.bernoulli");
    EXPECT_EQ(codeOf("vae-dense", {{"hidden", std::string("400,200")}}, shape(1, 28), "hidden"), "setting.value");
}

/// A recipe of which one part is another.
Recipe withPart(const std::string& recipe, const std::string& role, const std::string& kind) {
    Recipe changed = findRecipe(recipe);
    std::erase_if(changed.parts, [&](const auto& part) { return part.first == role; });
    changed.parts.emplace_back(role, kind);
    for (const Setting& setting : findPart(role, kind).settings)
        if (std::none_of(changed.settings.begin(), changed.settings.end(),
                         [&](const Setting& known) { return known.key == setting.key; }))
            changed.settings.push_back(setting);
    return changed;
}

TEST(Spec, ATableOfCodesStaysWhateverNetworkIsChosen) {
    EXPECT_EQ(makeSpec(findRecipe("glo"), {}, shape(1, 28)).part("encoder"), "table-in-ball");
    EXPECT_EQ(makeSpec(findRecipe("glo"), {}, shape(1, 28)).part("decoder"), "dense");
    const ModelSpec conv =
        specFromJson(specToJson(makeSpec(findRecipe("vad"), {{"network", std::string("conv")}}, shape(3, 64))));
    EXPECT_EQ(conv.part("encoder"), "table");
    EXPECT_EQ(conv.part("decoder"), "conv");
    EXPECT_TRUE(hasCodeTable(conv));
    EXPECT_FALSE(hasCodeTable(makeSpec(findRecipe("vae"), {}, shape(1, 28))));
}

TEST(Spec, RefusesRemediesThatReachForAnEncoderWhereThereIsNone) {
    const auto refusal = [](const Recipe& recipe, const std::string& mentions) {
        try {
            makeSpec(recipe, {}, shape(1, 28));
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(mentions), std::string::npos) << error.what();
            return error.code();
        }
        return std::string();
    };
    EXPECT_EQ(refusal(withPart("vad", "latent", "batch-norm"), "batch-norm"), "model.table");
    EXPECT_EQ(refusal(withPart("vad", "latent", "scale"), "scale"), "model.table");
    EXPECT_EQ(refusal(withPart("vad", "latent", "delta"), "delta"), "model.table");
    EXPECT_EQ(refusal(withPart("vad", "weighting", "free-bits"), "free-bits"), "model.table");
    EXPECT_EQ(refusal(withPart("vad", "penalty", "total-correlation"), "total-correlation"), "model.table");
    EXPECT_EQ(refusal(withPart("glo", "latent", "sparse"), "sparse"), "model.table");
    EXPECT_EQ(refusal(withPart("glo", "skip", "code"), ""), "");  // the decoder's own affair
    EXPECT_EQ(codeOf("glo", {{"corruption", std::string("gaussian")}}, shape(1, 28), "denoising-ae"), "model.table");
    EXPECT_EQ(codeOf("glo", {{"codes_start", std::string("zero")}}, shape(1, 28), "pca, random"), "setting.value");
    EXPECT_EQ(codeOf("vad", {{"encode_steps", int64_t{0}}}, shape(1, 28), "from 1 to"), "setting.value");
}

TEST(Spec, RefusesToHalfCompletePictures) {
    const auto refusal = [](const Recipe& recipe, const std::string& mentions) {
        try {
            makeSpec(recipe, {}, shape(1, 28));
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(mentions), std::string::npos) << error.what();
            return error.code();
        }
        return std::string();
    };
    EXPECT_TRUE(hasLearnedPrior(specFromJson(specToJson(makeSpec(findRecipe("cvae-quadrants"), {}, shape(3, 32))))));
    EXPECT_FALSE(hasLearnedPrior(makeSpec(findRecipe("cvae"), {}, {1, 28, 2, 10, {"a", "b"}})));
    Recipe squared = withPart("cvae-quadrants", "likelihood", "mse");
    std::erase_if(squared.settings, [](const Setting& setting) {
        return setting.key == "reconstruction";
    });  // which would choose another
    EXPECT_EQ(refusal(squared, "mse"), "model.parts");
    EXPECT_EQ(refusal(withPart("cvae-quadrants", "penalty", "total-correlation"), "penalty guess"), "model.parts");
    EXPECT_EQ(refusal(withPart("cvae-quadrants", "regulariser", "kl-pq"), "kl-qp"), "model.parts");
    EXPECT_EQ(refusal(withPart("cvae-quadrants", "prior", "normal"), "learned-from-seen"), "model.parts");
    EXPECT_EQ(refusal(withPart("vae-dense", "prior", "learned-from-seen"), "quadrants"), "model.parts");
    EXPECT_EQ(refusal(withPart("vae-dense", "penalty", "guess"), "learned-from-seen"), "model.parts");
    for (const int64_t seen : {0, 4})
        EXPECT_EQ(codeOf("cvae-quadrants", {{"seen_quadrants", seen}}, shape(1, 28), "from 1 to 3"), "setting.value");
    EXPECT_EQ(codeOf("cvae-quadrants", {{"reconstruction", std::string("mse")}}, shape(1, 28), "bce, bernoulli"),
              "setting.value");
}

TEST(Spec, RefusesWhatCannotBeTrained) {
    EXPECT_EQ(codeOf("beta-tcvae", {{"batch_size", int64_t{1}}}, shape(1, 28), "batch is 1"), "model.batch");
    EXPECT_EQ(codeOf("wae-mmd", {{"batch_size", int64_t{1}}}, shape(1, 28), "batch is 1"), "model.batch");
    EXPECT_EQ(codeOf("bn-vae", {{"batch_size", int64_t{1}}}, shape(1, 28), "batch is 1"), "model.batch");
    EXPECT_EQ(codeOf("scale-vae", {{"batch_size", int64_t{1}}}, shape(1, 28), "batch is 1"), "model.batch");
    EXPECT_EQ(codeOf("delta-vae", {{"delta", 0.0}}, shape(1, 28), "from 0.001 to"), "setting.value");
    EXPECT_EQ(codeOf("capacity", {{"capacity", -1.0}}, shape(1, 28), "from 0 to"), "setting.value");
    EXPECT_EQ(codeOf("control-vae", {{"kl_target", -1.0}}, shape(1, 28), "from 0 to"), "setting.value");
    EXPECT_EQ(codeOf("cyclical", {{"cycles", int64_t{0}}}, shape(1, 28), "from 1 to"), "setting.value");
    EXPECT_EQ(codeOf("cyclical", {{"cycle_ratio", 0.0}}, shape(1, 28), "from 0.01 to 1"), "setting.value");
    EXPECT_EQ(codeOf("vae-kl-qp", {{"prior_sigma", 0.0}}, shape(1, 28), "from 0.0001 to"), "setting.value");
    EXPECT_EQ(codeOf("sparse-ae", {{"sparsity_rho", 1.0}}, shape(1, 28), "from 0.001 to 0.999"), "setting.value");
    EXPECT_EQ(codeOf("iwae", {{"reconstruction", std::string("mse")}}, shape(1, 28), "bce, bernoulli, gaussian"),
              "setting.value");
    EXPECT_EQ(codeOf("iwae", {{"iwae_samples", int64_t{0}}}, shape(1, 28), "from 1 to 1000"), "setting.value");
    EXPECT_EQ(codeOf("pca", {{"reconstruction", std::string("bce")}}, shape(1, 28), "reconstruction"),
              "setting.unknown");
    for (const auto& recipe : recipes())
        if (recipe.name != "conv-ae-32" && recipe.name != "pca") {
            EXPECT_EQ(codeOf(recipe.name, {{"reconstruction", std::string("bernoulli")}}, shape(3, 28), "colour"),
                      "model.bernoulli")
                << recipe.name;
        }
}

TEST(Spec, RefusesPartsThatDoNotFit) {
    const auto with = [](const std::string& name, const std::string& role, const std::string& kind) {
        Recipe recipe = findRecipe(name);
        std::erase_if(recipe.parts, [&](const auto& part) { return part.first == role; });
        if (!kind.empty()) recipe.parts.emplace_back(role, kind);
        try {
            makeSpec(recipe, {}, shape(1, 28));
        } catch (const Error& error) {
            return error.code();
        }
        return std::string("fits");
    };
    EXPECT_EQ(with("vae", "latent", "gaussian"), "fits");
    EXPECT_EQ(with("vae", "latent", "point"), "model.parts");
    EXPECT_EQ(with("vae", "bound", "reconstruction"), "model.parts");
    EXPECT_EQ(with("vae", "weighting", ""), "model.parts");
    EXPECT_EQ(with("iwae", "latent", "point"), "model.parts");
    EXPECT_EQ(with("iwae", "regulariser", "kl-qp"), "model.parts");
    EXPECT_EQ(with("ae", "penalty", "total-correlation"), "model.parts");
    EXPECT_EQ(with("ae", "penalty", "sparsity"), "model.parts");
    EXPECT_EQ(with("iwae", "penalty", "mmd"), "model.parts");
    EXPECT_EQ(with("iwae", "latent", "scale"), "model.parts");
    EXPECT_EQ(with("pca", "skip", "code"), "model.parts");
}

TEST(Spec, RefusesSettingsWithAHint) {
    EXPECT_EQ(codeOf("vae", {{"bta", 1.0}}, shape(1, 28), "Did you mean beta"), "setting.unknown");
    EXPECT_EQ(codeOf("vae", {{"latent_dimension", int64_t{4}}}, shape(1, 28), "Did you mean latent_dimensions"),
              "setting.unknown");
    EXPECT_EQ(codeOf("vae", {{"beta", -1.0}}, shape(1, 28), "from 0 to 1000"), "setting.value");
    EXPECT_EQ(codeOf("vae", {{"latent_dimensions", int64_t{0}}}, shape(1, 28), "from 1 to 4096"), "setting.value");
    EXPECT_EQ(codeOf("vae", {{"heldout_fraction", 0.6}}, shape(1, 28), "from 0 to 0.5"), "setting.value");
    EXPECT_EQ(codeOf("vae", {{"reconstruction", std::string("l2")}}, shape(1, 28), "bce, bernoulli, mse, gaussian"),
              "setting.value");
    EXPECT_EQ(codeOf("vae", {{"batch_size", 2.5}}, shape(1, 28), "whole number"), "setting.value");
    EXPECT_EQ(codeOf("ae", {{"beta", 1.0}}, shape(1, 28), "beta"), "setting.unknown");
}

TEST(Spec, SurvivesJson) {
    for (const auto& recipe : recipes()) {
        const DataShape data = recipe.name == "conv-ae-32" ? shape(3, 32) : shape(1, 30);
        SettingValues changed{{"learning_rate", 0.00025}, {"batch_size", int64_t{32}}};
        const ModelSpec spec = makeSpec(recipe, changed, data);
        const ModelSpec read = specFromJson(specToJson(spec));
        EXPECT_EQ(read.recipe.name, spec.recipe.name);
        EXPECT_EQ(read.values, spec.values) << recipe.name;
        EXPECT_EQ(read.shape.size, spec.shape.size);
        EXPECT_EQ(read.shape.channels, spec.shape.channels);
        EXPECT_EQ(read.shape.images, spec.shape.images);
        ASSERT_EQ(read.recipe.settings.size(), spec.recipe.settings.size()) << recipe.name;
        for (size_t i = 0; i < spec.recipe.settings.size(); ++i) {
            EXPECT_EQ(read.recipe.settings[i].key, spec.recipe.settings[i].key) << recipe.name;
            EXPECT_EQ(read.recipe.settings[i].value, spec.recipe.settings[i].value) << spec.recipe.settings[i].key;
            EXPECT_EQ(read.recipe.settings[i].choices, spec.recipe.settings[i].choices) << spec.recipe.settings[i].key;
        }
        for (const auto& [role, kind] : spec.recipe.parts) EXPECT_EQ(read.part(role), kind) << recipe.name;
        EXPECT_EQ(specToJson(read), specToJson(spec));
    }
}

TEST(Spec, RefusesDamagedJson) {
    const std::string good = specToJson(makeSpec(findRecipe("vae"), {}, shape(1, 28)));
    const auto codeOfJson = [](const std::string& text) {
        try {
            specFromJson(text);
        } catch (const Error& error) {
            return error.code();
        }
        return std::string();
    };
    EXPECT_EQ(codeOfJson(good.substr(0, good.size() / 2)), "model.spec");
    EXPECT_EQ(codeOfJson("{}"), "model.spec");
    EXPECT_EQ(codeOfJson("[1, 2]"), "model.spec");
    std::string newer = good;
    newer.replace(newer.find("\"format\":1"), 10, "\"format\":9");
    EXPECT_EQ(codeOfJson(newer), "model.newer");
    std::string other = good;
    other.replace(other.find("\"latent\":\"gaussian\""), 19, "\"latent\":\"gausian\"");
    EXPECT_EQ(codeOfJson(other), "model.part");
}

TEST(Spec, WhatAStrangerWroteIsRefusedAsDamaged) {
    const std::string good = specToJson(makeSpec(findRecipe("vae-dense"), {}, shape(1, 28)));
    EXPECT_NO_THROW(specFromJson(good));
    const std::vector<std::pair<std::string, std::string>> changes{{"/choices/reconstruction", "[]"},
                                                                   {"/choices/network", "[]"},
                                                                   {"/choices/network", "[\"none\"]"},
                                                                   {"/choices", "[]"},
                                                                   {"/parts/encoder", "\"zzz\""},
                                                                   {"/parts/zzz", "\"dense\""},
                                                                   {"/parts", "{}"},
                                                                   {"/parts", "[]"},
                                                                   {"/values/hidden", "\"99999\""},
                                                                   {"/values/batch_size", "-1"},
                                                                   {"/values/batch_size", "18446744073709551615"},
                                                                   {"/values/learning_rate", "1e300"},
                                                                   {"/values/zzz", "1"},
                                                                   {"/values/epochs", "4611686018427387904"},
                                                                   {"/defaults/batch_size", "-1"},
                                                                   {"/shape/size", "0"},
                                                                   {"/shape/size", "4294967324"},
                                                                   {"/shape/size", "1e300"},
                                                                   {"/shape/channels", "99"},
                                                                   {"/shape/labels", "-1"},
                                                                   {"/shape/images", "18446744073709551615"},
                                                                   {"/shape/label_names", "[\"one\"]"},
                                                                   {"/format", "1e10"},
                                                                   {"/format", "18446744073709551617"},
                                                                   {"/recipe", "3"}};
    for (const auto& [where, value] : changes) {
        nlohmann::json json = nlohmann::json::parse(good);
        json[nlohmann::json::json_pointer(where)] = nlohmann::json::parse(value);
        if (where == "/shape/label_names") json["shape"]["labels"] = 2;
        try {
            specFromJson(json.dump());
            ADD_FAILURE() << where << " " << value;
        } catch (const Error& error) {
            const bool unknown = where.starts_with("/parts/") || where.starts_with("/choices/");
            EXPECT_EQ(error.code(), unknown ? "model.part" : "model.spec")
                << where << " " << value << ": " << error.what();
        }
    }
}

}  // namespace
}  // namespace zscape
