#include "engine/session/types.h"

#include "engine/recipe/label_map.h"

#include <algorithm>
#include <stdexcept>

namespace zscape {
const float* CodesSnapshot::codeOf(int64_t index) const {
    if (stampOf(index).step < 0) return nullptr;
    const CodeChunk& chunk = *chunks[static_cast<size_t>(index / kCodesPerChunk)];
    return chunk.mu.data() + (index - chunk.first) * dimensions;
}

PlaneBasis PlaneBasis::ofAxes(int dimensions, int x, int y) {
    PlaneBasis basis;
    basis.axisX = x;
    basis.axisY = y;
    basis.mean.assign(static_cast<size_t>(dimensions), 0.0f);
    for (std::vector<float>& axis : basis.axes) axis.assign(static_cast<size_t>(dimensions), 0.0f);
    // A code of one dimension lies on the x axis: its second axis is nothing.
    if (x < dimensions) basis.axes[0][static_cast<size_t>(x)] = 1.0f;
    if (y < dimensions) basis.axes[1][static_cast<size_t>(y)] = 1.0f;
    return basis;
}

void PlaneBasis::project(const float* z, float& x, float& y) const {
    double sums[2] = {0, 0};
    for (size_t d = 0; d < mean.size(); ++d) {
        const double centred = double{z[d]} - double{mean[d]};
        sums[0] += centred * double{axes[0][d]};
        sums[1] += centred * double{axes[1][d]};
    }
    x = static_cast<float>(sums[0]);
    y = static_cast<float>(sums[1]);
}

std::vector<float> PlaneBasis::unproject(double x, double y, const std::vector<float>& rest) const {
    if (rest.size() != mean.size()) throw std::invalid_argument("PlaneBasis::unproject: rest has another length");
    float restX = 0, restY = 0;
    project(rest.data(), restX, restY);
    std::vector<float> z(rest.size());
    for (size_t d = 0; d < z.size(); ++d) {
        const double moved =
            double{rest[d]} + (x - double{restX}) * double{axes[0][d]} + (y - double{restY}) * double{axes[1][d]};
        z[d] = static_cast<float>(moved);
    }
    return z;
}

int labelTold(const ModelSpec& spec, const ImageSet& images, int64_t image) {
    if (image < 0 || image >= images.count() || !spec.conditional()) return -1;
    return static_cast<int>(LabelMap(spec.shape, images).of(image));
}

}  // namespace zscape
