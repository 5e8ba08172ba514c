#include "engine/data/array_layout.h"

#include "engine/core/picture.h"

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr int64_t kSmallestSquare = 8;

}  // namespace

std::optional<ArrayLayout> layoutOf(const std::vector<int64_t>& shape) {
    const auto areColours = [](int64_t extent) { return extent == 1 || extent == 3 || extent == 4; };
    const auto areOthers = [](int64_t extent, int64_t height, int64_t width) {
        return extent >= 1 && extent <= kMostChannels && std::min(height, width) >= kSmallestSquare;
    };
    if (shape.size() == 3) return ArrayLayout{shape[1], shape[2]};
    if (shape.size() == 4) {
        const ArrayLayout last{shape[1], shape[2], shape[3]}, first{shape[2], shape[3], shape[1], true};
        if (areColours(last.channels)) return last;
        if (areColours(first.channels)) return first;
        if (areOthers(last.channels, last.height, last.width)) return last;
        if (areOthers(first.channels, first.height, first.width)) return first;
    }
    if (shape.size() != 2 || shape[1] < kSmallestSquare * kSmallestSquare) return std::nullopt;
    const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(shape[1]))));
    if (side * side != shape[1]) return std::nullopt;
    return ArrayLayout{side, side, 1, false, true};
}

ArrayLayout gatheredFromFortran(ArrayLayout layout) {
    if (layout.flat) return layout;
    layout.transposed = true;
    layout.planar = !layout.planar;
    return layout;
}

std::string textOfShape(const std::vector<int64_t>& shape) {
    std::string text;
    for (const int64_t extent : shape) text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text;
}

}  // namespace zscape
