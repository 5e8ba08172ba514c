#include "ui/plane/point_cloud.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {

namespace {

constexpr float kNowhere = std::numeric_limits<float>::quiet_NaN();
// Consecutive slots come from this many places of the set, evenly apart; few enough that reading them stays sequential.
constexpr int64_t kStreams = 61;
// So many points that are not old say where the points are, whatever the old ones say.
constexpr int64_t kEnoughYoung = 64;
constexpr size_t kEnoughOfGroup = 5;

float middleOf(std::vector<float>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

void PointCloud::reset(int64_t images) {
    const auto size = static_cast<size_t>(images);
    x_.assign(size, kNowhere);
    y_.assign(size, kNowhere);
    group_.assign(size, kNoGroup);
    fresh_.assign(size, 0);
    old_.assign(size, 0);
    auto order = std::make_shared<Order>();
    order->image.resize(size);
    order->slot.resize(size);
    placed_ = olds_ = 0;
    anyFresh_ = false;
    const int64_t rows = (images + kStreams - 1) / kStreams;
    int32_t slot = 0;
    for (int64_t row = 0; row < rows; ++row)
        for (int64_t image = row; image < images; image += rows) {
            order->image[static_cast<size_t>(slot)] = static_cast<int32_t>(image);
            order->slot[static_cast<size_t>(image)] = slot++;
        }
    order_ = std::move(order);
}

void PointCloud::place(int64_t image, float x, float y) {
    const auto slot = static_cast<size_t>(slotOf(image));
    if (std::isnan(x_[slot])) {
        ++placed_;
        fresh_[slot] = 1;
        anyFresh_ = true;
    }
    // A code that is not finite has no place; the run that made it has failed and says so elsewhere.
    const bool finite = std::isfinite(x) && std::isfinite(y);
    if (!finite) --placed_;
    x_[slot] = finite ? x : kNowhere;
    y_[slot] = finite ? y : kNowhere;
}

void PointCloud::setOld(int64_t image, bool old) {
    uint8_t& own = old_[static_cast<size_t>(slotOf(image))];
    olds_ += int{old} - int{own};
    own = old ? 1 : 0;
}

void PointCloud::lift(int64_t image) {
    const auto slot = static_cast<size_t>(slotOf(image));
    if (std::isnan(x_[slot])) return;
    --placed_;
    x_[slot] = y_[slot] = kNowhere;
    fresh_[slot] = 0;
    setOld(image, false);
}

bool PointCloud::isPlaced(int64_t image) const {
    return image >= 0 && image < count() && !std::isnan(x_[static_cast<size_t>(slotOf(image))]);
}

QPointF PointCloud::positionOf(int64_t image) const {
    const auto slot = static_cast<size_t>(slotOf(image));
    return {x_[slot], y_[slot]};
}

void PointCloud::settle() {
    if (!anyFresh_) return;
    std::fill(fresh_.begin(), fresh_.end(), uint8_t{0});
    anyFresh_ = false;
}

std::optional<QRectF> PointCloud::bulk(double share) const {
    if (placed_ == 0) return std::nullopt;
    const int64_t stride = std::max<int64_t>(1, count() / 20000);
    const bool youngOnly = placed_ - olds_ >= kEnoughYoung * stride;
    std::vector<float> xs, ys;
    for (int64_t slot = 0; slot < count(); slot += stride) {
        const auto at = static_cast<size_t>(slot);
        if (std::isnan(x_[at]) || (youngOnly && old_[at] != 0)) continue;
        xs.push_back(x_[at]);
        ys.push_back(y_[at]);
    }
    if (xs.empty()) return std::nullopt;
    const auto cut = static_cast<size_t>((1 - share) / 2 * static_cast<double>(xs.size()));
    const auto ends = [cut](std::vector<float>& values) {
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(cut), values.end());
        const float low = values[cut];
        const size_t last = values.size() - 1 - cut;
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(last), values.end());
        return std::pair<double, double>{low, values[last]};
    };
    const auto [left, right] = ends(xs);
    const auto [low, high] = ends(ys);
    return QRectF(QPointF(left, low), QPointF(right, high));
}

std::vector<std::optional<QPointF>> PointCloud::medians(int groups) const {
    std::vector<std::optional<QPointF>> result(static_cast<size_t>(groups));
    if (groups == 0) return result;
    const int64_t stride = std::max<int64_t>(1, placed_ / (int64_t{4000} * groups));
    // Those of old points behind the others.
    const auto oldOnes = static_cast<size_t>(groups);
    std::vector<std::vector<float>> xs(2 * oldOnes), ys(2 * oldOnes);
    for (int64_t slot = 0; slot < count(); slot += stride) {
        const auto at = static_cast<size_t>(slot);
        if (group_[at] >= groups || std::isnan(x_[at])) continue;
        const size_t group = group_[at] + (old_[at] != 0 ? oldOnes : 0);
        xs[group].push_back(x_[at]);
        ys[group].push_back(y_[at]);
    }
    for (size_t group = 0; group < result.size(); ++group) {
        if (xs[group].size() >= kEnoughOfGroup) continue;
        xs[group].insert(xs[group].end(), xs[group + oldOnes].begin(), xs[group + oldOnes].end());
        ys[group].insert(ys[group].end(), ys[group + oldOnes].begin(), ys[group + oldOnes].end());
    }
    for (size_t group = 0; group < result.size(); ++group)
        if (!xs[group].empty()) result[group] = QPointF(middleOf(xs[group]), middleOf(ys[group]));
    return result;
}

std::vector<int64_t> PointCloud::sizes(int groups) const {
    std::vector<int64_t> result(static_cast<size_t>(groups) + 1);
    for (size_t slot = 0; slot < x_.size(); ++slot)
        if (!std::isnan(x_[slot])) ++result[std::min<size_t>(group_[slot], static_cast<size_t>(groups))];
    return result;
}

}  // namespace zscape
