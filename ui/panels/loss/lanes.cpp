#include "ui/panels/loss/lanes.h"

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {
constexpr double kLeaveRatio = 3;
constexpr double kUpperShare = 0.7;
}  // namespace

std::vector<LossLane> splitLanes(const std::vector<std::string>& terms, const std::vector<double>& values,
                                 const std::vector<LossLane>& before) {
    std::vector<LossLane> lanes(terms.size(), LossLane::Upper);
    if (terms.empty() || !std::isfinite(values[0])) return before.size() == terms.size() ? before : lanes;
    const double total = std::abs(values[0]);
    for (size_t i = 1; i < terms.size(); ++i) {
        if (terms[i] == "reconstruction") continue;
        const bool wasLower = before.size() == terms.size() && before[i] == LossLane::Lower;
        if ((wasLower ? kLeaveRatio : kLaneRatio) * std::abs(values[i]) < total) lanes[i] = LossLane::Lower;
    }
    return lanes;
}

LaneRects layOutLanes(const QRectF& plots, bool withLower, double gap, double least) {
    const double both = plots.height() - gap;
    if (!withLower || both < 2 * least) return {plots, {}};
    const double upper = std::round(std::min(both * kUpperShare, both - least));
    return {{plots.left(), plots.top(), plots.width(), upper},
            {plots.left(), plots.top() + upper + gap, plots.width(), plots.height() - gap - upper}};
}

void spreadLabels(std::vector<EndLabel>& labels, double height, double top, double bottom) {
    std::stable_sort(labels.begin(), labels.end(),
                     [](const EndLabel& a, const EndLabel& b) { return a.wanted < b.wanted; });
    double free = top + height / 2;
    for (auto& label : labels) {
        label.placed = std::max(label.wanted, free);
        free = label.placed + height;
    }
    double limit = bottom - height / 2;
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        label->placed = std::min(label->placed, limit);
        limit = label->placed - height;
    }
}

}  // namespace zscape
