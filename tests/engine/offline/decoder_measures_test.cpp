#include "engine/offline/decoder_measures.h"

#include "engine/core/error.h"
#include "tests/engine/training/memory_images.h"
#include "tests/engine/seeded.h"
#include "tests/engine/offline/plain_views.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

// A decoder whose Jacobian is known: the picture is `gain` times the code, a number a pixel.
namespace zscape {
namespace {

constexpr int64_t kSide = 16, kPixels = kSide * kSide;

struct GainDecoder : Decoder {
    explicit GainDecoder(double size) : gain(size) {}
    Tensor decode(const Tensor& z, const View&) override { return (z * gain).view({z.size(0), 1, kSide, kSide}); }
    double gain;
};

struct Squares : Likelihood {
    int64_t outputs(int64_t channels) const override { return channels; }
    Tensor cost(const Tensor& output, const View& view) override {
        return (output - view.target).square().flatten(1).sum(1);
    }
    Tensor image(const Tensor& output) const override { return output; }
    std::string formula() const override { return ""; }
};

Model gainModel(double gain) {
    Model model;
    model.views = std::make_unique<PlainViews>();
    model.decoder = std::make_shared<GainDecoder>(gain);
    model.likelihood = std::make_shared<Squares>();
    return model;
}

TEST(DecoderMeasures, SensitivityIsTheSquaredNormOfTheJacobian) {
    Model model = gainModel(0.5);
    const Tensor codes = at::randn({400, kPixels}, seeded(1));
    EXPECT_NEAR(decoderSensitivity(model, codes, {}, seeded(2), 128, {}), 0.25 * kPixels, 0.01 * 0.25 * kPixels);
    EXPECT_EQ(decoderSensitivity(model, codes, {}, seeded(2), 128, {}),
              decoderSensitivity(model, codes, {}, seeded(2), 128, {}));
    Model deaf = gainModel(0);
    EXPECT_EQ(decoderSensitivity(deaf, codes, {}, seeded(2), 128, {}), 0);
}

TEST(DecoderMeasures, TheGapIsWhatAnothersCodeCosts) {
    const auto images = std::make_shared<MemoryImages>(2, static_cast<int>(kSide), 1);
    const BatchAssembler assembler(images, at::kCPU, false);
    const Tensor codes = assembler.make({0, 1}).pixels.flatten(1);
    Model exact = gainModel(1);
    // Two images can only change places: each costs the squared distance between them.
    const double apart = (codes[0] - codes[1]).square().sum().item<double>();
    ASSERT_GT(apart, 0);
    EXPECT_NEAR(shuffledCodeGap(exact, assembler, {0, 1}, codes, 7, 1, {}), apart, 1e-4 * apart)
        << "one image at a time";
    Model deaf = gainModel(0);
    EXPECT_EQ(shuffledCodeGap(deaf, assembler, {0, 1}, codes, 7, 100, {}), 0);
}

TEST(DecoderMeasures, NobodyGetsTheirOwnCode) {
    const auto images = std::make_shared<MemoryImages>(3, static_cast<int>(kSide), 1);
    const BatchAssembler assembler(images, at::kCPU, false);
    const Tensor codes = assembler.make({0, 1, 2}).pixels.flatten(1);
    const auto apart = [&](int64_t a, int64_t b) { return (codes[a] - codes[b]).square().sum().item<double>(); };
    Model exact = gainModel(1);
    // Both cycles through three images cost the same; any other permutation leaves one image its own code.
    const double expected = (apart(0, 1) + apart(1, 2) + apart(2, 0)) / 3;
    for (uint64_t seed = 0; seed < 20; ++seed)
        EXPECT_NEAR(shuffledCodeGap(exact, assembler, {0, 1, 2}, codes, seed, 2, {}), expected, 1e-4 * expected)
            << seed;
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW(shuffledCodeGap(exact, assembler, {0, 1, 2}, codes, 1, 2, stopped.get_token()), Cancelled);
}

}  // namespace
}  // namespace zscape
