#include "ui/plane/plane_ground.h"

#include "ui/plane/plane_cards.h"
#include "ui/theme/tokens.h"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {

constexpr double kArrowLine = 1.4, kArrowHead = 5, kEllipseLine = 1.4;
constexpr int kScaleHeight = 26, kRampWidth = 96;

void paintArrow(QPainter& painter, QPointF from, QPointF to) {
    const QPointF way = to - from;
    const double length = std::hypot(way.x(), way.y());
    if (length < 1) return painter.drawPoint(from);
    const QPointF along = way / length, across(-along.y(), along.x());
    const double head = std::min(metrics().px(kArrowHead) * 1.0, 0.6 * length);
    painter.drawLine(from, to);
    for (const double side : {-0.5, 0.5}) painter.drawLine(to, to - along * head + across * (side * head));
}

}  // namespace

void PlaneGround::setArrows(std::vector<PlaneArrow> arrows, double longest) {
    arrows_ = std::move(arrows);
    longest_ = std::max(longest, 1e-9);
}

void PlaneGround::setScale(PlaneLayer layer, std::optional<LayerScale> scale) {
    scales_[static_cast<size_t>(layer)] = std::move(scale);
}

std::vector<LayerScale> PlaneGround::scales(const LayerSet& layers) const {
    std::vector<LayerScale> shown;
    for (const PlaneLayer layer : kAllLayers)
        if (const auto& scale = scales_[static_cast<size_t>(layer)]; scale && layers.shows(layer))
            shown.push_back(*scale);
    return shown;
}

void PlaneGround::drawBeneath(QImage& base, const PlaneView& view, const LayerSet& layers) {
    if (layers.shows(PlaneLayer::Manifold)) drawTiles(base, view, layers.of(PlaneLayer::Manifold).opacity);
    if (layers.shows(PlaneLayer::Metric))
        drawField(base, view, metric_, {layers.of(PlaneLayer::Metric).opacity, false, false});
    if (layers.shows(PlaneLayer::Density))
        drawField(base, view, density_, {layers.of(PlaneLayer::Density).opacity, true, true});
}

const QImage& PlaneGround::scaled(const QImage& picture, int side) {
    if (side != scaledSide_ || scaled_.size() > 2 * std::ssize(tiles_) + 64) scaled_.clear();
    scaledSide_ = side;
    QImage& small = scaled_[picture.cacheKey()];
    if (small.isNull())
        small = picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                    .convertToFormat(QImage::Format_RGB32);
    return small;
}

void PlaneGround::drawTiles(QImage& base, const PlaneView& view, double opacity) {
    const qreal ratio = base.devicePixelRatio();
    QPainter painter(&base);
    // Whole pixels of the device: what is copied without being scaled takes a fifth of the time.
    painter.scale(1 / ratio, 1 / ratio);
    const QRectF area = view.plotArea();
    painter.setClipRect(QRectF(area.topLeft() * ratio, area.size() * ratio));
    for (const GroundTile& tile : tiles_) {
        const double side = tile.side * view.scale() * ratio;
        const QPointF at = view.toScreen(tile.at) * ratio;
        // One apart: the next one begins where this one's cell ends.
        const QPoint corner(static_cast<int>(std::lround(at.x() - side / 2)),
                            static_cast<int>(std::lround(at.y() - side / 2)));
        const int inside = static_cast<int>(std::lround(side)) - std::max(1, static_cast<int>(ratio));
        if (inside < 2) continue;
        painter.setOpacity(opacity * (tile.old ? kOldTiles : 1));
        const QImage& picture = scaled(tile.picture, inside);
        painter.drawImage(corner + QPoint((inside - picture.width()) / 2, (inside - picture.height()) / 2), picture);
    }
}

void PlaneGround::paintAbove(QPainter& painter, const PlaneView& view, const LayerSet& layers) const {
    const Metrics& m = metrics();
    if (layers.shows(PlaneLayer::Ellipses)) {
        painter.save();
        painter.setOpacity(layers.of(PlaneLayer::Ellipses).opacity);
        for (const PlaneEllipse& ellipse : ellipses_) {
            const QPointF at = view.toScreen(ellipse.at);
            const double scale = view.scale();
            const double turn = std::atan2(-ellipse.major.y(), ellipse.major.x()) * 180 / M_PI;
            const double wide = std::hypot(ellipse.major.x(), ellipse.major.y()) * scale;
            const double high = std::hypot(ellipse.minor.x(), ellipse.minor.y()) * scale;
            painter.save();
            painter.translate(at);
            painter.rotate(turn);
            painter.setPen(QPen(ellipse.colour, kEllipseLine * m.scale));
            for (const int sigma : {2, 1}) {
                painter.setBrush(withAlpha(ellipse.colour, sigma == 1 ? 0.3 : 0.12));
                painter.drawEllipse(QPointF(0, 0), sigma * wide, sigma * high);
            }
            painter.restore();
            painter.setPen(Qt::NoPen);
            painter.setBrush(tokens().text);
            painter.drawEllipse(at, m.px(2), m.px(2));
        }
        painter.restore();
    }
    if (layers.shows(PlaneLayer::RoundTrip)) {
        painter.save();
        painter.setOpacity(layers.of(PlaneLayer::RoundTrip).opacity);
        for (const PlaneArrow& arrow : arrows_) {
            painter.setPen(QPen(tokens().magnitude(arrow.shift / longest_), kArrowLine * m.scale, Qt::SolidLine,
                                Qt::RoundCap, Qt::RoundJoin));
            paintArrow(painter, view.toScreen(arrow.from), view.toScreen(arrow.to));
        }
        painter.restore();
    }
}

void paintScales(QPainter& painter, const std::vector<LayerScale>& scales, const QRectF& area) {
    const Metrics& m = metrics();
    const QFontMetricsF measure(noteFont());
    const double gap = m.px(8), height = m.px(kScaleHeight), ramp = m.px(kRampWidth);
    double bottom = area.bottom();
    painter.setFont(noteFont());
    // The topmost layer's card stands on top.
    for (auto scale = scales.rbegin(); scale != scales.rend(); ++scale) {
        const bool coloured = !scale->high.isEmpty();
        const auto wide = [&](const QString& text) {
            return text.isEmpty() ? 0 : measure.horizontalAdvance(text) + gap;
        };
        const double width = m.padding() + wide(scale->name) + (coloured ? wide(scale->low) + ramp + gap : 0) +
                             wide(scale->high) + wide(scale->figure) + m.padding() - gap;
        const QRectF card(area.left(), bottom - height, std::min(width, area.width()), height);
        paintFloatingGround(painter, card);
        double x = card.left() + m.padding();
        const auto say = [&](const QString& text, const QColor& colour) {
            painter.setPen(colour);
            painter.drawText(QRectF(x, card.top(), std::max(0.0, card.right() - x), height),
                             Qt::AlignLeft | Qt::AlignVCenter, text);
            x += wide(text);
        };
        say(scale->name, tokens().text);
        if (coloured) {
            say(scale->low, tokens().text2);
            QLinearGradient colours(x, 0, x + ramp, 0);
            for (int i = 0; i <= kFieldBands; ++i) {
                const double t = static_cast<double>(i) / kFieldBands;
                colours.setColorAt(t, tokens().magnitude(t));
            }
            painter.setPen(Qt::NoPen);
            painter.setBrush(colours);
            painter.drawRect(QRectF(x, card.center().y() - m.px(4), ramp, m.px(8)));
            x += ramp + gap;
            say(scale->high, tokens().text2);
        }
        say(scale->figure, scale->warns ? tokens().warn : tokens().text2);
        bottom = card.top() - m.px(6);
    }
}

}  // namespace zscape
