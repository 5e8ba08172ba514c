#include "engine/core/error.h"
#include "engine/model/code_search.h"
#include "engine/objective/build_model.h"
#include "engine/training/code_rows.h"
#include "engine/training/codes_start.h"
#include "engine/training/evaluation.h"
#include "engine/training/row_optimiser.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace zscape {
namespace {

/// A table without a model around it.
struct PlainTable : RowTable {
    explicit PlainTable(Tensor rows, const std::string& by = "adam") {
        values = std::move(rows);
        optimiser = by;
    }
    int64_t width() const override { return values.size(1); }
    Gaussian codes(const Tensor& rows) const override { return {rows, {}}; }
    Tensor startAt(const Tensor& mu) const override { return mu; }
};

Tensor startingRows() {
    Tensor rows = torch::empty({5, 3});
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j < 3; ++j) rows[i][j] = std::sin(3 * i + j + 1);
    return rows;
}

void step(PlainTable& table, RowOptimiser& optimiser, int turn, const std::vector<int64_t>& rows, double learningRate,
          float skipped = 0) {
    const Tensor index = torch::tensor(rows, at::kLong);
    Tensor leaf = table.values.index_select(0, index).requires_grad_();
    Tensor gradient = torch::empty_like(leaf).detach();
    for (size_t i = 0; i < rows.size(); ++i)
        for (int j = 0; j < 3; ++j)
            gradient[static_cast<int64_t>(i)][j] = std::cos(2.0 * turn + 1.3 * static_cast<double>(rows[i]) + 0.7 * j) *
                                                   (0.1 + static_cast<double>(rows[i]));
    leaf.mutable_grad() = gradient;
    table.read = ReadRows{index, leaf};
    optimiser.step(learningRate, torch::full({1}, skipped));
}

// Golden: each row alone by torch.optim.Adam(lr=0.05) over the batches that it is in, PyTorch 2.13.
TEST(RowOptimiser, EachRowIsAsUnderADenseAdamOfItsOwn) {
    PlainTable table(startingRows());
    RowOptimiser optimiser(table);
    optimiser.begin();
    const std::vector<std::vector<int64_t>> batches{{0, 1, 2}, {0, 3, 4}, {2, 0, 1}, {0, 4}};
    for (size_t i = 0; i < batches.size(); ++i) step(table, optimiser, static_cast<int>(i), batches[i], 0.05);
    const Tensor expected = torch::tensor({0.766370595, 0.857492208, 0.116474219, -0.854869127, -0.929747999,
                                           -0.232330531, 0.701779425, 1.051422596, 0.502908409, -0.594021142,
                                           -1.049990177, -0.586572945, 0.326605767, 1.005420327, 0.688318491})
                                .view({5, 3});
    EXPECT_LT((table.values - expected).abs().max().item<double>(), 2e-6);
}

// Golden: torch.optim.SparseAdam(lr=0.05) with every row in every step, in another order.
TEST(RowOptimiser, IsSparseAdamWhereEveryRowIsInEveryStep) {
    PlainTable table(startingRows());
    RowOptimiser optimiser(table);
    optimiser.begin();
    for (int i = 0; i < 4; ++i) step(table, optimiser, i, {3, 1, 4, 0, 2}, 0.05);
    const Tensor expected = torch::tensor({0.766370893, 0.857492447, 0.116475046, -0.785980225, -0.857776880,
                                           -0.188029915, 0.751964450, 1.058979988, 0.458540827, -0.494171590,
                                           -0.978089213, -0.640060544, 0.317780018, 0.901393771, 0.585950851})
                                .view({5, 3});
    EXPECT_LT((table.values - expected).abs().max().item<double>(), 2e-6);
}

TEST(RowOptimiser, AStepThatIsLeftOutChangesNothing) {
    PlainTable table(startingRows());
    RowOptimiser optimiser(table);
    optimiser.begin();
    step(table, optimiser, 0, {0, 1}, 0.05);
    const Tensor then = table.values.clone(), count = optimiser.state()[2].second.clone();
    step(table, optimiser, 1, {1, 2}, 0.05, /*skipped=*/1);
    EXPECT_TRUE(at::equal(table.values, then));
    EXPECT_TRUE(at::equal(optimiser.state()[2].second, count));
    EXPECT_FALSE(table.read.has_value());
}

TEST(RowOptimiser, PlainStepsGoDownTheGradient) {
    PlainTable table(torch::zeros({3, 3}), "sgd");
    RowOptimiser optimiser(table);
    optimiser.begin();
    step(table, optimiser, 0, {2}, 0.5);
    EXPECT_NEAR(table.values[2][0].item<double>(), -0.5 * std::cos(2.6) * 2.1, 1e-6);
    EXPECT_EQ(table.values[0].abs().max().item<double>(), 0);
    EXPECT_TRUE(optimiser.state().empty());
}

SmallRun runOf(const std::string& recipe, SettingValues overrides = {}) {
    SmallRun run;
    run.recipe = recipe;
    run.overrides = std::move(overrides);
    run.overrides.try_emplace("hidden", std::string("32"));
    run.overrides.try_emplace("latent_dimensions", int64_t{4});
    run.threads = 1;
    return run;
}

RowTable& tableOf(Trainer& trainer) { return *trainer.model().encoder->table(); }

TEST(CodeTable, AStepChangesTheRowsOfItsBatchAlone) {
    auto trainer = runOf("glo").make();
    const Tensor before = tableOf(*trainer).values.clone();
    ASSERT_EQ(before.size(0), 150);
    trainer->advance();
    const Tensor changed = (tableOf(*trainer).values - before).abs().amax(1).gt(0);
    EXPECT_EQ(changed.sum().item<int64_t>(), 32);
}

TEST(CodeTable, CodesStayInTheBall) {
    auto trainer = runOf("glo", {{"code_learning_rate", 0.5}}).make();
    EXPECT_LE(tableOf(*trainer).values.norm(2, 1).max().item<double>(), 1 + 1e-5);
    train(*trainer, 20);
    const Tensor norms = tableOf(*trainer).values.norm(2, 1);
    EXPECT_LE(norms.max().item<double>(), 1 + 1e-5);
    EXPECT_GT(norms.max().item<double>(), 0.999);  // with steps this long some reach its skin
}

TEST(CodeTable, ItsGradientIsThatOfFiniteDifferences) {
    for (const char* recipe : {"glo", "vad"}) {
        auto trainer = runOf(recipe, {{"codes_start", std::string("random")}}).make();
        Model& model = trainer->model();
        RowTable& table = tableOf(*trainer);
        Batch batch;
        batch.pixels = torch::rand({3, 1, 16, 16}, at::make_generator<at::CPUGeneratorImpl>(3));
        batch.row = torch::tensor({5, 0, 140}, at::kLong);
        const auto loss = [&] {
            Generators generators{at::make_generator<at::CPUGeneratorImpl>(1),
                                  at::make_generator<at::CPUGeneratorImpl>(2)};
            Tensor total;
            for (const LossTerm& row :
                 model.objective->terms(model.run(batch, generators, SampleMode::Sampled, true), *model.likelihood, 0))
                total = total.defined() ? total + row.contribution : row.contribution;
            return total;
        };
        loss().backward();
        const Tensor gradient = table.read->values.grad().clone();
        const float small = 1e-2F;
        for (int64_t column = 0; column < table.width(); ++column) {
            Tensor number = table.values[140][column];
            const float was = number.item<float>();
            const auto at = [&](float value) {
                number.fill_(value);
                return loss().item<double>();
            };
            const double slope = (at(was + small) - at(was - small)) / (2 * small);
            number.fill_(was);
            EXPECT_NEAR(gradient[2][column].item<double>(), slope, 0.02 + 0.02 * std::abs(slope))
                << recipe << " " << column;
        }
    }
}

TEST(CodeTable, GoesOnToTheBitAfterSavingAndLoading) {
    for (const char* recipe : {"glo", "vad"}) {
        auto trainer = runOf(recipe).make();
        train(*trainer, 12);
        SmallRun other = runOf(recipe);
        other.seed = 9;
        auto loaded = other.make();
        loaded->restore(trainer->checkpoint().bytes);
        EXPECT_TRUE(at::equal(tableOf(*loaded).values, tableOf(*trainer).values));
        EXPECT_EQ(train(*loaded, 9), train(*trainer, 9));
        EXPECT_TRUE(at::equal(tableOf(*loaded).values, tableOf(*trainer).values));
    }
}

TEST(CodeTable, AStepWithoutAFiniteLossLeavesItAlone) {
    auto trainer = runOf("glo").make();
    train(*trainer, 3);
    const Tensor then = tableOf(*trainer).values.clone();
    const at::NoGradGuard noGradients;
    trainer->model().parameters().front().second.fill_(std::numeric_limits<float>::quiet_NaN());
    trainer->advance();
    EXPECT_EQ(trainer->failedStep(), 4);
    EXPECT_TRUE(at::equal(tableOf(*trainer).values, then));
}

TEST(CodeTable, ImagesThatTrainShowTheirRowsAndOthersAreSearchedFor) {
    auto trainer = runOf("glo").make();
    train(*trainer, 30);
    const std::vector<float> codes = trainer->encode({1, 5, 8});  // 8 is held out; 1 and 5 are rows 0 and 3
    const auto* values = tableOf(*trainer).values.const_data_ptr<float>();
    EXPECT_TRUE(std::equal(values, values + 4, codes.begin()));
    EXPECT_TRUE(std::equal(values + 12, values + 16, codes.begin() + 4));
    EXPECT_EQ(trainer->encode({8}), std::vector<float>(codes.begin() + 8, codes.end()));
    EXPECT_EQ(trainer->encode({8}), trainer->encode({8}));
    // Looking at it moves nothing.
    EXPECT_TRUE(std::equal(values, values + 4, codes.begin()));
}

double costOf(Trainer& trainer, const Tensor& pixels, const Tensor& codes) {
    Model& model = trainer.model();
    View view;
    view.target = pixels;
    const at::NoGradGuard noGradients;
    return model.likelihood->cost(model.decoder->decode(codes, view), view).mean().item<double>();
}

TEST(CodeSearch, LowersTheCostOfAnUnseenImage) {
    for (const char* recipe : {"glo", "vad"}) {
        auto trainer = runOf(recipe, {{"learning_rate", 0.003}}).make();
        train(*trainer, 300);
        Model& model = trainer->model();
        model.setTraining(false);
        const MemoryImages unseen(8, 16, 1, /*seed=*/99);
        const Tensor pixels =
            torch::from_blob(const_cast<uint8_t*>(unseen.pixels()), {8, 1, 16, 16}, at::kByte).to(at::kFloat).div(255);
        const Tensor found = model.encode(pixels);
        const double middle = costOf(*trainer, pixels, torch::zeros({8, 4}));
        // Squared error may fall to 0, cross-entropy of grey pixels to their entropy.
        EXPECT_LT(costOf(*trainer, pixels, found), (recipe == std::string("glo") ? 0.8 : 0.97) * middle) << recipe;
        // Alone or in company it is the same code, but for the last bits of sums.
        EXPECT_TRUE(at::allclose(model.encode(pixels.narrow(0, 3, 1)), found.narrow(0, 3, 1), 1e-2, 1e-2)) << recipe;
    }
}

TEST(CodeSearch, LeavesWeightsTableAndGradientsAlone) {
    auto trainer = runOf("vad").make();
    train(*trainer, 3);
    const std::vector<uint8_t> before = weightBits(*trainer);
    const Tensor rows = tableOf(*trainer).values.clone();
    std::vector<Tensor> gradients;
    for (const auto& [name, parameter] : trainer->model().parameters()) gradients.push_back(parameter.grad().clone());
    trainer->evaluateHeldOut();
    EXPECT_EQ(weightBits(*trainer), before);
    EXPECT_TRUE(at::equal(tableOf(*trainer).values, rows));
    for (size_t i = 0; i < gradients.size(); ++i)
        EXPECT_TRUE(at::equal(gradients[i], trainer->model().parameters()[i].second.grad()));
}

TEST(CodesStart, PrincipalComponentsAgreeWithAFullDecomposition) {
    const auto images = std::make_shared<MemoryImages>(120, 16, 1);
    std::vector<int64_t> all(120);
    std::iota(all.begin(), all.end(), int64_t{0});
    const BatchAssembler assembler(images, at::kCPU, false);
    const Tensor codes = principalCodes(assembler, all, 3, 1);
    const Tensor pixels = assembler.make(all).pixels.flatten(1);
    const Tensor centred = pixels - pixels.mean(0);
    const auto [left, values, right] = at::linalg_svd(centred, /*full_matrices=*/false);
    const Tensor scores = (left * values).narrow(1, 0, 3);
    const Tensor expected = scores / scores.square().sum(1).mean().sqrt();
    for (int64_t axis = 0; axis < 3; ++axis) {
        const double sign = (codes.select(1, axis) * expected.select(1, axis)).sum().item<double>() < 0 ? -1 : 1;
        EXPECT_LT((codes.select(1, axis) - sign * expected.select(1, axis)).abs().max().item<double>(), 1e-3) << axis;
    }
    EXPECT_NEAR(codes.square().sum(1).mean().item<double>(), 1, 1e-4);
}

TEST(CodesStart, MoreDimensionsThanTheImagesSpanAreSmallNoise) {
    const auto images = std::make_shared<MemoryImages>(5, 16, 1);
    const BatchAssembler assembler(images, at::kCPU, false);
    const Tensor codes = principalCodes(assembler, {0, 1, 2, 3, 4}, 12, 1);
    ASSERT_EQ(codes.sizes(), (std::vector<int64_t>{5, 12}));
    EXPECT_TRUE(codes.isfinite().all().item<bool>());
    EXPECT_LT(codes.narrow(1, 4, 8).abs().max().item<double>(), 0.05);
}

TEST(CodesStart, FromPrincipalComponentsTrainingIsAhead) {
    const auto lossAfterSixtySteps = [](const char* start) {
        auto trainer = runOf("glo", {{"codes_start", std::string(start)}, {"learning_rate", 0.003}}).make();
        train(*trainer, 50);
        double sum = 0;
        for (const auto& row : train(*trainer, 10)) sum += row[0];
        return sum / 10;
    };
    EXPECT_LT(lossAfterSixtySteps("pca"), 0.95 * lossAfterSixtySteps("random"));
}

/// The images of `whole` at `places`.
class SomeOf : public MemoryImages {
public:
    SomeOf(const MemoryImages& whole, const std::vector<int64_t>& places)
        : MemoryImages(static_cast<int64_t>(places.size()), whole.size(), whole.channels()) {
        for (const int64_t place : places) {
            const auto image = whole.picture(place).pixels;
            pixels_.insert(pixels_.end(), image.begin(), image.end());
        }
    }
    const uint8_t* pixels() const override { return pixels_.data(); }

private:
    std::vector<uint8_t> pixels_;
};

TEST(CodeTable, OldImagesKeepTheirCodesWhereverTheyAreAndNewOnesAreSearchedFor) {
    const MemoryImages whole(24, 21, 1, /*seed=*/1);  // no two of them are the same
    const SmallRun run = [] {
        SmallRun small = runOf("glo", {{"learning_rate", 0.003}});
        small.size = 21;
        return small;
    }();
    const ModelSpec spec = run.spec();
    const auto made = [&](const std::vector<int64_t>& places) {
        Split split;
        for (size_t i = 0; i < places.size(); ++i) split.train.push_back(static_cast<int64_t>(i));
        return std::make_unique<Trainer>(spec, planFor(spec, "cpu", "fp32", 1), std::make_shared<SomeOf>(whole, places),
                                         split, 4);
    };
    std::vector<int64_t> first(16), second;
    std::iota(first.begin(), first.end(), int64_t{0});
    for (int64_t i = 23; i >= 6; --i) second.push_back(i);  // 8 new ones first, the old ones turned round, 6 gone
    auto before = made(first);
    train(*before, 200);
    auto after = made(second);
    after->restore(before->checkpoint().bytes);
    const Tensor old = tableOf(*before).values, now = tableOf(*after).values;
    ASSERT_EQ(now.size(0), 24);  // those of the images that are gone are kept behind
    for (int64_t i = 8; i < 18; ++i) EXPECT_TRUE(at::equal(now[i], old[second[static_cast<size_t>(i)]])) << i;
    // New images show better with the codes that were found for them than with none.
    Tensor pixels = torch::empty({8, 1, 21, 21});
    for (int64_t i = 0; i < 8; ++i)
        pixels[i] = torch::from_blob(const_cast<uint8_t*>(whole.picture(second[static_cast<size_t>(i)]).pixels.data()),
                                     {1, 21, 21}, at::kByte)
                        .to(at::kFloat)
                        .div(255);
    after->model().setTraining(false);
    EXPECT_LT(costOf(*after, pixels, now.narrow(0, 0, 8)), costOf(*after, pixels, torch::zeros({8, 4})));
    after->model().setTraining(true);
    EXPECT_EQ(train(*after, 5).size(), 5u);
    EXPECT_EQ(after->failedStep(), -1);
    // And back: the codes of those that were away are there again.
    auto again = made(first);
    again->restore(after->checkpoint().bytes);
    EXPECT_EQ(tableOf(*again).values.size(0), 24);
    for (int64_t i = 0; i < 6; ++i) EXPECT_TRUE(at::equal(tableOf(*again).values[i], old[i])) << i;
}

TEST(CodeTable, ADamagedTableIsRefusedAndNothingChanges) {
    auto trainer = runOf("glo").make();
    auto other = runOf("glo", {{"latent_dimensions", int64_t{5}}}).make();
    const Tensor then = tableOf(*trainer).values.clone();
    EXPECT_THROW(trainer->restore(other->checkpoint().bytes), Error);
    EXPECT_TRUE(at::equal(tableOf(*trainer).values, then));
    EXPECT_THROW(trainer->restore(runOf("glo", {{"code_optimiser", std::string("sgd")}}).make()->checkpoint().bytes),
                 Error);
}

TEST(CodeTable, TheWeightsCopyLeavesItOut) {
    auto trainer = runOf("vad").make();
    int64_t numbers = 0;
    const auto copy = trainer->copyWeights();
    for (const Tensor& tensor : copy->tensors) numbers += tensor.numel();
    EXPECT_EQ(trainer->parameterCount(), numbers + 150 * 8);
}

TEST(MemoryEstimate, CountsATableOfCodes) {
    ModelSpec spec = runOf("glo").spec();
    const ComputePlan plan = planFor(spec, "cpu", "fp32", 1);
    const int64_t few = estimateMemory(spec, plan).needed;
    spec.shape.images = 1'000'000;
    EXPECT_GT(estimateMemory(spec, plan).needed, few + 3 * 4 * 4 * int64_t{999'000});
}

TEST(HeldOut, OfAModelWithoutAnEncoderIsMeasuredOnSomeImages) {
    auto trainer = runOf("glo").make();
    std::vector<int64_t> many(2000);
    for (size_t i = 0; i < many.size(); ++i) many[i] = static_cast<int64_t>(i);
    const auto some = measurable(trainer->model(), many);
    ASSERT_EQ(some.size(), kMostSearched);
    EXPECT_EQ(some.front(), 0);
    EXPECT_GT(some.back(), 1990);
    EXPECT_EQ(measurable(runOf("vae-dense").make()->model(), many).size(), 2000u);
}

}  // namespace
}  // namespace zscape
