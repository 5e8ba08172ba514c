#include "ui/plane/plane_layers.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

QPixmap outlined(const QFont& font, const QString& text, double outline, qreal ratio) {
    const QRectF ink = QFontMetricsF(font).tightBoundingRect(text).adjusted(-outline, -outline, outline, outline);
    const QSize pixels = (ink.size() * ratio).toSize() + QSize(1, 1);
    QPixmap picture(pixels);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addText(-ink.topLeft(), font, text);
    painter.strokePath(path, QPen(withAlpha(tokens().well, 0.92), outline, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.fillPath(path, tokens().text);
    return picture;
}

/// Kept as pictures: stroking a dozen names anew took a tenth of every frame's time.
void paintOutlined(QPainter& painter, const QFont& font, QPointF centre, const QString& text, double outline) {
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QString key = QStringLiteral("outlined/%1/%2/%3/").arg(outline).arg(ratio).arg(tokens().text.rgba()) +
                        font.key() + QLatin1Char('/') + text;
    QPixmap picture;
    if (!QPixmapCache::find(key, &picture)) {
        picture = outlined(font, text, outline, ratio);
        QPixmapCache::insert(key, picture);
    }
    const QPointF corner = centre - QPointF(picture.width(), picture.height()) / (2 * ratio);
    painter.drawPixmap(QPointF(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio),
                       picture);
}

QFont nameFont() {
    QFont font = titleFont();
    if (font.pixelSize() > 0) font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * 1.15)));
    else font.setPointSizeF(font.pointSizeF() * 1.15);
    return font;
}

void paintTag(QPainter& painter, const QRectF& rect, const QString& text) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().text);
    painter.drawRoundedRect(rect, metrics().px(3), metrics().px(3));
    painter.setPen(tokens().well);
    painter.drawText(rect, Qt::AlignCenter, text);
}

void paintDisc(QPainter& painter, QPointF at, double radius, const QColor& inside, const QColor& rim, double rimWidth) {
    painter.setPen(QPen(withAlpha(tokens().well, 0.9), rimWidth + 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, radius, radius);
    painter.setPen(QPen(rim, rimWidth));
    painter.setBrush(inside);
    painter.drawEllipse(at, radius, radius);
}

void paintLetter(QPainter& painter, QPointF at, const QString& letter) {
    const Metrics& m = metrics();
    paintDisc(painter, at, m.px(9), tokens().fill, tokens().onFill, 1.2);
    QFont font = axisFont();
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(tokens().onFill);
    painter.drawText(QRectF(at - QPointF(m.px(9), m.px(9)), QSizeF(m.px(18), m.px(18))), Qt::AlignCenter, letter);
}

}  // namespace

QString codeText(double value, int decimals) {
    const QString text = QString::number(std::abs(value), 'f', decimals);
    return value < 0 && text.toDouble() != 0 ? QChar(0x2212) + text : text;
}

QString coordinateText(double value, const PlaneView& view) {
    return codeText(value, std::max(2, decimalsFor(1 / view.scale()) - 1));
}

QPointF alongStops(const std::vector<QPointF>& stops, double marker) {
    const double last = static_cast<double>(stops.size()) - 1;
    const double place = std::clamp(marker, 0.0, last);
    const auto before = static_cast<size_t>(std::min(std::floor(place), std::max(0.0, last - 1)));
    const auto after = std::min(before + 1, stops.size() - 1);
    return stops[before] + (stops[after] - stops[before]) * (place - static_cast<double>(before));
}

void paintContours(QPainter& painter, const PlaneView& view, QPointF priorCentre, double priorSpread, double opacity) {
    QPen pen(withAlpha(tokens().text2, opacity), 1, Qt::CustomDashLine);
    pen.setDashPattern({4, 4});
    const QPointF centre = view.toScreen(priorCentre);
    QFont font = axisFont();
    font.setBold(true);
    for (int sigma = 1; sigma <= 3; ++sigma) {
        const double radius = sigma * priorSpread * view.scale();
        if (radius < 4 || radius > 1e5) continue;
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, radius, radius);
        // All tags lie on one ray, away from the axes.
        const QPointF at = centre + QPointF(std::cos(0.76), -std::sin(0.76)) * radius;
        if (radius > metrics().px(26) && view.plotArea().contains(at))
            paintOutlined(painter, font, at, QString::number(sigma) + QChar(0x03C3), metrics().px(3));
    }
}

std::vector<PlacedName> placeNames(const PlaneView& view, const std::vector<PlaneOverlay::Name>& names) {
    const QFontMetricsF measure(nameFont());
    const double widest = metrics().px(120), apart = metrics().px(3);
    std::vector<PlacedName> placed;
    for (const PlaneOverlay::Name& name : names) {
        const QPointF at = view.toScreen(name.at);
        if (!view.plotArea().contains(at)) continue;
        const QString text = measure.elidedText(name.text, Qt::ElideRight, widest);
        // With the outline around it, and a little air.
        QRectF rect = measure.tightBoundingRect(text).adjusted(-apart, -apart, apart, apart);
        rect.moveCenter(at);
        if (std::none_of(placed.begin(), placed.end(),
                         [&](const PlacedName& other) { return other.rect.intersects(rect); }))
            placed.push_back({text, rect});
    }
    return placed;
}

void paintNames(QPainter& painter, const PlaneView& view, const std::vector<PlaneOverlay::Name>& names) {
    const QFont font = nameFont();
    for (const PlacedName& name : placeNames(view, names))
        paintOutlined(painter, font, name.rect.center(), name.text, metrics().px(4));
}

void paintCrosshair(QPainter& painter, const PlaneView& view, QPointF place) {
    const QRectF area = view.plotArea();
    const QPointF at = view.toScreen(place);
    const Metrics& m = metrics();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(withAlpha(tokens().text, 0.6), 1));
    const double x = std::round(at.x());
    const double y = std::round(at.y());
    if (y >= area.top() && y <= area.bottom())
        painter.drawLine(QPointF(area.left(), y), QPointF(std::min(x, area.right()), y));
    if (x >= area.left() && x <= area.right())
        painter.drawLine(QPointF(x, std::max(y, area.top())), QPointF(x, area.bottom()));
    painter.setRenderHint(QPainter::Antialiasing, true);

    const QFont font = axisFont();
    painter.setFont(font);
    const QFontMetricsF measure(font);
    const double height = std::ceil(measure.height()) + m.px(2);
    const QString textX = coordinateText(place.x(), view);
    const QString textY = coordinateText(place.y(), view);
    if (y >= area.top() && y <= area.bottom()) {
        const double width = std::max<double>(m.px(32), measure.horizontalAdvance(textY) + m.px(8));
        paintTag(painter, {std::max(1.0, area.left() - width - m.px(2)), y - height / 2, width, height}, textY);
    }
    if (x >= area.left() && x <= area.right()) {
        const double width = std::max<double>(m.px(40), measure.horizontalAdvance(textX) + m.px(8));
        const double left = std::clamp(x - width / 2, 1.0, area.right() - width);
        paintTag(painter, {left, area.bottom() + m.px(3), width, height}, textX);
    }
}

void paintNear(QPainter& painter, const PlaneView& view, QPointF at, const std::vector<QPointF>& near) {
    if (near.empty()) return;
    const Metrics& m = metrics();
    const QPointF centre = view.toScreen(at);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(withAlpha(tokens().well, 0.8), m.px(4)));
    painter.drawEllipse(centre, m.px(10), m.px(10));
    painter.setPen(QPen(tokens().text, m.px(1) + 0.5));
    painter.drawEllipse(centre, m.px(10), m.px(10));
    painter.setPen(QPen(tokens().well, 1));
    painter.setBrush(tokens().text);
    for (const QPointF place : near) painter.drawEllipse(view.toScreen(place), m.px(3), m.px(3));
}

QRectF endPictureRect(const PlaneView& view, const PlaneOverlay& overlay, PathEnd end) {
    const auto& own = overlay.ends[end == PathEnd::A ? 0 : 1];
    const auto& other = overlay.ends[end == PathEnd::A ? 1 : 0];
    if (!own) return {};
    const double side = metrics().px(44);
    const QPointF at = view.toScreen(own->at);
    // Away from the path: diagonally beyond the end, so that neither line nor letter is covered.
    QPointF away(-1, 1);
    if (other) {
        const QPointF difference = at - view.toScreen(other->at);
        away = QPointF(difference.x() < 0 ? -1 : 1, difference.y() < 0 ? -1 : 1);
    }
    const double shift = side / 2 + metrics().px(5);
    return {at.x() + away.x() * shift - side / 2, at.y() + away.y() * shift - side / 2, side, side};
}

void paintPath(QPainter& painter, const PlaneView& view, const PlaneOverlay& overlay) {
    const Metrics& m = metrics();
    if (overlay.stops.size() > 1) {
        QPolygonF line;
        for (const QPointF& stop : overlay.stops) line << view.toScreen(stop);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(withAlpha(tokens().well, 0.9), m.px(5), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(line);
        painter.setPen(QPen(tokens().text, m.px(2), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(line);
        for (qsizetype stop = 1; stop + 1 < line.size(); ++stop)
            if (stop != overlay.currentStop) paintDisc(painter, line[stop], m.px(3), tokens().text, tokens().text, 1);
        if (overlay.currentStop >= 0 && overlay.currentStop < line.size() && overlay.marker < 0)
            paintDisc(painter, line[overlay.currentStop], m.px(5), tokens().accent, tokens().text, 1.5);
    }
    for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
        const auto& shown = overlay.ends[end == PathEnd::A ? 0 : 1];
        if (!shown) continue;
        if (!shown->picture.isNull()) {
            const QRectF rect = endPictureRect(view, overlay, end);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(withAlpha(tokens().well, 0.9), 3.5));
            painter.drawRoundedRect(rect, m.px(4), m.px(4));
            drawPicture(&painter, rect, shown->picture, false, m.px(4));
            painter.setPen(QPen(tokens().text, 1.5));
            painter.drawRoundedRect(rect, m.px(4), m.px(4));
        }
        paintLetter(painter, view.toScreen(shown->at), end == PathEnd::A ? QStringLiteral("A") : QStringLiteral("B"));
    }
    if (overlay.marker >= 0 && overlay.stops.size() > 1)
        paintDisc(painter, view.toScreen(alongStops(overlay.stops, overlay.marker)), m.px(6), tokens().accent,
                  tokens().onFill, 2);
}

void paintTrail(QPainter& painter, const PlaneView& view, const std::vector<QPointF>& trail) {
    if (trail.empty()) return;
    const Metrics& m = metrics();
    for (size_t i = 1; i < trail.size(); ++i) {
        const QLineF piece(view.toScreen(trail[i - 1]), view.toScreen(trail[i]));
        const double age = static_cast<double>(i) / static_cast<double>(trail.size());
        painter.setPen(QPen(withAlpha(tokens().well, 0.8), m.px(4), Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(piece);
        painter.setPen(QPen(withAlpha(tokens().accent, 0.25 + 0.75 * age), m.px(2), Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(piece);
    }
    paintDisc(painter, view.toScreen(trail.front()), m.px(3), tokens().text2, tokens().well, 1);
    paintDisc(painter, view.toScreen(trail.back()), m.px(5), tokens().accent, tokens().text, 1.5);
}

void paintOutline(QPainter& painter, const PlaneView& view, const std::vector<QPointF>& corners, const QString& note) {
    if (corners.size() < 2) return;
    QPolygonF line;
    for (const QPointF& corner : corners) line << view.toScreen(corner);
    painter.setBrush(withAlpha(tokens().text, 0.06));
    painter.setPen(QPen(withAlpha(tokens().well, 0.9), metrics().px(4), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(line, Qt::WindingFill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().text, metrics().px(2), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(line);
    if (note.isEmpty()) return;
    const Metrics& m = metrics();
    QFont font = noteFont();
    font.setBold(true);
    QRectF chip(0, 0, std::ceil(QFontMetricsF(font).horizontalAdvance(note)) + 2 * m.padding(), m.px(22));
    const QRectF room = view.plotArea().adjusted(m.px(4), m.px(4), -m.px(4), -m.px(4));
    const QRectF around = line.boundingRect();
    chip.moveCenter({around.center().x(), around.bottom() + m.px(16)});
    chip.moveLeft(std::clamp(chip.left(), room.left(), std::max(room.left(), room.right() - chip.width())));
    chip.moveTop(std::clamp(chip.top(), room.top(), std::max(room.top(), room.bottom() - chip.height())));
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().fill);
    painter.drawRoundedRect(chip, m.controlRadius(), m.controlRadius());
    painter.setFont(font);
    painter.setPen(tokens().onFill);
    painter.drawText(chip, Qt::AlignCenter, note);
}

void paintPointMarks(QPainter& painter, const PlaneView& view, const PlaneOverlay& overlay) {
    const Metrics& m = metrics();
    if (overlay.selected) {
        painter.setBrush(Qt::NoBrush);
        const QPointF at = view.toScreen(*overlay.selected);
        painter.setPen(QPen(withAlpha(tokens().well, 0.9), m.px(4)));
        painter.drawEllipse(at, m.px(8), m.px(8));
        painter.setPen(QPen(tokens().accent, m.px(2)));
        painter.drawEllipse(at, m.px(8), m.px(8));
    }
    if (overlay.hovered)
        paintDisc(painter, view.toScreen(*overlay.hovered), m.px(5), overlay.hoveredColour, tokens().text, 2);
    if (overlay.outside)
        paintDisc(painter, view.toScreen(*overlay.outside), m.px(6), withAlpha(tokens().fill, 0.9), tokens().onFill, 2);
    if (overlay.kept) {
        const QPointF at = view.toScreen(*overlay.kept);
        paintDisc(painter, at, m.px(5), withAlpha(tokens().well, 0.35), tokens().text, 2);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens().accent);
        painter.drawEllipse(at, m.px(2), m.px(2));
    }
}

}  // namespace zscape
