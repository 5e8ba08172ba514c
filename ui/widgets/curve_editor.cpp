#include "ui/widgets/curve_editor.h"

#include "ui/theme/tokens.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

constexpr double kRoomBeyond = 1.25;  // right of the last point and above the highest, to draw on
constexpr double kStepsAcross = 100;  // what a hand can mean

/// 1, 2 or 5 times a power of ten, not below `number`.
double roundUp(double number) {
    const double unit = std::pow(10, std::floor(std::log10(number)));
    for (const double times : {1.0, 2.0, 5.0})
        if (number <= times * unit * (1 + 1e-9)) return times * unit;
    return 10 * unit;
}

QString shortText(double number) { return QLocale().toString(number, 'g', 4); }

}  // namespace

CurveEditor::CurveEditor(double minimum, double maximum, QString unit, QWidget* parent)
    : QWidget(parent),
      minimum_(minimum),
      maximum_(maximum),
      unit_(std::move(unit)) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    fitRange();
}

void CurveEditor::setPoints(const std::vector<CurvePoint>& points) {
    if (dragging_ || points.empty() || points == points_) return;
    points_ = points;
    chosen_ = std::min(chosen_, static_cast<int>(points_.size()) - 1);
    hovered_ = -1;
    fitRange();
    update();
}

QSize CurveEditor::sizeHint() const { return {metrics().px(160), metrics().px(116)}; }

void CurveEditor::fitRange() {
    double highest = 0;
    for (const CurvePoint& point : points_) highest = std::max(highest, point.value);
    places_ = roundUp(std::max(points_.back().at, 1.0) * kRoomBeyond);
    values_ = std::min(roundUp(std::max(highest, 0.1) * kRoomBeyond), maximum_);
}

QRectF CurveEditor::plot() const {
    const Metrics& m = metrics();
    const double words = QFontMetricsF(axisFont()).height();
    return QRectF(rect()).adjusted(m.px(8), words + m.px(6), -m.px(8), -words - m.px(9));
}

QPointF CurveEditor::position(const CurvePoint& point) const {
    const QRectF area = plot();
    return {area.left() + area.width() * point.at / places_,
            area.bottom() - area.height() * (point.value - minimum_) / (values_ - minimum_)};
}

CurvePoint CurveEditor::pointAt(const QPointF& position) const {
    const QRectF area = plot();
    const auto share = [](double part) { return std::round(std::clamp(part, 0.0, 1.0) * kStepsAcross) / kStepsAcross; };
    return {share((position.x() - area.left()) / area.width()) * places_,
            minimum_ + share((area.bottom() - position.y()) / area.height()) * (values_ - minimum_)};
}

int CurveEditor::nearest(const QPointF& at) const {
    int found = -1;
    double least = metrics().px(9);
    for (size_t i = 0; i < points_.size(); ++i) {
        const double distance = QLineF(position(points_[i]), at).length();
        if (distance > least) continue;
        least = distance;
        found = static_cast<int>(i);
    }
    return found;
}

void CurveEditor::moveChosen(CurvePoint to) {
    const auto index = static_cast<size_t>(chosen_);
    const double step = places_ / kStepsAcross;
    // Between its neighbours: a point does not pass another.
    if (index > 0) to.at = std::max(to.at, points_[index - 1].at + step);
    if (index + 1 < points_.size()) to.at = std::min(to.at, points_[index + 1].at - step);
    to.at = std::max(to.at, 0.0);
    to.value = std::clamp(to.value, minimum_, maximum_);
    if (index > 0 && to.at <= points_[index - 1].at) return;
    if (to == points_[index]) return;
    points_[index] = to;
    moved_ = true;
    update();
}

void CurveEditor::remove(int index) {
    if (index < 0 || points_.size() == 1) return;
    points_.erase(points_.begin() + index);
    chosen_ = std::clamp(chosen_ > index ? chosen_ - 1 : chosen_, 0, static_cast<int>(points_.size()) - 1);
    hovered_ = -1;
    fitRange();
    update();
    Q_EMIT edited();
}

void CurveEditor::mousePressEvent(QMouseEvent* event) {
    const int at = nearest(event->position());
    if (event->button() == Qt::RightButton) return remove(at);
    if (event->button() != Qt::LeftButton) return;
    moved_ = false;
    dragging_ = true;
    if (at >= 0) {
        chosen_ = at;
    } else if (points_.size() < kMostCurvePoints) {
        const CurvePoint fresh = pointAt(event->position());
        const auto after = std::lower_bound(points_.begin(), points_.end(), fresh.at,
                                            [](const CurvePoint& point, double place) { return point.at < place; });
        chosen_ = static_cast<int>(after - points_.begin());
        if (after != points_.end() && after->at == fresh.at) after->value = fresh.value;
        else points_.insert(after, fresh);
        moved_ = true;
    }
    update();
}

void CurveEditor::mouseMoveEvent(QMouseEvent* event) {
    if (dragging_) return moveChosen(pointAt(event->position()));
    const int at = nearest(event->position());
    setCursor(at >= 0 ? Qt::PointingHandCursor : Qt::CrossCursor);
    if (std::exchange(hovered_, at) != at) update();
}

void CurveEditor::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !dragging_) return;
    dragging_ = false;
    if (!moved_) return;
    fitRange();
    update();
    Q_EMIT edited();
}

void CurveEditor::mouseDoubleClickEvent(QMouseEvent* event) {
    dragging_ = false;
    if (event->button() == Qt::LeftButton) remove(nearest(event->position()));
}

void CurveEditor::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const int sideways = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    const int upwards = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) return remove(chosen_);
    if (sideways == 0 && upwards == 0) return QWidget::keyPressEvent(event);
    if (sideways != 0 && !shift) {
        chosen_ = std::clamp(chosen_ + sideways, 0, static_cast<int>(points_.size()) - 1);
        return update();
    }
    CurvePoint to = points_[static_cast<size_t>(chosen_)];
    to.at += sideways * places_ / kStepsAcross;
    to.value += upwards * (values_ - minimum_) / kStepsAcross;
    moved_ = false;
    moveChosen(to);
    if (!moved_) return;
    fitRange();
    Q_EMIT edited();
}

void CurveEditor::leaveEvent(QEvent*) {
    if (std::exchange(hovered_, -1) >= 0) update();
}

void CurveEditor::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? t.accent : t.edge, 1));
    painter.setBrush(t.well);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), m.controlRadius(), m.controlRadius());

    const QRectF area = plot();
    painter.setPen(QPen(t.line, 1));
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = std::round(area.bottom() - area.height() * share) + 0.5;
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    painter.setFont(axisFont());
    painter.setPen(t.text2);
    const QRectF above(area.left(), 0, area.width(), area.top() - m.px(2)),
        below(area.left(), area.bottom() + m.px(6), area.width(), rect().bottom() - area.bottom());
    painter.drawText(above, Qt::AlignLeft | Qt::AlignBottom, shortText(values_));
    painter.drawText(below, Qt::AlignLeft | Qt::AlignTop, QStringLiteral("0"));
    painter.drawText(below, Qt::AlignRight | Qt::AlignTop, tr("%1 %2").arg(shortText(places_), unit_));
    const int told = dragging_ || hovered_ < 0 ? chosen_ : hovered_;
    if (dragging_ || hovered_ >= 0 || hasFocus()) {
        const CurvePoint& point = points_[static_cast<size_t>(told)];
        painter.setPen(t.text);
        painter.drawText(above, Qt::AlignRight | Qt::AlignBottom,
                         tr("%1 at %2").arg(shortText(point.value), shortText(point.at)));
    }

    QPainterPath line(QPointF(area.left(), position(points_.front()).y()));
    for (const CurvePoint& point : points_) line.lineTo(position(point));
    line.lineTo(QPointF(area.right(), position(points_.back()).y()));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(isEnabled() ? t.accent : t.text3, 2));
    painter.drawPath(line);
    for (size_t i = 0; i < points_.size(); ++i) {
        const bool lit = static_cast<int>(i) == told && (hasFocus() || hovered_ >= 0);
        painter.setBrush(lit ? (isEnabled() ? t.accent : t.text3) : t.panel);
        painter.drawEllipse(position(points_[i]), m.px(4), m.px(4));
    }
}

}  // namespace zscape
