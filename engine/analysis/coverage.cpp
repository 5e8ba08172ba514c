#include "engine/analysis/coverage.h"

#include "engine/core/error.h"

#include <ATen/Functions.h>

#include <string>

namespace zscape {
namespace {

constexpr int64_t kRowsAtOnce = 512;

}  // namespace

double coverage(const at::Tensor& realPoints, const at::Tensor& samplePoints, int64_t neighbours) {
    const int64_t count = realPoints.size(0);
    if (count <= neighbours || samplePoints.size(0) < 1)
        throw Error("coverage.few", "Coverage needs more than %1 images and at least one sample. Take more of them.",
                    {std::to_string(neighbours)});
    const at::Tensor real = realPoints.flatten(1).to(at::kCPU, at::kDouble),
                     samples = samplePoints.flatten(1).to(at::kCPU, at::kDouble);
    int64_t covered = 0;
    for (const at::Tensor& some : real.split(kRowsAtOnce)) {
        // The nearest of all is the point itself.
        const at::Tensor radius = std::get<0>(at::cdist(some, real).kthvalue(neighbours + 1, 1));
        covered += at::cdist(some, samples).amin(1).lt(radius).sum().item<int64_t>();
    }
    return static_cast<double>(covered) / static_cast<double>(count);
}

}  // namespace zscape
