#include "engine/offline/decoder_measures.h"

#include "engine/core/error.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace zscape {
namespace {

constexpr double kDifference = 0.01;

/// A permutation that is one cycle (Sattolo 1986): nobody stays in place.
std::vector<int64_t> oneCycle(size_t count, uint64_t seed) {
    std::vector<int64_t> order(count);
    std::iota(order.begin(), order.end(), int64_t{0});
    std::mt19937_64 random(seed);
    for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random() % (i - 1)]);
    return order;
}

}  // namespace

double decoderSensitivity(Model& model, const Tensor& codes, const Tensor& labels, at::Generator generator,
                          int64_t rowsAtOnce, std::stop_token stop, int64_t probes) {
    const at::NoGradGuard noGradients;
    double sum = 0;
    for (int64_t begin = 0; begin < codes.size(0); begin += rowsAtOnce) {
        const Tensor some = codes.slice(0, begin, begin + rowsAtOnce);
        const Tensor label = labels.defined() ? labels.slice(0, begin, begin + some.size(0)) : Tensor();
        for (int64_t probe = 0; probe < probes; ++probe) {
            if (stop.stop_requested()) throw Cancelled();
            const Tensor step = at::randn(some.sizes(), generator, some.options()) * kDifference;
            const Tensor change =
                (model.decode(some + step, label) - model.decode(some - step, label)).to(at::kDouble) /
                (2 * kDifference);
            sum += change.square().sum().item<double>();
        }
    }
    return sum / static_cast<double>(codes.size(0) * probes);
}

double shuffledCodeGap(Model& model, const BatchAssembler& assembler, const std::vector<int64_t>& indices,
                       const Tensor& codes, uint64_t seed, int64_t rowsAtOnce, std::stop_token stop,
                       const std::function<void(int64_t images)>& measured) {
    const at::NoGradGuard noGradients;
    const Tensor others =
        codes.index_select(0, at::tensor(oneCycle(indices.size(), seed), at::kLong).to(codes.device()));
    double sum = 0;
    for (size_t begin = 0; begin < indices.size(); begin += static_cast<size_t>(rowsAtOnce)) {
        if (stop.stop_requested()) throw Cancelled();
        const size_t end = std::min(indices.size(), begin + static_cast<size_t>(rowsAtOnce));
        const Batch batch = assembler.make(
            {indices.begin() + static_cast<std::ptrdiff_t>(begin), indices.begin() + static_cast<std::ptrdiff_t>(end)});
        const View view = model.views->cleanView(batch);
        const auto costOf = [&](const Tensor& all) {
            const Tensor z =
                all.slice(0, static_cast<int64_t>(begin), static_cast<int64_t>(end)).to(view.target.device());
            return model.likelihood->cost(model.decoder->decode(z, view), view).to(at::kDouble).sum().item<double>();
        };
        sum += costOf(others) - costOf(codes);
        if (measured) measured(static_cast<int64_t>(end - begin));
    }
    return sum / static_cast<double>(indices.size());
}

}  // namespace zscape
