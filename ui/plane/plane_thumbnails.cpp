#include "ui/plane/plane_thumbnails.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QElapsedTimer>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {

constexpr size_t kMostKept = 4'096;  // pictures

/// Squares of one size that do not touch: a square is looked for among its nine neighbours only.
class Room {
public:
    explicit Room(double side) : side_(side) {}

    bool take(QPointF centre) {
        const auto column = static_cast<int64_t>(std::floor(centre.x() / side_));
        const auto row = static_cast<int64_t>(std::floor(centre.y() / side_));
        for (int64_t y = row - 1; y <= row + 1; ++y)
            for (int64_t x = column - 1; x <= column + 1; ++x) {
                const auto other = taken_.find(cell(x, y));
                if (other != taken_.end() && std::abs(other->second.x() - centre.x()) < side_ &&
                    std::abs(other->second.y() - centre.y()) < side_)
                    return false;
            }
        taken_.emplace(cell(column, row), centre);
        return true;
    }

private:
    static int64_t cell(int64_t column, int64_t row) { return row * (int64_t{1} << 32) + column; }

    double side_;
    std::unordered_map<int64_t, QPointF> taken_;  // one in a cell at most: two would touch
};

}  // namespace

void PlaneThumbnails::setImages(std::shared_ptr<const ImageSet> images) {
    if (images == images_) return;
    images_ = std::move(images);
    shown_.clear();
    pictures_.clear();
}

int64_t PlaneThumbnails::most(const PlaneView& view) {
    const double distance = metrics().px(kFromDistance);
    return static_cast<int64_t>(view.plotArea().width() * view.plotArea().height() / (distance * distance));
}

QRectF PlaneThumbnails::rectOf(const Spot& spot, const PlaneView& view) {
    const double half = metrics().px(kSide) / 2.0 + metrics().px(kRim);
    return {view.toScreen(spot.at) - QPointF(half, half), QSizeF(2 * half, 2 * half)};
}

void PlaneThumbnails::choose(const std::vector<Spot>& spots, const PlaneView& view) {
    if (!images_ || spots.empty()) return shown_.clear();
    std::unordered_set<int64_t> before;
    for (const Spot& spot : shown_) before.insert(spot.image);
    Room room(metrics().px(kSide) + 2 * metrics().px(kRim) + metrics().px(kApart));
    std::vector<Spot> chosen;
    for (const bool stays : {true, false})
        for (const Spot& spot : spots)
            if (before.contains(spot.image) == stays && room.take(view.toScreen(spot.at))) chosen.push_back(spot);
    shown_ = std::move(chosen);
}

bool PlaneThumbnails::read(double milliseconds, double ratio) {
    if (ratio != ratio_) pictures_.clear();
    ratio_ = ratio;
    if (pictures_.size() > kMostKept) {
        std::unordered_map<int64_t, QPixmap> kept;
        for (const Spot& spot : shown_)
            if (const auto known = pictures_.find(spot.image); known != pictures_.end()) kept.insert(*known);
        pictures_ = std::move(kept);
    }
    QElapsedTimer timer;
    timer.start();
    bool begun = false;  // one at least
    for (const Spot& spot : shown_) {
        if (spot.image >= images_->count() || pictures_.contains(spot.image)) continue;
        if (begun && static_cast<double>(timer.nsecsElapsed()) / 1e6 > milliseconds) return true;
        begun = true;
        pictures_.emplace(spot.image, picturePixmap(toImage(images_->picture(spot.image)), metrics().px(kSide), ratio,
                                                    false, metrics().thumbnailRadius()));
    }
    return false;
}

void PlaneThumbnails::paint(QPainter& painter, const PlaneView& view) const {
    const double rim = metrics().px(kRim), radius = metrics().thumbnailRadius() + rim;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const Spot& spot : shown_) {
        const auto picture = pictures_.find(spot.image);
        if (picture == pictures_.end()) continue;
        const QRectF rect = rectOf(spot, view);
        painter.setBrush(spot.colour);
        painter.drawRoundedRect(rect, radius, radius);
        painter.drawPixmap(rect.topLeft() + QPointF(rim, rim), picture->second);
    }
    painter.restore();
}

}  // namespace zscape
