#include "engine/session/run_list.h"

#include <algorithm>
#include <cmath>

namespace zscape {

bool sameObjective(const std::string& key) {
    return key == "epochs" || key == "patience" || key == "minutes" || key == "learning_rate" ||
           key == "code_learning_rate";
}

int64_t bestHeldOutRow(const MetricStore& heldOut, const std::vector<Mark>& marks,
                       const std::function<bool(int64_t)>& moves) {
    // A mark is set after its step was measured.
    int64_t changed = -1;
    for (const Mark& mark : marks)
        if (!sameObjective(mark.key)) changed = std::max(changed, mark.step);
    int64_t best = -1;
    for (int64_t row = 0; row < heldOut.size(); ++row) {
        const auto step = static_cast<int64_t>(heldOut.at(row, RunMetrics::kStep));
        const double total = heldOut.at(row, RunMetrics::kFixedColumns);
        if (step <= changed || !std::isfinite(total)) continue;
        if (moves && moves(step)) best = -1;
        else if (best < 0 || total < heldOut.at(best, RunMetrics::kFixedColumns)) best = row;
    }
    return best;
}

std::vector<RunDifference> differencesOf(const ModelSpec& to, const ModelSpec* parent) {
    std::vector<RunDifference> differences;
    for (const Setting& setting : to.recipe.settings) {
        const auto own = to.values.find(setting.key);
        if (own == to.values.end() || to.automatic.contains(setting.key)) continue;
        SettingValue from = setting.value;
        if (parent) {
            const auto before = parent->values.find(setting.key);
            if (before != parent->values.end()) from = before->second;
        }
        if (from != own->second) differences.push_back({setting.key, setting.label, setting.unit, from, own->second});
    }
    return differences;
}

std::optional<HeldOutLoss> heldOutLossAt(const MetricStore& heldOut, int64_t step) {
    if (step < 0) return std::nullopt;
    for (int64_t row = heldOut.size() - 1; row >= 0; --row) {
        if (static_cast<int64_t>(heldOut.at(row, RunMetrics::kStep)) != step) continue;
        HeldOutLoss loss{step, heldOut.at(row, RunMetrics::kEpoch), {}};
        for (size_t column = RunMetrics::kFixedColumns; column < heldOut.columns(); ++column)
            loss.values.push_back(heldOut.at(row, column));
        return loss;
    }
    return std::nullopt;
}

std::vector<float> curveOf(const MetricStore& heldOut) {
    const int64_t rows = heldOut.size(), points = std::min<int64_t>(rows, RunRow::kCurvePoints);
    std::vector<float> curve;
    for (int64_t point = 0; point < points; ++point) {
        const int64_t row = points < 2 ? 0 : point * (rows - 1) / (points - 1);
        const double total = heldOut.at(row, RunMetrics::kFixedColumns);
        if (std::isfinite(total)) curve.push_back(static_cast<float>(total));
    }
    return curve;
}

}  // namespace zscape
