#include "ui/plane/plane_tool.h"

#include "ui/plane/latent_plane.h"
#include "ui/plane/plane_points.h"
#include "ui/plane/plane_surface.h"

#include <QLocale>

#include <cmath>
#include <utility>

namespace zscape {

namespace {
constexpr double kLassoStep = 2;  // pixels between two corners
constexpr qint64 kRestForEachCount = 3;
}  // namespace

void PanTool::goOn(QPointF at) {
    PlaneView moved = plane_.seenView();
    moved.panBy(at - last_);
    last_ = at;
    plane_.look(moved);
}

// ---- box and lasso ----

void RegionTool::begin(QPointF at) {
    line_ = {plane_.seenView().toPlane(at)};
    note_.clear();
    sinceCount_.invalidate();
}

void RegionTool::goOn(QPointF at) {
    const PlaneView& view = plane_.seenView();
    const QPointF place = view.toPlane(at);
    if (shape_ == Shape::Box) {
        line_.resize(1);
        line_.push_back(place);
        const QRectF box = QRectF(line_.front(), place).normalized();
        return show({box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()});
    }
    const QPointF away = at - view.toScreen(line_.back());
    if (std::hypot(away.x(), away.y()) < kLassoStep) return;
    line_.push_back(place);
    show(line_);
}

PlaneRegion RegionTool::region() const {
    if (shape_ == Shape::Lasso) return PlaneRegion(line_);
    return line_.size() < 2 ? PlaneRegion({}) : PlaneRegion::box(QRectF(line_[0], line_[1]));
}

void RegionTool::show(std::vector<QPointF> corners) {
    // Of a million points the counting takes a frame: the line has to follow the pointer meanwhile.
    if (!sinceCount_.isValid() || sinceCount_.elapsed() >= kRestForEachCount * countTook_) {
        QElapsedTimer timer;
        timer.start();
        ImageBits inside(plane_.chosen().images());
        plane_.cloudPoints().collect(region(), inside);
        note_ =
            LatentPlane::tr("%1 of %2").arg(QLocale().toString(inside.count()), QLocale().toString(inside.images()));
        plane_.chosen().draw(std::make_shared<const ImageBits>(std::move(inside)));
        countTook_ = timer.elapsed();
        sinceCount_.start();
    }
    plane_.outline(std::move(corners), note_);
}

void RegionTool::finish(Combine how) {
    ImageBits inside(plane_.chosen().images());
    plane_.cloudPoints().collect(region(), inside);
    plane_.chosen().chooseMany(std::move(inside), how,
                               shape_ == Shape::Box ? LatentPlane::tr("box") : LatentPlane::tr("lasso"));
    cancel();
}

void RegionTool::cancel() {
    line_.clear();
    plane_.chosen().draw(nullptr);
    plane_.outline({}, {});
}

// ---- the path ----

void EndsTool::begin(QPointF at) {
    from_ = at;
    before_ = plane_.chosen().ends();
}

void EndsTool::goOn(QPointF at) {
    const double scale = plane_.seenView().scale();
    const QPointF delta((at.x() - from_.x()) / scale, -(at.y() - from_.y()) / scale);
    for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
        const bool moves = grip_ == Grip::Path || grip_ == (end == PathEnd::A ? Grip::EndA : Grip::EndB);
        if (const auto& before = before_[indexOf(end)]; moves && before)
            plane_.chosen().moveEnd(end, before->at + delta);
    }
}

void EndsTool::finish(Combine) {
    plane_.chosen().commitEnds(before_, grip_ == Grip::EndA   ? LatentPlane::tr("moving A")
                                        : grip_ == Grip::EndB ? LatentPlane::tr("moving B")
                                                              : LatentPlane::tr("moving the path"));
}

void EndsTool::cancel() { plane_.chosen().restoreEnds(before_); }

}  // namespace zscape
