#include "engine/inference/inference.h"

#include "engine/analysis/pictures.h"
#include "engine/model/model.h"
#include "engine/training/checkpoint.h"
#include "engine/training/evaluation.h"
#include "engine/training/random.h"
#include "tests/engine/code_of.h"
#include "tests/engine/training/training_fixture.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace zscape {
namespace {

/// A run that has made some steps, and what it is asked by.
struct Asking {
    explicit Asking(const std::string& recipe, int steps = 20) {
        SmallRun small;
        small.recipe = recipe;
        if (recipe != "vae") small.overrides["hidden"] = std::string("40");
        if (recipe == "glo") {
            small.overrides["encode_steps"] = int64_t{30};
            small.overrides["latent_dimensions"] = int64_t{3};
        }
        const ModelSpec spec = small.spec();
        trainer = std::make_unique<Trainer>(spec, planFor(spec, "cpu", "fp32", 1), images, split(), 1);
        train(*trainer, steps);
    }
    static Split split() {
        Split sides;
        for (int64_t i = 0; i < 200; ++i) (i % 4 == 0 ? sides.heldOut : sides.train).push_back(i);
        return sides;
    }
    Inference ofCheckpoint() const {
        const std::vector<uint8_t> bytes = trainer->checkpoint().bytes;
        return Inference::ofCheckpoint(readCheckpointInfo(bytes), bytes, trainer->plan());
    }
    Inference ofWeights() const { return Inference::ofWeights(trainer->spec(), *trainer->copyWeights(), 1); }

    std::shared_ptr<const MemoryImages> images = std::make_shared<MemoryImages>(200, 16, 1);
    std::unique_ptr<Trainer> trainer;
};

const std::vector<int64_t> kSome{0, 1, 5, 100, 198};  // 0 and 100 are held out

FloatMatrix encodeSome(Inference& inference, const ImageSet& images) { return inference.encode(images, kSome, {}, {}); }

void expectNear(const std::vector<float>& a, const std::vector<float>& b, double tolerance) {
    ASSERT_EQ(a.size(), b.size());
    for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], tolerance) << i;
}

std::vector<Picture> picturesOfSome(const ImageSet& images) {
    std::vector<Picture> pictures;
    for (const int64_t index : kSome) pictures.push_back(images.picture(index));
    return pictures;
}

struct InferenceOf : testing::TestWithParam<const char*> {};

TEST_P(InferenceOf, TheSameCodesWhereverTheModelComesFrom) {
    Asking asking(GetParam());
    const std::vector<float> codes = asking.trainer->encode(kSome);
    Inference followed = Inference::of(*asking.trainer), stored = asking.ofCheckpoint();
    EXPECT_EQ(encodeSome(followed, *asking.images).values, codes);
    EXPECT_EQ(followed.step(), 20);
    EXPECT_EQ(stored.step(), 20);
    expectNear(encodeSome(stored, *asking.images).values, codes, 1e-4);
    if (std::string(GetParam()) == "cvae") return;  // its pictures come with labels: see below
    expectNear(stored.encode(picturesOfSome(*asking.images), {}).values, codes, 1e-4);
}

TEST_P(InferenceOf, AskingATrainerChangesNoBitOfItsTraining) {
    Asking alone(GetParam()), asked(GetParam());
    train(*alone.trainer, 10);
    Inference inference = Inference::of(*asked.trainer);
    for (int i = 0; i < 10; ++i) {
        asked.trainer->advance();
        encodeSome(inference, *asked.images);
        inference.reconstruct(*asked.images, {3, 4});
        inference.score(*asked.images, {0, 4}, 5, {}, {});
    }
    EXPECT_EQ(weightBits(*asked.trainer), weightBits(*alone.trainer));
    EXPECT_EQ(inference.step(), 30);
}

TEST_P(InferenceOf, AReconstructionIsWhatItsOwnCodeDecodesTo) {
    Asking asking(GetParam());
    Inference inference = asking.ofCheckpoint();
    const Reconstructions made = inference.reconstruct(*asking.images, kSome);
    EXPECT_EQ(made.codes.values, encodeSome(inference, *asking.images).values);
    EXPECT_EQ(made.pictures, inference.decode(made.codes, inference.labels().of(*asking.images, kSome)));
    ASSERT_EQ(made.psnr.size(), kSome.size());
    const std::vector<Picture> originals = picturesOfSome(*asking.images);
    for (size_t i = 0; i < kSome.size(); ++i) {
        double error = 0;
        for (size_t at = 0; at < originals[i].pixels.size(); ++at)
            error += std::pow((originals[i].pixels[at] - made.pictures[i].pixels[at]) / 255.0, 2);
        EXPECT_NEAR(made.psnr[i], -10 * std::log10(error / static_cast<double>(originals[i].pixels.size())), 0.2);
    }
}

TEST_P(InferenceOf, OneInputHasManyOutputsWhereThereIsAVariance) {
    Asking asking(GetParam());
    Inference inference = asking.ofCheckpoint();
    const auto draw = [&](uint64_t seed) {
        return inference.reconstruct(*asking.images, kSome, {}, {}, Shades::Bytes, seed);
    };
    const Reconstructions mean = inference.reconstruct(*asking.images, kSome);
    const Reconstructions first = draw(1);
    EXPECT_EQ(first.codes.values, draw(1).codes.values) << "the same seed draws the same";
    EXPECT_EQ(first.pictures, inference.decode(first.codes, inference.labels().of(*asking.images, kSome)));
    if (!inference.hasVariance()) {
        EXPECT_EQ(first.codes.values, mean.codes.values);
        return;
    }
    EXPECT_NE(first.codes.values, mean.codes.values);
    // Draws lie around mu.
    constexpr int kDraws = 60;
    const size_t count = mean.codes.values.size();
    std::vector<double> sum(count), squares(count);
    for (int seed = 1; seed <= kDraws; ++seed) {
        const std::vector<float> codes = draw(static_cast<uint64_t>(seed)).codes.values;
        for (size_t i = 0; i < count; ++i) {
            sum[i] += codes[i];
            squares[i] += static_cast<double>(codes[i]) * codes[i];
        }
    }
    for (size_t i = 0; i < count; ++i) {
        const double middle = sum[i] / kDraws, deviation = std::sqrt(squares[i] / kDraws - middle * middle);
        EXPECT_GT(deviation, 0);
        EXPECT_NEAR(middle, mean.codes.values[i], 5 * deviation / std::sqrt(kDraws)) << i;
    }
}

TEST_P(InferenceOf, ExactShadesRoundToThePictures) {
    Asking asking(GetParam());
    Inference inference = asking.ofCheckpoint();
    const Reconstructions made = inference.reconstruct(*asking.images, kSome, {}, {}, Shades::Exact);
    EXPECT_TRUE(inference.reconstruct(*asking.images, kSome).shades.values.empty()) << "nobody asked";
    const FloatMatrix decoded = inference.decodeShades(made.codes, inference.labels().of(*asking.images, kSome));
    EXPECT_EQ(decoded.rows, std::ssize(kSome));
    EXPECT_EQ(decoded.columns, 16 * 16);
    EXPECT_EQ(made.shades.rows, decoded.rows);
    EXPECT_EQ(made.shades.values, decoded.values);
    bool between = false;
    for (size_t i = 0; i < kSome.size(); ++i)
        for (size_t at = 0; at < made.pictures[i].pixels.size(); ++at) {
            const float shade = std::clamp(decoded.values[i * 256 + at], 0.0f, 1.0f) * 255;
            ASSERT_NEAR(shade, made.pictures[i].pixels[at], 0.501);
            between = between || std::abs(shade - std::round(shade)) > 0.1f;
        }
    EXPECT_TRUE(between) << "what 256 steps would have lost";
}

TEST_P(InferenceOf, TheScoreIsTheTrainersHeldOutLoss) {
    Asking asking(GetParam());
    Inference inference = Inference::of(*asking.trainer);
    const std::vector<double> own = asking.trainer->evaluateHeldOut().values;
    const auto epoch = static_cast<uint64_t>(asking.trainer->epoch());
    const auto terms =
        inference.score(*asking.images, Asking::split().heldOut, mixSeed(1, RandomStream::HeldOut, epoch), {}, {});
    ASSERT_EQ(terms.size(), own.size());
    EXPECT_EQ(terms[0].first, "total");
    for (size_t i = 0; i < own.size(); ++i) {
        EXPECT_EQ(terms[i].first, asking.trainer->terms()[i]);
        EXPECT_EQ(terms[i].second, own[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(Recipes, InferenceOf, testing::Values("vae-dense", "vae", "cvae", "glo"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(Inference, TwoOfOtherRecipesAndWeightsAnswerInTurn) {
    Asking first("vae-dense"), second("cvae", 5), third("vae-dense", 3);
    Inference one = first.ofCheckpoint(), two = second.ofCheckpoint(), three = third.ofWeights();
    const std::vector<float> ofOne = encodeSome(one, *first.images).values;
    const std::vector<float> ofTwo = encodeSome(two, *second.images).values;
    const std::vector<float> ofThree = encodeSome(three, *third.images).values;
    EXPECT_NE(ofOne, ofThree);
    const FloatMatrix code{1, one.spec().codeSize(),
                           std::vector<float>(static_cast<size_t>(one.spec().codeSize()), 0.5f)};
    const FloatMatrix other{1, two.spec().codeSize(),
                            std::vector<float>(static_cast<size_t>(two.spec().codeSize()), 0.5f)};
    const auto picture = one.decode(code, {});
    const std::vector<int64_t> label{1};
    const auto labelled = two.decode(other, label);
    for (int turn = 0; turn < 3; ++turn) {
        two.labels().use(turn % 2 ? "one" : "two");
        EXPECT_EQ(encodeSome(one, *first.images).values, ofOne);
        EXPECT_EQ(two.decode(other, label), labelled);
        EXPECT_EQ(encodeSome(three, *third.images).values, ofThree);
        EXPECT_EQ(one.decode(code, {}), picture);
    }
    three.useWeights(*first.trainer->copyWeights());
    expectNear(encodeSome(three, *third.images).values, ofOne, 1e-4);
    EXPECT_EQ(encodeSome(one, *first.images).values, ofOne);
    EXPECT_EQ(three.step(), 20);
}

TEST(Inference, WeightsOfAnotherModelAreRefused) {
    Asking small("vae-dense", 1), other("cvae", 1);
    Inference inference = small.ofWeights();
    EXPECT_EQ(codeOf([&] { inference.useWeights(*other.trainer->copyWeights()); }), "weights.model");
}

TEST(Inference, SwappedAreTheSameCodesWithEveryLabel) {
    Asking asking("cvae");
    Inference inference = asking.ofCheckpoint();
    const Reconstructions made = inference.reconstruct(*asking.images, kSome);
    const auto swapped = inference.swapLabels(*asking.images, kSome, made.codes, 3);
    ASSERT_EQ(swapped.size(), 3u);
    for (int64_t label = 0; label < 3; ++label) {
        const auto& row = swapped[static_cast<size_t>(label)];
        EXPECT_EQ(row, inference.decode(made.codes, std::vector<int64_t>(kSome.size(), label)));
        for (size_t i = 0; i < kSome.size(); ++i)
            EXPECT_EQ(row[i] == made.pictures[i], asking.images->labelOf(kSome[i]) == label);
    }
}

TEST(Inference, LabelsGoByNameByNumberOrAreGiven) {
    Asking asking("cvae");
    Inference inference = asking.ofCheckpoint();
    const FloatMatrix codes = encodeSome(inference, *asking.images);
    MemoryImages others(200, 16, 1);  // the same pixels
    others.setLabels({"three", "two", "one"}, {2, 1, 0});
    EXPECT_EQ(encodeSome(inference, others).values, codes.values);
    const std::vector<int64_t> numbers = inference.labels().of(*asking.images, kSome);
    const std::vector<Picture> pictures = picturesOfSome(*asking.images);
    expectNear(inference.encode(pictures, numbers).values, codes.values, 1e-5);
    EXPECT_EQ(codeOf([&] { inference.encode(pictures, {}); }), "label.missing");
    EXPECT_EQ(codeOf([&] { inference.decode(codes, {}); }), "label.missing");
    EXPECT_EQ(codeOf([&] { inference.decode(codes, std::vector<int64_t>(kSome.size(), 3)); }), "label.unknown");
    others.setLabels({"ape"}, {0});
    EXPECT_EQ(codeOf([&] { encodeSome(inference, others); }), "label.unknown");
    EXPECT_TRUE(inference.score(others, kSome, 1, {}, {}).empty());
    inference.labels().use("two");
    EXPECT_EQ(encodeSome(inference, others).values, encodeSome(inference, *asking.images).values);
    EXPECT_EQ(inference.decode(codes, {}), inference.decode(codes, std::vector<int64_t>(kSome.size(), 1)));
}

TEST(Inference, PixelsThatAreGivenStayInReconstructions) {
    Asking asking("cvae-quadrants", 3);
    Inference inference = asking.ofCheckpoint();
    const Reconstructions made = inference.reconstruct(*asking.images, kSome);
    const auto completed = inference.complete(*asking.images, kSome, 2, 4, {});
    ASSERT_EQ(completed.size(), 2 * kSome.size());
    const Tensor counts = inference.model().views->lossMask(at::zeros({1, 1, 16, 16})).flatten().contiguous();
    int64_t given = 0;
    for (size_t i = 0; i < kSome.size(); ++i) {
        const Picture original = asking.images->picture(kSome[i]);
        for (size_t at = 0; at < original.pixels.size(); ++at) {
            if (counts.const_data_ptr<bool>()[at]) continue;
            ++given;
            EXPECT_EQ(made.pictures[i].pixels[at], original.pixels[at]);
            EXPECT_EQ(completed[2 * i].pixels[at], original.pixels[at]);
            EXPECT_EQ(completed[2 * i + 1].pixels[at], original.pixels[at]);
        }
        EXPECT_NE(completed[2 * i], completed[2 * i + 1]) << "what is hidden is drawn";
    }
    EXPECT_GT(given, 0);
    EXPECT_EQ(codeOf([&] { inference.sample(3, 1); }), "sample.seen");
}

TEST(Inference, ASearchInSlicesEndsWhereOneInOneGoDoes) {
    Asking asking("glo");
    Inference inference = asking.ofWeights();
    EXPECT_FALSE(inference.hasEncoder());
    const std::vector<Picture> pictures = picturesOfSome(*asking.images);
    const FloatMatrix whole = inference.encode(pictures, {});
    const auto search = inference.search(pictures, {});
    EXPECT_NE(search->codes().values, whole.values);
    int slices = 1;
    while (search->advance(7)) ++slices;
    EXPECT_EQ(slices, 5) << "of 30 steps";
    EXPECT_EQ(search->codes().values, whole.values);
    EXPECT_EQ(search->codes().rows, std::ssize(kSome));
}

TEST(Inference, ATablesOwnPicturesAreKnownAgainByTheirPixels) {
    Asking asking("glo");
    Inference stored = asking.ofCheckpoint();
    const std::vector<Picture> own{asking.images->picture(5)};
    EXPECT_EQ(stored.encode(own, {}).values, asking.trainer->encode({5}));
    const MemoryImages elsewhere(200, 16, 1);
    EXPECT_EQ(stored.encode(elsewhere, {5}, {}, {}).values, asking.trainer->encode({5}));
    Inference searching = asking.ofWeights();
    EXPECT_NE(searching.encode(own, {}).values, asking.trainer->encode({5})) << "without the table it is searched for";
}

/// The model of a run with these settings, untrained; codes of three numbers.
Inference ofThree(SmallRun small) {
    small.overrides["latent_dimensions"] = int64_t{3};
    if (small.recipe == "cvae") small.overrides["hidden"] = std::string("40");
    return Inference::ofWeights(small.spec(), *small.make()->copyWeights(), 1);
}

Tensor weightOf(Inference& inference, const std::string& name) {
    for (const auto& [own, tensor] : inference.model().parameters())
        if (own == name) return tensor;
    throw std::out_of_range(name);
}

const std::array<std::vector<float>, 2> kPlane{{{0.6F, 0, 0.8F}, {0.8F, 0, -0.6F}}};

FloatMatrix someCodes() { return {4, 3, {0, 0, 0, 0.5F, -1, 0.25F, -1.5F, 0.5F, 1, 0.1F, 2, -0.7F}}; }

double logStretch(const at::Tensor& jacobian) {
    const Tensor metric = at::mm(jacobian.t(), jacobian).to(at::kDouble);
    return 0.5 * std::log(metric[0][0].item<double>() * metric[1][1].item<double>() -
                          metric[0][1].item<double>() * metric[1][0].item<double>());
}

/// [3,2]
Tensor planeTensor() { return at::stack({at::tensor(kPlane[0]), at::tensor(kPlane[1])}, 1).to(at::kDouble); }

TEST(InferenceStretch, OfALinearDecoderIsThatOfItsWeights) {
    Inference inference = ofThree({.recipe = "pca"});
    {
        const at::NoGradGuard noGradient;
        // Grey in the middle, so that no pixel is cut at black or white.
        weightOf(inference, "decoder.picture.weight").mul_(0.2);
        weightOf(inference, "decoder.picture.bias").fill_(0.5);
    }
    const Tensor weight = weightOf(inference, "decoder.picture.weight").detach().to(at::kDouble);  // [256,3]
    const double expected = logStretch(at::mm(weight, planeTensor()));
    const std::vector<float> values = inference.stretch(someCodes(), kPlane, {});
    ASSERT_EQ(values.size(), 4U);
    for (const float value : values) EXPECT_NEAR(double{value}, expected, 1e-3) << "the same everywhere";
    // A plane turned in itself is the same plane.
    const float half = std::sqrt(0.5F);
    std::array<std::vector<float>, 2> turned = kPlane;
    for (size_t d = 0; d < 3; ++d) {
        turned[0][d] = half * (kPlane[0][d] + kPlane[1][d]);
        turned[1][d] = half * (kPlane[0][d] - kPlane[1][d]);
    }
    EXPECT_NEAR(double{inference.stretch(someCodes(), turned, {})[0]}, expected, 1e-3);
    {
        const at::NoGradGuard noGradient;
        weightOf(inference, "decoder.picture.weight").zero_();
    }
    EXPECT_NEAR(double{inference.stretch(someCodes(), kPlane, {})[0]}, 0.5 * std::log(1e-12), 1e-5)
        << "a decoder that does not move";
}

/// Of the pictures by each number of the codes, [N,256,3], by autograd.
Tensor jacobiansAt(Model& model, const Tensor& codes, const Tensor& label) {
    const Tensor z = codes.detach().clone().requires_grad_(true);
    View view;
    view.label = label;
    const Tensor pictures = model.likelihood->image(model.decoder->decode(z, view)).flatten(1);
    std::vector<Tensor> rows;
    rows.reserve(static_cast<size_t>(pictures.size(1)));
    for (int64_t pixel = 0; pixel < pictures.size(1); ++pixel)
        rows.push_back(torch::autograd::grad({pictures.select(1, pixel).sum()}, {z}, {}, /*retain_graph=*/true)[0]);
    return at::stack(rows, 1).to(at::kDouble);
}

struct InferenceStretchOf : testing::TestWithParam<const char*> {};

TEST_P(InferenceStretchOf, IsThatOfTheJacobianByAutograd) {
    SmallRun small;
    small.recipe = GetParam();
    Inference inference = ofThree(small);
    const bool conditional = inference.spec().conditional();
    const std::vector<int64_t> labels = conditional ? std::vector<int64_t>{0, 1, 2, 1} : std::vector<int64_t>{};
    {
        const at::NoGradGuard noGradient;
        for (const auto& [name, tensor] : inference.model().parameters())
            if (name.rfind("decoder.", 0) == 0) tensor.mul_(1.5);  // untrained ones hardly bend
    }
    const FloatMatrix codes = someCodes();
    const std::vector<float> values = inference.stretch(codes, kPlane, labels);
    ASSERT_EQ(values.size(), 4U);
    const Tensor z = at::tensor(codes.values).reshape({4, 3});
    const Tensor label = conditional ? at::tensor(labels, at::kLong) : Tensor();
    const Tensor there = jacobiansAt(inference.model(), z, label);  // [4,256,3]
    // A difference is the mean of the slopes on its way, which a ReLU changes at once: here of 10 places.
    std::array<Tensor, 2> onTheWay;  // [4,256] a direction
    for (size_t way = 0; way < 2; ++way) {
        const Tensor direction = at::tensor(kPlane[way]);
        const Tensor places = at::linspace(-0.01, 0.01, 21).slice(0, 1, 21, 2).reshape({-1, 1, 1});
        const Tensor around = (z.unsqueeze(0) + places * direction).flatten(0, 1);  // [10 x 4,3]
        const Tensor slopes = jacobiansAt(inference.model(), around, conditional ? label.repeat({10}) : label);
        onTheWay[way] = at::matmul(slopes, direction.to(at::kDouble)).unflatten(0, {10, 4}).mean(0);
    }
    for (int64_t code = 0; code < 4; ++code) {
        const double value = double{values[static_cast<size_t>(code)]};
        EXPECT_NEAR(value, logStretch(at::mm(there[code], planeTensor())), 0.03) << code;
        EXPECT_NEAR(value, logStretch(at::stack({onTheWay[0][code], onTheWay[1][code]}, 1)), 0.003) << code;
    }
    EXPECT_GT(std::abs(values[0] - values[1]), 0.02F) << "it bends";
    if (!conditional) return;
    EXPECT_NE(inference.stretch(codes, kPlane, std::vector<int64_t>{1, 1, 1, 1})[0], values[0]) << "with the label";
}

TEST_P(InferenceStretchOf, IsRefusedWithoutAPlane) {
    SmallRun small;
    small.recipe = GetParam();
    Inference inference = ofThree(small);
    const std::vector<int64_t> labels(4, 0);
    const auto refusal = [&](std::array<std::vector<float>, 2> directions) {
        return codeOf([&] { inference.stretch(someCodes(), directions, labels); });
    };
    EXPECT_EQ(refusal(kPlane), "");
    EXPECT_EQ(refusal({}), "probe.directions");
    EXPECT_EQ(refusal({{{1, 0}, {0, 1}}}), "probe.directions") << "too short";
    EXPECT_EQ(refusal({{{1, 0, 0}, {0, 2, 0}}}), "probe.directions") << "too long a step";
    EXPECT_EQ(refusal({{{1, 0, 0}, {0.6F, 0.8F, 0}}}), "probe.directions") << "askew";
    EXPECT_EQ(refusal({{{1, 0, 0}, {0, 0, 0}}}), "probe.directions") << "as of codes of one number";
    EXPECT_EQ(refusal({{{1, 0, 0}, {0, std::nanf(""), 1}}}), "probe.directions");
    FloatMatrix codes = someCodes();
    codes.values[4] = std::nanf("");
    EXPECT_EQ(codeOf([&] { inference.stretch(codes, kPlane, labels); }), "codes.finite");
}

INSTANTIATE_TEST_SUITE_P(Recipes, InferenceStretchOf, testing::Values("vae-dense", "vae", "cvae"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

struct InferenceProbes : testing::TestWithParam<const char*> {};

TEST_P(InferenceProbes, ARoundTripIsDecodeThenEncode) {
    Asking asking(GetParam());
    Inference inference = asking.ofWeights();
    const FloatMatrix codes = encodeSome(inference, *asking.images);
    std::vector<int64_t> labels;
    if (inference.spec().conditional()) labels = {0, 2, 1, 0, 1};
    const FloatMatrix back = inference.roundTrip(codes, labels);
    ASSERT_EQ(back.rows, codes.rows);
    ASSERT_EQ(back.columns, codes.columns);
    const Tensor label = labels.empty() ? Tensor() : at::tensor(labels, at::kLong);
    const Tensor z = at::tensor(codes.values).reshape({codes.rows, codes.columns});
    Model& model = inference.model();
    const Tensor byHand = model.encode(model.decode(z, label), label);
    EXPECT_EQ(back.values,
              std::vector<float>(byHand.const_data_ptr<float>(), byHand.const_data_ptr<float>() + byHand.numel()));
    EXPECT_NE(back.values, codes.values);
    // By way of files with 256 steps it is nearly the same.
    expectNear(back.values, inference.encode(inference.decode(codes, labels), labels).values, 0.02);
}

TEST_P(InferenceProbes, APosteriorIsOfMuAndWhatDrawsSpreadBy) {
    Asking asking(GetParam());
    Inference inference = asking.ofWeights();
    std::vector<int64_t> labels;
    if (inference.spec().conditional()) labels = inference.labels().of(*asking.images, kSome);
    const std::vector<Picture> pictures = picturesOfSome(*asking.images);
    const CodePosteriors found = inference.posterior(pictures, labels);
    EXPECT_EQ(found.mu.values, inference.encode(pictures, labels).values);
    ASSERT_EQ(found.sigma.rows, std::ssize(kSome));
    ASSERT_EQ(found.sigma.columns, inference.spec().codeSize());
    // The model's own log variance.
    Model& model = inference.model();
    View view;
    view.input = tensorOf(pictures, 1, 16);
    if (!labels.empty()) view.label = at::tensor(labels, at::kLong);
    const Tensor logVar = model.latent->shape(model.encoder->of(view)).logVar.detach().contiguous();
    for (size_t i = 0; i < found.sigma.values.size(); ++i)
        EXPECT_NEAR(found.sigma.values[i], std::exp(logVar.const_data_ptr<float>()[i] / 2), 1e-5F);
    // And the spread of draws, which knows nothing of either.
    constexpr int kDraws = 400;
    std::vector<double> squares(found.mu.values.size());
    for (uint64_t draw = 1; draw <= kDraws; ++draw) {
        const std::vector<float> codes =
            inference.reconstruct(*asking.images, kSome, {}, {}, Shades::Bytes, draw).codes.values;
        for (size_t i = 0; i < squares.size(); ++i)
            squares[i] += std::pow(double{codes[i]} - double{found.mu.values[i]}, 2) / kDraws;
    }
    // sqrt of a chi squared over n: within 5 of its standard errors, 1 / sqrt(2 n).
    for (size_t i = 0; i < squares.size(); ++i)
        EXPECT_NEAR(std::sqrt(squares[i]) / double{found.sigma.values[i]}, 1, 5 / std::sqrt(2.0 * kDraws)) << i;
}

INSTANTIATE_TEST_SUITE_P(Recipes, InferenceProbes, testing::Values("vae-dense", "vae", "cvae", "scale-vae"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(Inference, LongWorkIsCountedInImagesAndStopsBetweenBatches) {
    Asking asking("vae-dense", 1);
    Inference inference = asking.ofCheckpoint();
    const int64_t dimensions = inference.spec().codeSize();
    const FloatMatrix codes{2500, dimensions, std::vector<float>(static_cast<size_t>(2500 * dimensions), 0.1f)};
    std::vector<int64_t> done;
    const auto pictures = inference.decode(codes, {}, [&](const Progress& progress) {
        EXPECT_EQ(progress.total, 2500);
        EXPECT_GE(progress.secondsLeft, 0);
        done.push_back(progress.done);
    });
    EXPECT_EQ(pictures.size(), 2500u);
    EXPECT_EQ(done, (std::vector<int64_t>{1000, 2000, 2500}));
    std::stop_source stop;
    int batches = 0;
    const ProgressSink stopAtOnce = [&](const Progress&) {
        ++batches;
        stop.request_stop();
    };
    EXPECT_THROW(inference.decode(codes, {}, stopAtOnce, stop.get_token()), Cancelled);
    EXPECT_EQ(batches, 1);
    EXPECT_THROW(inference.score(*asking.images, kSome, 1, {}, stop.get_token()), Cancelled);

    std::vector<int64_t> measured;
    inference.score(*asking.images, kSome, 1, [&](const Progress& progress) { measured.push_back(progress.done); }, {});
    EXPECT_EQ(measured, std::vector<int64_t>{std::ssize(kSome)});
}

TEST(Inference, CodesThatNoPictureBelongsToAreRefused) {
    Asking asking("vae-dense", 1);
    Inference inference = asking.ofCheckpoint();
    const int64_t dimensions = inference.spec().codeSize();
    FloatMatrix codes{2, dimensions + 1, std::vector<float>(static_cast<size_t>(2 * dimensions + 2), 0.0f)};
    EXPECT_EQ(codeOf([&] { inference.decode(codes, {}); }), "codes.dimensions");
    codes = {2, dimensions, std::vector<float>(static_cast<size_t>(2 * dimensions), 0.0f)};
    codes.values.back() = std::nanf("");
    std::string sentence;
    EXPECT_EQ(codeOf([&] { inference.decode(codes, {}); }, &sentence), "codes.finite");
    EXPECT_NE(sentence.find("Code 1 "), std::string::npos) << sentence;
    EXPECT_THROW(inference.encode(std::vector<Picture>(1), {}), Error);
}

TEST(Inference, SamplesAreOfThePriorOrOfTheCodes) {
    Asking asking("vae-dense", 1);
    const Inference inference = asking.ofCheckpoint();
    constexpr int64_t kCount = 20'000;
    const FloatMatrix drawn = inference.sample(kCount, 3);
    ASSERT_EQ(drawn.columns, inference.spec().codeSize());
    EXPECT_EQ(drawn.values, inference.sample(kCount, 3).values);
    EXPECT_NE(drawn.values, inference.sample(kCount, 4).values);
    const auto momentsOf = [](const FloatMatrix& codes, int64_t column) {
        double sum = 0, squares = 0;
        for (int64_t row = 0; row < codes.rows; ++row) {
            const double value = codes.values[static_cast<size_t>(row * codes.columns + column)];
            sum += value;
            squares += value * value;
        }
        const auto count = static_cast<double>(codes.rows);
        return std::pair(sum / count, squares / count - sum / count * (sum / count));
    };
    EXPECT_NEAR(momentsOf(drawn, 0).first, 0, 0.04);
    EXPECT_NEAR(momentsOf(drawn, 0).second, 1, 0.06);
    FloatMatrix cloud{kCount, 2, {}};
    for (int64_t row = 0; row < kCount; ++row) {
        const float x = drawn.values[static_cast<size_t>(row * drawn.columns)];
        cloud.values.insert(cloud.values.end(), {3 + 2 * x, -1 + 0.5f * x});
    }
    const FloatMatrix like = sampleLike(cloud, kCount, 8);
    EXPECT_NEAR(momentsOf(like, 0).first, 3, 0.1);
    EXPECT_NEAR(momentsOf(like, 0).second, 4, 0.25);
    EXPECT_NEAR(momentsOf(like, 1).first, -1, 0.03);
    EXPECT_NEAR(momentsOf(like, 1).second, 0.25, 0.02);
}

}  // namespace
}  // namespace zscape
