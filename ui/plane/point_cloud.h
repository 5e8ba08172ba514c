#pragma once

#include <QPointF>
#include <QRectF>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace zscape {

/// The points of the plane, as a structure of arrays. Slots are in drawing order, which interleaves the images evenly:
/// data come class after class, and drawn so the last class would cover the others. A copy of a million takes some 4
/// ms.
class PointCloud {
public:
    static constexpr uint16_t kNoGroup = 0xFFFF;  ///< drawn grey (unlabelled)

    /// Forgets every point. Points are at no place until placed.
    void reset(int64_t images);
    int64_t count() const { return static_cast<int64_t>(x_.size()); }
    int64_t placed() const { return placed_; }

    int64_t imageOf(int64_t slot) const { return order_->image[static_cast<size_t>(slot)]; }
    int64_t slotOf(int64_t image) const { return order_->slot[static_cast<size_t>(image)]; }

    /// A point not placed yet has NaN for both.
    const float* x() const { return x_.data(); }
    const float* y() const { return y_.data(); }
    const uint16_t* group() const { return group_.data(); }
    /// 1 for a point that was placed for the first time since settle().
    const uint8_t* fresh() const { return fresh_.data(); }
    /// 1 for a point whose code is old.
    const uint8_t* old() const { return old_.data(); }

    void place(int64_t image, float x, float y);
    void setOld(int64_t image, bool old);
    bool isOld(int64_t image) const { return old_[static_cast<size_t>(slotOf(image))] != 0; }
    int64_t olds() const { return olds_; }
    /// Has no place any more.
    void lift(int64_t image);
    void setGroup(int64_t image, uint16_t group) { group_[static_cast<size_t>(slotOf(image))] = group; }
    uint16_t groupOf(int64_t image) const { return group_[static_cast<size_t>(slotOf(image))]; }
    bool isPlaced(int64_t image) const;
    QPointF positionOf(int64_t image) const;
    void settle();
    bool hasFresh() const { return anyFresh_; }

    /// Where the bulk lies: `share` of the points (the extremes left out) on each axis; nothing without points. Old
    /// ones count only where hardly any others are there.
    std::optional<QRectF> bulk(double share = 0.995) const;
    /// Median x and y of each group 0..groups-1, old points left out as above; nothing for a group without points. At
    /// most about 4,000 points of a group are read.
    std::vector<std::optional<QPointF>> medians(int groups) const;
    /// Placed points of each group 0..groups-1, and of the unlabelled at the end.
    std::vector<int64_t> sizes(int groups) const;

private:
    std::vector<float> x_, y_;
    std::vector<uint16_t> group_;
    std::vector<uint8_t> fresh_, old_;
    struct Order {
        std::vector<int32_t> image, slot;
    };
    std::shared_ptr<const Order> order_;  ///< shared by copies
    int64_t placed_ = 0, olds_ = 0;
    bool anyFresh_ = false;
};

}  // namespace zscape
