#pragma once

#include "engine/session/types.h"
#include "ui/plane/plane_view.h"

#include <QColor>
#include <QPixmap>

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

class QPainter;

namespace zscape {

/// Pictures in the place of points, where points lie far enough apart to be told from each other: none lies on another,
/// and those that are shown stay while one pans.
class PlaneThumbnails {
public:
    static constexpr int kSide = 28, kRim = 2, kApart = 5;  ///< logical pixels at a 13 px font
    /// Mean distance of points from which pictures are shown.
    static constexpr int kFromDistance = 24;

    /// An image's point in sight.
    struct Spot {
        int64_t image = -1;
        QPointF at;  ///< plane coordinates
        QColor colour;
    };

    /// Other images have other pictures.
    void setImages(std::shared_ptr<const ImageSet> images);
    /// How many points may be in sight for pictures to be shown.
    static int64_t most(const PlaneView& view);
    /// Chooses those that have room: first what is shown, then in the order of `spots`. Empty: none is shown.
    void choose(const std::vector<Spot>& spots, const PlaneView& view);
    const std::vector<Spot>& shown() const { return shown_; }
    /// Where one of them is drawn, with its rim, in logical pixels of the screen.
    static QRectF rectOf(const Spot& spot, const PlaneView& view);

    /// Reads pictures that are not at hand for at most about `milliseconds`. \return whether some are left
    bool read(double milliseconds, double ratio);
    /// What is not read yet keeps its point.
    void paint(QPainter& painter, const PlaneView& view) const;

private:
    std::shared_ptr<const ImageSet> images_;
    std::vector<Spot> shown_;
    std::unordered_map<int64_t, QPixmap> pictures_;
    double ratio_ = 1;  ///< of the pictures
};

}  // namespace zscape
