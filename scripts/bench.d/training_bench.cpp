#include "scripts/bench.d/benches.h"

#include "engine/core/error.h"
#include "engine/data/import.h"
#include "engine/training/precision.h"
#include "engine/training/trainer.h"

#include <ATen/ATen.h>

#include <numeric>
#include <random>

namespace zscape::bench {

namespace {

/// Colour noise of the size that is wanted: a step's time does not depend on what the pictures show.
class NoiseImages : public ImageSet {
public:
    NoiseImages(int64_t count, int size, int channels) : count_(count), size_(size), channels_(channels), pixels_(static_cast<size_t>(count * bytesPerImage())) {
        std::mt19937_64 generator(1);
        for (uint8_t& pixel : pixels_) pixel = static_cast<uint8_t>(generator());
    }
    int64_t count() const override { return count_; }
    int size() const override { return size_; }
    int channels() const override { return channels_; }
    const uint8_t* pixels() const override { return pixels_.data(); }
    int labelOf(int64_t) const override { return -1; }
    const std::vector<std::string>& labelNames() const override { return none_; }
    std::string nameOf(int64_t index) const override { return std::to_string(index); }
    std::filesystem::path fileOf(int64_t) const override { return {}; }
    int64_t ownHeldOutBegin() const override { return count_; }
    int64_t found() const override { return count_; }
    const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
    const std::vector<std::string>& sources() const override { return none_; }
    std::string fingerprint() const override { return "noise"; }
    const std::vector<std::string>& factorNames() const override { return none_; }
    float factor(int64_t, int) const override { return 0; }

private:
    int64_t count_;
    int size_;
    int channels_;
    std::vector<uint8_t> pixels_;
    std::vector<std::string> none_;
    std::vector<UnreadableFile> unreadable_;
};

std::shared_ptr<const ImageSet> imagesFor(const Options& options) {
    const std::string data = text(options, "data", "noise");
    if (data == "noise") return std::make_shared<NoiseImages>(20000, static_cast<int>(number(options, "size", 32)), static_cast<int>(number(options, "channels", 3)));
    ImportRequest request;
    request.sources = {data};
    return importImages(request, {}, {});
}

}  // namespace

int training(const Options& options) {
    const auto images = imagesFor(options);
    const Recipe& recipe = findRecipe(text(options, "recipe", "vae-dense"));
    SettingValues overrides;
    for (const Setting& setting : recipe.settings)
        if (options.contains(setting.key)) overrides[setting.key] = parseSetting(setting, options.at(setting.key));
    const Split split = makeSplit(*images, 0.1, 1);
    const ModelSpec spec = makeSpec(recipe, overrides, {images->channels(), images->size(), 0, static_cast<int64_t>(split.train.size())});
    const ComputePlan plan = planFor(spec, text(options, "device", "cpu"), text(options, "precision", "fp32"), static_cast<int>(number(options, "threads", 0)));
    Trainer trainer(spec, plan, images, split, 1);
    return answer([&](int64_t steps) {
        int64_t done = 0;
        for (int64_t i = 0; i < steps; ++i) {
            trainer.advance();
            for (const auto& row : trainer.takeSteps(i + 1 == steps)) done += row.images;
        }
        if (trainer.failedStep() >= 0) throw Error("bench.failed", "Step %1 was not finite.", {std::to_string(trainer.failedStep())});
        return done;
    });
}

/// Forward x W1', h W2'; backward dW2 = g' h, dh = g W2, dW1 = d' x: of a step of 784-400-20 the products that count.
int matrixProducts(const Options& options) {
    const int64_t batch = number(options, "batch_size", 128), pixels = 784, hidden = 400;
    useThreads(static_cast<int>(number(options, "threads", 2)));
    const Tensor x = at::rand({batch, pixels}), h = at::rand({batch, hidden}), g = at::rand({batch, pixels}), d = at::rand({batch, hidden});
    const Tensor encoder = at::rand({hidden, pixels}), decoder = at::rand({pixels, hidden});
    Tensor toHidden = at::empty({batch, hidden}), toPixels = at::empty({batch, pixels}), toCode = at::empty({batch, hidden});
    Tensor encoderGradient = at::empty({hidden, pixels}), decoderGradient = at::empty({pixels, hidden});
    return answer([&](int64_t steps) {
        for (int64_t i = 0; i < steps; ++i) {
            at::mm_out(toHidden, x, encoder.t());
            at::mm_out(toPixels, h, decoder.t());
            at::mm_out(decoderGradient, g.t(), h);
            at::mm_out(toCode, g, decoder);
            at::mm_out(encoderGradient, d.t(), x);
        }
        return steps * batch;
    });
}

}  // namespace zscape::bench
