#include "engine/core/error.h"
#include "engine/core/host_memory.h"
#include "engine/model/conv_network.h"
#include "engine/recipe/part_catalogue.h"
#include "engine/objective/categorical.h"
#include "engine/training/compute_plan.h"
#include "engine/training/trainer.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/version.h>

#include <algorithm>
#include <limits>

namespace zscape {

namespace {

/// Numbers, as doubles: an absurd width must give an absurd estimate, not an overflow.
struct NetworkSize {
    double weights = 0;
    double activations = 0;  ///< for one image, everything that the backward pass needs
};

double labelsTold(const ModelSpec& spec) { return spec.conditional() ? static_cast<double>(spec.shape.labels) : 0; }

/// What a network has at the code's end, on average of both: mu and logVar, or the code and a number for each label.
double codeEnd(const ModelSpec& spec) { return 2.0 * static_cast<double>(spec.codeSize()) + labelsTold(spec) / 2; }

NetworkSize denseNetwork(const ModelSpec& spec, double pixels) {
    NetworkSize size;
    double inputs = pixels;
    const std::vector<int64_t> widths =
        spec.part("decoder") == "linear" ? std::vector<int64_t>() : readHiddenWidths(spec.text("hidden"));
    for (const int64_t width : widths) {
        size.weights += (inputs + 1) * static_cast<double>(width);
        size.activations += 2.0 * static_cast<double>(width);
        inputs = static_cast<double>(width);
    }
    size.weights += (inputs + 1) * codeEnd(spec);
    size.activations += pixels;
    return size;
}

/// A ladder of convolutions: each level keeps its convolution's and its norm's output.
NetworkSize convNetwork(const ModelSpec& spec, double pixels) {
    NetworkSize size;
    const std::vector<int64_t> sides = convSides(spec.shape.size);
    double channels = spec.shape.channels;
    double wider = spec.has("width") ? spec.number("width") : 12;
    for (size_t level = 1; level < sides.size(); ++level) {
        size.weights += channels * wider * 16 + 3 * wider;
        size.activations += 3 * wider * static_cast<double>(sides[level] * sides[level]);
        channels = wider;
        wider *= 2;
    }
    size.weights += channels * static_cast<double>(sides.back() * sides.back()) * codeEnd(spec);
    size.activations += 2 * pixels;
    return size;
}

/// Encoder and decoder mirror each other in every recipe. A linear network is a dense one without a hidden layer.
NetworkSize sizeOf(const ModelSpec& spec) {
    const double pixels = double(spec.shape.channels) * spec.shape.size * spec.shape.size;
    const NetworkSize half = isConvolutional(spec) ? convNetwork(spec, pixels) : denseNetwork(spec, pixels);
    // Each code of an image is decoded, and its picture compared.
    const double codes = spec.has("iwae_samples") ? spec.number("iwae_samples") : 1;
    // A prior that is learned has an encoder and a guess of the picture, which is an encoder and a decoder.
    const double more = hasLearnedPrior(spec) ? 3 : 0;
    // The encoder is shown a learned picture of each label.
    const double ofLabels = labelsTold(spec) * spec.shape.size * spec.shape.size;
    const double levels =
        spec.part("likelihood") == "categorical" ? static_cast<double>(CategoricalLikelihood::kLevels) : 1;
    return {(2 + more) * half.weights + ofLabels, (1 + codes + more) * half.activations + 4 * codes * pixels * levels};
}

int64_t deviceMemory([[maybe_unused]] at::Device device) {
#if TORCH_VERSION_MAJOR > 2 || TORCH_VERSION_MINOR >= 10
    return static_cast<int64_t>(at::accelerator::getMemoryInfo(device.index()).first);
#else
    return std::numeric_limits<int64_t>::max();  // an older LibTorch does not say; its own out-of-memory error then
                                                 // does
#endif
}

}  // namespace

double estimatedWeights(const ModelSpec& spec) { return sizeOf(spec).weights; }

MemoryEstimate estimateMemory(const ModelSpec& spec, const ComputePlan& plan) {
    constexpr double kBytes = 4;
    constexpr double kTableCopies = 6;
    constexpr double kWorkspace = 1.3;  // what oneDNN and cuDNN repack, and what an allocator cannot give again at once
    // Weights, gradients, two moments; on the CPU beside them the model service's copy and the one under way to it.
    const double copies = plan.device.is_cpu() ? 6 : 4;
    const NetworkSize size = sizeOf(spec);
    const double pixels = double(spec.shape.channels) * spec.shape.size * spec.shape.size;
    const double evaluated = std::clamp(4e6 / pixels, 1.0, 1000.0);
    // Evaluation keeps no activations for a backward pass, but its batches may be larger: two of its layers live at
    // once.
    const double batch = std::max(spec.number("batch_size"), evaluated / 4);
    // Rows, two moments; and a checkpoint of them in one piece.
    const double table = hasCodeTable(spec) ? kTableCopies * static_cast<double>(spec.shape.images) * 2 *
                                                  static_cast<double>(spec.codeSize())
                                            : 0;
    const double needed = kBytes * (table + copies * size.weights + kWorkspace * batch * size.activations) +
                          256e6 * (plan.device.is_cpu() ? 0.25 : 2);
    MemoryEstimate estimate;
    estimate.needed = static_cast<int64_t>(std::min(needed, 9e18));
    const double held = kBytes * (table + copies * size.weights + size.activations) + 64e6;
    estimate.held = static_cast<int64_t>(std::min(held, 9e18));
    estimate.available = plan.device.is_cpu() ? hostMemory() : deviceMemory(plan.device);
    return estimate;
}

}  // namespace zscape
