#include "scripts/bench.d/benches.h"

#include "engine/core/error.h"
#include "engine/data/import.h"
#include "engine/kernels/dense_products.h"
#include "engine/kernels/own_kernels.h"
#include "engine/training/adam.h"
#include "engine/training/precision.h"
#include "engine/training/trainer.h"
#include "tests/engine/training/memory_images.h"

#include <ATen/ATen.h>

#include <numeric>

namespace zscape::bench {

namespace {

std::shared_ptr<const ImageSet> imagesFor(const Options& options) {
    const std::string data = text(options, "data", "blobs");
    if (data == "blobs")
        return std::make_shared<MemoryImages>(number(options, "count", 20000),
                                              static_cast<int>(number(options, "size", 32)),
                                              static_cast<int>(number(options, "channels", 3)));
    ImportRequest request;
    request.sources = {data};
    request.settings.size = static_cast<int>(number(options, "size", 0));
    request.settings.channels = static_cast<int>(number(options, "channels", 0));
    request.settings.sampleCount = number(options, "count", request.settings.sampleCount);
    return importImages(request, {}, {});
}

}  // namespace

int training(const Options& options) {
    const auto images = imagesFor(options);
    const std::string name = text(options, "recipe", "vae-dense");
    const Recipe& recipe = findRecipe(name);
    SettingValues overrides;
    for (const Setting& setting : recipe.settings)
        if (options.contains(setting.key)) overrides[setting.key] = parseSetting(setting, options.at(setting.key));
    const Split split = makeSplit(*images, 0.1, 1);
    const ModelSpec spec =
        makeSpec(recipe, overrides,
                 {images->channels(), images->size(), static_cast<int64_t>(images->labelNames().size()),
                  static_cast<int64_t>(split.train.size())});
    const ComputePlan plan = planFor(spec, text(options, "device", "cpu"), text(options, "precision", "fp32"),
                                     static_cast<int>(number(options, "threads", 0)));
    Trainer trainer(spec, plan, images, split, 1);
    return answer([&](int64_t steps) {
        int64_t done = 0;
        for (int64_t i = 0; i < steps; ++i) {
            trainer.advance();
            for (const auto& row : trainer.takeSteps(i + 1 == steps)) done += row.images;
        }
        if (trainer.failedStep() >= 0)
            throw Error("bench.failed", "Step %1 was not finite.", {std::to_string(trainer.failedStep())});
        return done;
    });
}

/// Forward x W1', h W2'; backward dW2 = g' h, dh = g W2, dW1 = d' x: of a step of 784-400-20 the products that count.
int matrixProducts(const Options& options) {
    const int64_t batch = number(options, "batch_size", 128), pixels = 784, hidden = 400;
    useThreads(static_cast<int>(number(options, "threads", 2)));
    const Tensor x = at::rand({batch, pixels}), h = at::rand({batch, hidden}), g = at::rand({batch, pixels}),
                 d = at::rand({batch, hidden});
    const Tensor encoder = at::rand({hidden, pixels}), decoder = at::rand({pixels, hidden});
    Tensor toHidden = at::empty({batch, hidden}), toPixels = at::empty({batch, pixels}),
           toCode = at::empty({batch, hidden});
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

int stepFloor(const Options& options) {
    const int64_t batch = number(options, "batch_size", 128);
    keepFreedMemory();
    useThreads(static_cast<int>(number(options, "threads", 2)));
    struct Layer {
        torch::nn::Linear weights;
        Tensor input, gradient;
    };
    std::vector<Layer> layers;
    Adam::Named parameters;
    for (const auto& [inputs, outputs] : {std::pair<int64_t, int64_t>{784, 400}, {400, 40}, {20, 400}, {400, 784}}) {
        layers.push_back(
            {torch::nn::Linear(inputs, outputs), at::rand({batch, inputs}), at::rand({batch, outputs}) - 0.5});
        for (Tensor* parameter : {&layers.back().weights->weight, &layers.back().weights->bias}) {
            parameter->mutable_grad() = at::zeros_like(*parameter);
            parameters.emplace_back(std::to_string(parameters.size()), *parameter);
        }
    }
    Adam adam(parameters);
    const Tensor finite = at::ones({}, at::kBool);
    const at::NoGradGuard noGradients;
    return answer([&](int64_t steps) {
        for (int64_t i = 0; i < steps; ++i) {
            for (Layer& layer : layers) {
                if constexpr (kOwnKernels)
                    denseOutput(layer.input, layer.weights->weight, layer.weights->bias, /*relu=*/false);
                else at::linear(layer.input, layer.weights->weight, layer.weights->bias);
            }
            for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
                const bool first = layer + 1 == layers.rend();
                Tensor &ofWeights = layer->weights->weight.mutable_grad(),
                       &ofBias = layer->weights->bias.mutable_grad();
                if constexpr (kOwnKernels) {
                    DenseGradients gradients = denseGradients(layer->gradient, layer->input, layer->weights->weight,
                                                              /*wantsInput=*/!first, /*wantsParameters=*/true);
                    ofWeights = gradients.weight;
                    ofBias = gradients.bias;
                } else {
                    if (!first) layer->gradient.mm(layer->weights->weight);
                    ofWeights = layer->gradient.t().mm(layer->input);
                    ofBias = layer->gradient.sum(0);
                }
            }
            adam.step(1e-3, finite);
        }
        return steps * batch;
    });
}

}  // namespace zscape::bench
