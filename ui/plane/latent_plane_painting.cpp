// How LatentPlane draws itself: axes, points and what lies over them. The rest of the class is in latent_plane.cpp.
#include "ui/plane/latent_plane.h"

#include "ui/plane/plane_hits.h"
#include "ui/plane/plane_interaction.h"
#include "ui/plane/plane_legend.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cstring>
#include <utility>

namespace zscape {

namespace {
constexpr double kFaint = 0.4;  // opacity of codes that no training has moved
constexpr double kOld = 0.3;    // of codes that training has left behind
constexpr double kNotSelected = 0.3;
constexpr int kLongestPause = 150;  // ms; beyond, a glide is a row of jumps
constexpr double kRestForEachMillisecond = 50;
constexpr double kZoomedIn = 2;      // times the scale at which all is seen
constexpr double kReadPictures = 6;  // milliseconds of a frame
}  // namespace

void LatentPlane::requestFrame(int pause) {
    if (!isVisible()) return;
    const qint64 left = sinceFrame_.isValid() ? pause - sinceFrame_.elapsed() : 0;
    if (left <= 0) {
        frameTimer_.stop();
        update();
    } else if (!frameTimer_.isActive() || frameTimer_.remainingTime() > left) {
        frameTimer_.start(static_cast<int>(left));
    }
}

void LatentPlane::requestMovementFrame() {
    // Points move because training moves them: drawing them must not take the cores that train. A cloud of 70,000 drawn
    // 60 times a second took a third of a core.
    const double rest = frameMilliseconds_ * kRestForEachMillisecond;
    requestFrame(std::clamp(static_cast<int>(rest + frameMilliseconds_), kFrameMilliseconds, kLongestPause));
}

PointLook LatentPlane::look(double fresh) const {
    const LayerLook& points = layers_.of(PlaneLayer::Points);
    return {points_.styles(), points.shown ? (faint_ ? kFaint : 1) * points.opacity : 0, fresh, kOld, kNotSelected};
}

void LatentPlane::drawBase() {
    const qreal ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (!baseStale_ && base_.size() == pixels && base_.devicePixelRatio() == ratio) return;
    // The worker may have the last one still.
    base_ = QImage();
    base_ = bases_.take(pixels, QImage::Format_RGB32, ratio);
    axes_.draw(base_, view_, isMap());
    ground_.drawBeneath(base_, view_, drawnLayers());
    bases_.keep(base_);
    frameStale_ = true;
    baseStale_ = false;
}

PlaneWorker& LatentPlane::worker() {
    if (!worker_) {
        worker_ = std::make_unique<PlaneWorker>();
        points_.setWorker(worker_.get());
        connect(worker_.get(), &PlaneWorker::drawn, this, [this] { requestFrame(); });
        // What lies under a pointer that rests was not known before.
        connect(worker_.get(), &PlaneWorker::indexed, this, [this] {
            if (overlay_.pointer && overlay_.outline.empty()) hover(imageAt(*this, view_.toScreen(*overlay_.pointer)));
        });
    }
    return *worker_;
}

void LatentPlane::paintLarge(QPainter& painter) {
    if (std::exchange(frameStale_, false)) worker().draw(base_, view_, points_.still(), look(1));
    const PlaneFrame frame = worker().frame();
    const bool fits = frame.image.size() == base_.size();
    if (fits && frame.view == view_) return painter.drawImage(0, 0, frame.image);
    painter.drawImage(0, 0, base_);
    if (!fits) return;
    // Until the view's own is there, the last one where its places are now.
    const QRectF area = frame.view.plotArea();
    const qreal ratio = frame.image.devicePixelRatio();
    const auto now = [&](QPointF corner) { return view_.toScreen(frame.view.toPlane(corner)); };
    const QRectF source(area.topLeft() * ratio, area.size() * ratio);
    painter.save();
    painter.setClipRect(view_.plotArea());
    // A pan by whole pixels copies; what would have to be scaled takes five times as long.
    if (frame.view.scale() == view_.scale())
        painter.drawImage(QPointF(now(area.topLeft()).toPoint()), frame.image, source.toAlignedRect());
    else painter.drawImage(QRectF(now(area.topLeft()), now(area.bottomRight())), frame.image, source);
    painter.restore();
}

void LatentPlane::drawFrame() {
    double fresh = 1;
    if (movement_.isValid()) {
        const double progress = static_cast<double>(movement_.elapsed()) / movementLength_;
        if (progress >= 1) {
            movement_.invalidate();
            points_.endGlide();
            points_.settleFresh();
        } else {
            if (points_.isGliding()) points_.setGlide(progress);
            fresh = progress;
        }
        computeMarks();
        frameStale_ = true;
    }
    if (!frameStale_) return;
    if (frame_.size() != base_.size()) frame_ = QImage(base_.size(), base_.format());
    frame_.setDevicePixelRatio(base_.devicePixelRatio());
    std::memcpy(frame_.bits(), base_.constBits(), static_cast<size_t>(base_.sizeInBytes()));
    renderer_.draw(frame_, view_, points_.arrays(), look(fresh));
    frameStale_ = false;
}

LayerSet LatentPlane::drawnLayers() const {
    LayerSet drawn = layers_;
    if (isMap())
        for (const PlaneLayer layer : kAllLayers)
            if (needsCodePlane(layer)) drawn.of(layer).shown = false;
    return drawn;
}

void LatentPlane::paintOnPoints(QPainter& painter) const {
    if (overlay_.priorCentre)
        paintContours(painter, view_, *overlay_.priorCentre, overlay_.priorSpread,
                      layers_.of(PlaneLayer::Prior).opacity);
    ground_.paintAbove(painter, view_, drawnLayers());
    thumbnails_.paint(painter, view_);
    // Each picture says more than the name of its class.
    if (thumbnails_.shown().empty() && layers_.shows(PlaneLayer::Points)) paintNames(painter, view_, overlay_.names);
}

void LatentPlane::paintOverlay(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.save();
    painter.setClipRect(view_.plotArea());
    paintOnPoints(painter);
    painter.restore();
    // Where a box or a lasso began is no place to read.
    if (overlay_.outline.empty()) paintPlace(painter);
    painter.save();
    painter.setClipRect(view_.plotArea());
    paintTrail(painter, view_, overlay_.trail);
    paintPath(painter, view_, overlay_);
    paintPointMarks(painter, view_, overlay_);
    paintOutline(painter, view_, overlay_.outline, overlay_.outlineNote);
    painter.restore();
}

void LatentPlane::refreshThumbnails() {
    const double reach = metrics().px(PlaneThumbnails::kSide) / view_.scale();
    std::optional<std::vector<int64_t>> images;
    if (layers_.shows(PlaneLayer::Thumbnails) && points_.images() && view_.scale() >= kZoomedIn * wholeScale())
        images = points_.within(view_.seen().adjusted(-reach, -reach, reach, reach), PlaneThumbnails::most(view_));
    std::vector<PlaneThumbnails::Spot> spots;
    if (images)
        for (const int64_t image : *images)
            if (points_.cloud().isPlaced(image))
                spots.push_back({image, points_.drawnAt(image), points_.colourOf(image)});
    thumbnails_.choose(spots, view_);
    if (thumbnails_.read(kReadPictures, devicePixelRatioF())) requestFrame();
}

void LatentPlane::paintPlace(QPainter& painter) const {
    const std::optional<QPointF> at = overlay_.pointer ? overlay_.pointer : overlay_.kept;
    if (!at) return;
    if (!isMap()) return paintCrosshair(painter, view_, *at);
    painter.save();
    painter.setClipRect(view_.plotArea());
    paintNear(painter, view_, overlay_.kept ? *overlay_.kept : *at, overlay_.near);
    painter.restore();
}

void LatentPlane::paintEvent(QPaintEvent*) {
    QElapsedTimer timer;
    timer.start();
    // From here: 60 frames a second are one every 16 ms, whatever it takes to draw one.
    sinceFrame_.start();
    drawBase();
    if (!points_.isLarge()) drawFrame();
    QPainter painter(this);
    if (points_.isLarge()) paintLarge(painter);
    else painter.drawImage(0, 0, frame_);
    refreshThumbnails();
    paintOverlay(painter);

    const Metrics& m = metrics();
    const QRectF area = floatingArea();
    if (points_.cloud().count() > 0)
        paintChip(painter, statusText(), {besideInset(area.bottom() - m.px(kChipHeight)), area.bottom()});
    paintScales(painter, ground_.scales(drawnLayers()), scalesArea());
    if (!hint_.isEmpty()) paintHint(painter, hint_, area);
    if (underPointer_ >= 0 && overlay_.hovered) {
        std::vector<QRectF> floating;
        for (const QWidget* widget : {static_cast<QWidget*>(legend_), static_cast<QWidget*>(strip_), inset_})
            if (widget && widget->isVisible()) floating.emplace_back(widget->geometry());
        paintHoverCard(painter, card_, view_.toScreen(*overlay_.hovered), area, floating);
    }

    // The panel's lower corners are round; what is beyond them is the window's ground.
    const double radius = m.panelRadius();
    QPainterPath corners;
    corners.addRect(QRectF(0, height() - radius, width(), radius));
    QPainterPath panel;
    panel.addRoundedRect(QRectF(rect()).adjusted(0, -radius, 0, 0), radius, radius);
    painter.fillPath(corners.subtracted(panel), tokens().ground);
    if (interaction_->showsFocus()) {
        painter.setPen(QPen(tokens().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius, radius);
    }
    frameMilliseconds_ = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    if (movement_.isValid()) requestMovementFrame();
}

QImage LatentPlane::picture(int scale) {
    const qreal ratio = devicePixelRatioF() * scale;
    QImage result((QSizeF(size()) * ratio).toSize(), QImage::Format_RGB32);
    result.setDevicePixelRatio(ratio);
    axes_.draw(result, view_, isMap());
    ground_.drawBeneath(result, view_, drawnLayers());
    PointRenderer renderer;
    renderer.draw(result, view_, points_.arrays(), look(1));
    QPainter painter(&result);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.save();
    painter.setClipRect(view_.plotArea());
    paintOnPoints(painter);
    paintTrail(painter, view_, overlay_.trail);
    paintPath(painter, view_, overlay_);
    painter.restore();
    paintScales(painter, ground_.scales(drawnLayers()), scalesArea());
    if (!legend_->isHidden()) legend_->render(&painter, legend_->pos(), {}, QWidget::DrawChildren);
    return result;
}

}  // namespace zscape
