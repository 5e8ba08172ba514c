#include "engine/training/codes_start.h"

#include "engine/training/random.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr int64_t kMostFitted = 10'000;
constexpr int64_t kMostNumbers = 32'000'000;  // of pictures that are looked at together: 128 MB
constexpr int64_t kBeyond = 10;               // directions that are searched for above those wanted
constexpr int kPowers = 4;
constexpr int64_t kAtOnce = 512;
constexpr double kNoise = 0.01;  // of dimensions that the pixels do not have, against a norm of 1

Tensor pixelsOf(const BatchAssembler& assembler, const std::vector<int64_t>& indices) {
    return assembler.make(indices).pixels.contiguous().flatten(1);
}

/// Orthonormal columns [P,k] of falling variance.
Tensor principalAxes(const Tensor& centred, int64_t axes, const at::Generator& generator) {
    const int64_t wanted = std::min(axes + kBeyond, std::min(centred.size(0), centred.size(1)));
    const Tensor lot = at::randn({centred.size(1), wanted}, generator).to(centred.device());
    Tensor range = std::get<0>(at::linalg_qr(centred.mm(lot)));
    for (int i = 0; i < kPowers; ++i)
        range = std::get<0>(at::linalg_qr(centred.mm(std::get<0>(at::linalg_qr(centred.t().mm(range))))));
    const Tensor axesAsRows = std::get<2>(at::linalg_svd(range.t().mm(centred), /*full_matrices=*/false));
    return axesAsRows.narrow(0, 0, std::min(axes, wanted)).t().contiguous();
}

}  // namespace

Tensor randomCodes(int64_t images, int64_t dimensions, uint64_t seed) {
    return at::randn({images, dimensions}, makeGenerator(at::kCPU, mixSeed(seed, RandomStream::Table)))
        .div_(std::sqrt(static_cast<double>(dimensions)));
}

Tensor principalCodes(const BatchAssembler& assembler, const std::vector<int64_t>& indices, int64_t dimensions,
                      uint64_t seed) {
    const at::NoGradGuard noGradients;
    const auto count = static_cast<int64_t>(indices.size());
    const int64_t pixels = pixelsOf(assembler, {indices.front()}).size(1);
    const int64_t fitted =
        std::min({count, kMostFitted, std::max<int64_t>(2 * (dimensions + kBeyond), kMostNumbers / pixels)});
    std::vector<int64_t> chosen;
    chosen.reserve(static_cast<size_t>(fitted));
    for (int64_t i = 0; i < fitted; ++i) chosen.push_back(indices[static_cast<size_t>(i * count / fitted)]);
    Tensor centred = pixelsOf(assembler, chosen);
    const Tensor mean = centred.mean(0);
    centred.sub_(mean);
    // n centred pictures span n - 1 directions.
    const int64_t axes = std::min({dimensions, std::max<int64_t>(1, fitted - 1), pixels});
    const Tensor directions =
        principalAxes(centred, axes, makeGenerator(at::kCPU, mixSeed(seed, RandomStream::Table, 1)));
    centred = Tensor();

    const Tensor codes = randomCodes(count, dimensions, seed).mul_(kNoise);
    for (int64_t begin = 0; begin < count; begin += kAtOnce) {
        const int64_t end = std::min(count, begin + kAtOnce);
        const Tensor some = pixelsOf(assembler, {indices.begin() + begin, indices.begin() + end});
        codes.narrow(0, begin, end - begin).narrow(1, 0, axes).copy_(some.sub_(mean).mm(directions));
    }
    const Tensor found = codes.narrow(1, 0, axes);
    const double spread = std::sqrt(found.square().sum().item<double>() / static_cast<double>(count));
    // Pictures that are all the same have no directions.
    if (spread > 0) found.div_(spread);
    return codes;
}

}  // namespace zscape
