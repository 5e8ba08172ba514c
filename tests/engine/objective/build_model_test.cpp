#include "engine/objective/build_model.h"

#include "engine/core/error.h"
#include "engine/recipe/part_catalogue.h"
#include "engine/recipe/term_card.h"
#include "tests/engine/objective/golden.h"
#include "tests/engine/seeded.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace zscape {
namespace {

DataShape shape(int channels, int size) {
    DataShape made;
    made.channels = channels;
    made.size = size;
    made.labels = 3;
    made.labelNames = {"one", "two", "three"};
    return made;
}

/// make_golden.py's ramp.
Batch ramp(int64_t count, const DataShape& data) {
    Batch batch;
    const int64_t pixels = count * data.channels * data.size * data.size;
    batch.pixels = (torch::arange(pixels) * 7)
                       .remainder(251)
                       .to(at::kFloat)
                       .div(250)
                       .view({count, data.channels, data.size, data.size});
    batch.index = torch::arange(count);
    batch.label = batch.index.remainder(3);
    return batch;
}

void expectLikePyTorch(const std::string& recipe, const SettingValues& values, const DataShape& data, int64_t count) {
    const auto& expected = golden().at("models").at(recipe);
    Model model = buildModel(makeSpec(findRecipe(recipe), values, data), 11);
    EXPECT_EQ(model.parameterCount(), expected.at("parameters").get<int64_t>());
    Generators generators = seededGenerators(1);
    const auto passes = model.run(ramp(count, data), generators, SampleMode::Mean, true);
    const auto rows = model.objective->terms(passes, *model.likelihood, 0);
    const double reconstruction = expected.at("reconstruction").get<double>();
    EXPECT_NEAR(rows[0].value.item<double>(), reconstruction, 1e-5 * reconstruction);
    const Tensor mu = goldenTensor(expected.at("mu"), passes[0].posterior.mu.sizes());
    EXPECT_TRUE(at::allclose(passes[0].posterior.mu.to(at::kDouble), mu, 1e-4, 1e-5));
    if (expected.contains("kl")) {
        EXPECT_NEAR(rows[1].value.item<double>(), expected.at("kl").get<double>(), 1e-5);
    }
    rows[0].value.backward();
    double squares = 0;
    for (const auto& [name, parameter] : model.parameters())
        if (parameter.grad().defined()) squares += parameter.grad().to(at::kDouble).square().sum().item<double>();
    const double norm = expected.at("gradient_norm").get<double>();
    EXPECT_NEAR(std::sqrt(squares), norm, 1e-4 * norm);
}

TEST(BuildModel, DenseIsPyTorchsOwn) { expectLikePyTorch("vae-dense", {}, shape(1, 28), 6); }

TEST(BuildModel, ConvAtAnOddSizeIsPyTorchsOwn) { expectLikePyTorch("vae", {{"width", int64_t{8}}}, shape(3, 33), 6); }

TEST(BuildModel, ConvAe32IsPyTorchsOwn) { expectLikePyTorch("conv-ae-32", {}, shape(3, 32), 4); }

TEST(BuildModel, Vae2dHasTheParametersOfTheDrawing) {
    EXPECT_EQ(buildModel(makeSpec(findRecipe("vae-2d"), {}, shape(1, 28)), 0).parameterCount(), 1068820);
}

TEST(BuildModel, MakesEveryRecipeAndEveryChoiceLearn) {
    std::set<std::string> made;
    for (const auto& recipe : recipes()) {
        std::vector<SettingValues> variants{{}};
        for (const auto& selector : selectors())
            for (const auto& setting : recipe.settings)
                if (setting.key == selector.setting.key)
                    for (const auto& choice : setting.choices) {
                        variants.push_back({{setting.key, choice}});
                        // 256 numbers a pixel, which no dense layer is asked for.
                        if (choice == "categorical") variants.back()["network"] = std::string("conv");
                    }
        for (SettingValues values : variants) {
            if (std::any_of(recipe.settings.begin(), recipe.settings.end(),
                            [](const Setting& setting) { return setting.key == "width"; }))
                values["width"] = int64_t{4};
            const DataShape data = recipe.name == "conv-ae-32" ? shape(3, 32) : shape(1, 21);
            const ModelSpec spec = makeSpec(recipe, values, data);
            Model model = buildModel(spec, 3);
            for (const auto& [role, kind] : spec.recipe.parts) made.insert(role + " " + kind);
            for (const LedgerLine& line : model.objective->ledger(*model.likelihood))
                EXPECT_NO_THROW(termCards(spec, line.term)) << recipe.name << " " << line.term;
            Generators generators = seededGenerators(5);
            Batch batch = ramp(3, data);
            if (RowTable* table = model.encoder->table()) {
                table->values = table->startAt(torch::eye(3, spec.codeSize()));
                batch.row = torch::arange(3);
            }
            Tensor total = torch::zeros({});
            for (const LossTerm& row :
                 model.objective->terms(model.run(batch, generators, SampleMode::Sampled, true), *model.likelihood, 0))
                total = total + row.contribution;
            ASSERT_TRUE(std::isfinite(total.item<float>())) << recipe.name;
            total.backward();
            for (const auto& [name, parameter] : model.parameters()) {
                ASSERT_TRUE(parameter.grad().defined()) << recipe.name << " " << name;
                EXPECT_GT(parameter.grad().abs().max().item<float>(), 0) << recipe.name << " " << name;
            }
            model.setTraining(false);
            const Tensor codes = model.encode(batch.pixels, batch.label);
            EXPECT_EQ(codes.sizes(), (std::vector<int64_t>{3, spec.codeSize()}));
            EXPECT_FALSE(codes.requires_grad());
            const Tensor pictures = model.decode(codes, batch.label);
            EXPECT_EQ(pictures.sizes(), batch.pixels.sizes());
            EXPECT_TRUE(pictures.ge(0).logical_and(pictures.le(1)).all().item<bool>());
            EXPECT_EQ(
                model.objective->ledger(*model.likelihood).size(),
                model.objective->terms(model.run(batch, generators, SampleMode::Mean, false), *model.likelihood, 0)
                    .size());
        }
    }
    for (const auto& part : partCatalogue())
        EXPECT_TRUE(made.contains(part.role + " " + part.kind)) << part.role << " " << part.kind;
}

TEST(BuildModel, SameSeedSameWeightsOtherSeedOthers) {
    const ModelSpec spec = makeSpec(findRecipe("vae"), {{"width", int64_t{4}}}, shape(1, 28));
    const auto first = buildModel(spec, 1).parameters();
    torch::rand({100});
    const auto again = buildModel(spec, 1).parameters();
    const auto other = buildModel(spec, 2).parameters();
    ASSERT_EQ(first.size(), again.size());
    bool differs = false;
    for (size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].first, again[i].first);
        EXPECT_TRUE(at::equal(first[i].second, again[i].second)) << first[i].first;
        differs |= !at::equal(first[i].second, other[i].second);
    }
    EXPECT_TRUE(differs);
}

TEST(BuildModel, LeavesTheGlobalGeneratorAlone) {
    torch::manual_seed(42);
    const Tensor expected = torch::rand({5});
    torch::manual_seed(42);
    buildModel(makeSpec(findRecipe("vae-dense"), {}, shape(1, 28)), 7);
    EXPECT_TRUE(at::equal(torch::rand({5}), expected));
}

TEST(BuildModel, ThreadsAtOnceGetTheirOwnSeeds) {
    const ModelSpec spec = makeSpec(findRecipe("vae-dense"), {}, shape(1, 28));
    const Tensor expected = buildModel(spec, 0).parameters()[0].second;
    std::vector<Tensor> weights(8);
    {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < weights.size(); ++i)
            threads.emplace_back([&, i] { weights[i] = buildModel(spec, i % 2).parameters()[0].second; });
    }
    for (size_t i = 0; i < weights.size(); ++i) EXPECT_EQ(at::equal(weights[i], expected), i % 2 == 0) << i;
}

TEST(Model, NamesItsTensorsByPart) {
    const Model model = buildModel(
        makeSpec(findRecipe("vae"),
                 {{"width", int64_t{4}}, {"reconstruction", std::string("gaussian")}, {"gaussian_learned", true}},
                 shape(1, 28)),
        1);
    std::set<std::string> names;
    for (const auto& [name, tensor] : model.parameters()) EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(names.contains("codes.conv0.weight"));
    EXPECT_TRUE(names.contains("decoder.seed.bias"));
    EXPECT_TRUE(names.contains("likelihood.logSigma"));
    names.clear();
    for (const auto& [name, tensor] : model.buffers()) names.insert(name);
    EXPECT_TRUE(names.contains("codes.norm0.running_mean"));
}

TEST(Model, ACopyOfWeightsAndBuffersGivesTheSame) {
    const DataShape data = shape(3, 30);
    const ModelSpec spec = makeSpec(findRecipe("vae"), {{"width", int64_t{4}}}, data);
    Model model = buildModel(spec, 1);
    const Batch batch = ramp(4, data);
    Generators generators = seededGenerators(2);
    model.run(batch, generators, SampleMode::Sampled, true);  // moves BatchNorm's running means
    Model copy = buildModel(spec, 2);
    {
        const at::NoGradGuard noGradient;
        const auto from = model.parameters();
        const auto to = copy.parameters();
        for (size_t i = 0; i < from.size(); ++i) to[i].second.copy_(from[i].second);
        const auto fromBuffers = model.buffers();
        const auto toBuffers = copy.buffers();
        for (size_t i = 0; i < fromBuffers.size(); ++i) toBuffers[i].second.copy_(fromBuffers[i].second);
    }
    model.setTraining(false);
    copy.setTraining(false);
    EXPECT_TRUE(at::equal(copy.encode(batch.pixels), model.encode(batch.pixels)));
    EXPECT_TRUE(at::equal(copy.decode(copy.encode(batch.pixels)), model.decode(model.encode(batch.pixels))));
}

TEST(Model, EvaluationMovesNothing) {
    const DataShape data = shape(1, 28);
    Model model = buildModel(makeSpec(findRecipe("vae"), {{"width", int64_t{4}}}, data), 1);
    model.setTraining(false);
    const Tensor before = model.buffers()[0].second.clone();
    Generators generators = seededGenerators(2);
    const Tensor state = generators.codes.get_state();
    model.run(ramp(4, data), generators, SampleMode::Mean, false);
    EXPECT_TRUE(at::equal(model.buffers()[0].second, before));
    EXPECT_TRUE(at::equal(generators.codes.get_state(), state));
    model.setTraining(true);
    model.run(ramp(4, data), generators, SampleMode::Sampled, true);
    EXPECT_FALSE(at::equal(model.buffers()[0].second, before));
    EXPECT_FALSE(at::equal(generators.codes.get_state(), state));
}

TEST(Model, ChannelsLastGivesTheSame) {
    const DataShape data = shape(3, 28);
    const ModelSpec spec = makeSpec(findRecipe("vae"), {{"width", int64_t{8}}}, data);
    Model plain = buildModel(spec, 1);
    Model turned = buildModel(spec, 1);
    turned.toChannelsLast();
    Batch batch = ramp(4, data);
    Generators generators = seededGenerators(2);
    const auto expected =
        plain.objective->terms(plain.run(batch, generators, SampleMode::Mean, true), *plain.likelihood, 0);
    batch.pixels = batch.pixels.contiguous(at::MemoryFormat::ChannelsLast);
    const auto passes = turned.run(batch, generators, SampleMode::Mean, true);
    EXPECT_TRUE(passes[0].output.is_contiguous(at::MemoryFormat::ChannelsLast));
    const auto rows = turned.objective->terms(passes, *turned.likelihood, 0);
    EXPECT_NEAR(rows[0].value.item<float>(), expected[0].value.item<float>(), 1e-2);
    rows[0].value.backward();
    expected[0].value.backward();
    const auto ours = turned.parameters();
    const auto theirs = plain.parameters();
    for (size_t i = 0; i < ours.size(); ++i) {
        if (!ours[i].second.grad().defined()) continue;
        EXPECT_TRUE(at::allclose(ours[i].second.grad(), theirs[i].second.grad(), 1e-2, 1e-2)) << ours[i].first;
    }
}

TEST(Model, DenoisingSeesNoiseAndIsMeasuredAgainstTheCleanImage) {
    const DataShape data = shape(1, 28);
    Model model = buildModel(makeSpec(findRecipe("denoising-ae"), {}, data), 1);
    const Batch batch = ramp(4, data);
    Generators generators = seededGenerators(2);
    const Pass pass = model.run(batch, generators, SampleMode::Sampled, true).at(0);
    EXPECT_FALSE(at::equal(pass.view.input, batch.pixels));
    EXPECT_TRUE(at::equal(pass.view.target, batch.pixels));
}

TEST(BuildModel, RefusesAKindThatNobodyMakes) {
    ModelSpec spec = makeSpec(findRecipe("vae-dense"), {}, shape(1, 28));
    for (auto& [role, kind] : spec.recipe.parts)
        if (role == "prior") kind = "vampire";
    EXPECT_THROW(buildModel(spec, 1), Error);
}

}  // namespace
}  // namespace zscape
