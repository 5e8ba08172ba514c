#include "ui/plane/plane_legend.h"

#include "ui/plane/plane_cards.h"
#include "ui/text/english_plurals.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <limits>

namespace zscape {

namespace {

constexpr int kRows = 2;
constexpr int kBar = 8;

QString endText(double value) { return QString::number(value, 'g', 6).replace(QLatin1Char('-'), QChar(0x2212)); }

}  // namespace

PlaneLegend::PlaneLegend(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Legend"));
    setCursor(Qt::ArrowCursor);
    setMouseTracking(true);
}

void PlaneLegend::setGroups(const std::vector<PointGroup>& groups, PlaneColour colour,
                            const std::optional<PointScale>& scale) {
    groups_ = groups;
    scale_ = scale;
    // A legend of one grey group says nothing.
    setVisible(colour != PlaneColour::None && groups.size() > 1);
    update();
}

QString PlaneLegend::elided(const QString& name) const {
    return QFontMetrics(noteFont()).elidedText(name, Qt::ElideMiddle, metrics().px(120));
}

bool PlaneLegend::layOut(int width, int rows) {
    const Metrics& m = metrics();
    const QFontMetrics measure(noteFont());
    const int dot = m.px(8), toText = m.px(5), gap = m.px(6), row = m.px(22), side = m.px(6), edge = m.px(4);
    entries_.clear();
    int x = side, y = edge, widest = 0, line = 0;
    scaleRect_ = {};
    if (scale_) {
        const int ends =
            measure.horizontalAdvance(endText(scale_->minimum)) + measure.horizontalAdvance(endText(scale_->maximum));
        scaleRect_ = {x, y, gap + measure.horizontalAdvance(elided(scale_->name)) + ends + m.px(120) + 3 * gap, row};
        x += scaleRect_.width();
        widest = x;
    }
    for (size_t group = 0; group < groups_.size(); ++group) {
        if ((groups_[group].points == 0 && groups_[group].colourIndex < 0) || groups_[group].magnitude) continue;
        const QString text = elided(groups_[group].name);
        const int entryWidth = gap + dot + toText + measure.horizontalAdvance(text) + gap;
        if (x + entryWidth + side > width && x > side) {
            if (++line == rows) return false;
            x = side;
            y += row;
        }
        entries_.push_back({static_cast<int>(group), text, {x, y, entryWidth, row}});
        x += entryWidth;
        widest = std::max(widest, x);
    }
    contentWidth_ = widest + side;
    contentHeight_ = (line + 1) * row + 2 * edge;
    return true;
}

void PlaneLegend::arrange(int width, int narrow, int height) {
    const Metrics& m = metrics();
    const bool fits = layOut(width, kRows);
    if (!fits) layOut(narrow - m.px(kBar), std::numeric_limits<int>::max());
    const bool scrolls = !fits && contentHeight_ > height;
    resize(contentWidth_ + (scrolls ? m.px(kBar) : 0), fits ? contentHeight_ : std::min(contentHeight_, height));
    scrollTo(scrolled_);
    update();
}

void PlaneLegend::scrollTo(int offset) {
    const int to = std::clamp(offset, 0, scrollRange());
    if (to != scrolled_) update();
    scrolled_ = to;
}

QRect PlaneLegend::scrollBar() const {
    if (scrollRange() == 0) return {};
    const Metrics& m = metrics();
    const int track = height() - 2 * m.px(4), length = std::max(m.px(16), track * height() / contentHeight_);
    return {width() - m.px(4) - m.px(4), m.px(4) + (track - length) * scrolled_ / scrollRange(), m.px(4), length};
}

QRect PlaneLegend::entryRect(int group) const {
    for (const Entry& entry : entries_) {
        const QRect seen = entry.rect.translated(0, -scrolled_);
        if (entry.group == group) return rect().contains(seen) ? seen : QRect();
    }
    return {};
}

int PlaneLegend::groupAt(QPoint at) const {
    for (const Entry& entry : entries_)
        if (entry.rect.contains(at + QPoint(0, scrolled_))) return entry.group;
    return -1;
}

bool PlaneLegend::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int group = groupAt(help->pos());
    if (group < 0) {
        QToolTip::hideText();
        return true;
    }
    const PointGroup& hovered = groups_[static_cast<size_t>(group)];
    QToolTip::showText(
        help->globalPos(),
        tr("%1: %Ln point(s)\nClick hides, double-click shows it alone", nullptr, counted(hovered.points))
            .arg(hovered.name),
        this);
    return true;
}

void PlaneLegend::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFloatingGround(painter, rect());
    painter.setFont(noteFont());
    const double radius = m.px(8) / 2.0;
    const QRect bar = scrollBar();
    if (!bar.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(grabbed_ ? tokens().text2 : tokens().edge);
        painter.drawRoundedRect(bar, bar.width() / 2.0, bar.width() / 2.0);
    }
    painter.setClipRect(rect().adjusted(0, m.px(2), 0, -m.px(2)));
    painter.translate(0, -scrolled_);
    if (scale_) paintScale(painter, *scale_);
    for (const Entry& entry : entries_) {
        const PointGroup& group = groups_[static_cast<size_t>(entry.group)];
        const QColor colour = group.visible ? colourOfGroup(group) : tokens().text3;
        const QPointF centre(entry.rect.left() + m.px(6) + radius, entry.rect.center().y() + 0.5);
        const bool hollow = !group.visible || Tokens::classIsRing(group.colourIndex);
        painter.setPen(hollow ? QPen(colour, 1.6) : QPen(Qt::NoPen));
        painter.setBrush(hollow ? QBrush(Qt::NoBrush) : QBrush(colour));
        painter.drawEllipse(centre, hollow ? radius - 0.8 : radius, hollow ? radius - 0.8 : radius);
        painter.setPen(group.visible ? tokens().text : tokens().text3);
        painter.drawText(entry.rect.adjusted(m.px(6) + m.px(8) + m.px(5), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         entry.text);
    }
}

void PlaneLegend::paintScale(QPainter& painter, const PointScale& scale) const {
    const Metrics& m = metrics();
    const QFontMetrics measure(noteFont());
    const int gap = m.px(6);
    const QString low = endText(scale.minimum), high = endText(scale.maximum), name = elided(scale.name);
    int x = scaleRect_.left() + gap;
    const auto write = [&](const QString& text, const QColor& colour) {
        painter.setPen(colour);
        const int width = measure.horizontalAdvance(text);
        painter.drawText(QRect(x, scaleRect_.top(), width + 1, scaleRect_.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         text);
        x += width + gap;
    };
    write(name, tokens().text);
    write(low, tokens().text2);
    const QRectF bar(x, scaleRect_.center().y() - m.px(4) + 0.5, m.px(120), m.px(8));
    QLinearGradient colours(bar.topLeft(), bar.topRight());
    for (const PointGroup& group : groups_)
        if (group.magnitude) colours.setColorAt(*group.magnitude, colourOfGroup(group));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours);
    painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2);
    x = static_cast<int>(bar.right()) + gap;
    write(high, tokens().text2);
}

void PlaneLegend::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const QPoint at = event->position().toPoint();
    const QRect bar = scrollBar();
    if (!bar.isEmpty() && at.x() >= bar.left() - metrics().px(4)) {
        // Beside the handle: it comes to the pointer, and follows from there.
        grabbed_ = at.y() >= bar.top() && at.y() <= bar.bottom() ? at.y() - bar.top() : bar.height() / 2;
        mouseMoveEvent(event);
        return update();
    }
    pressed_ = groupAt(at);
}

void PlaneLegend::mouseMoveEvent(QMouseEvent* event) {
    if (!grabbed_) return QWidget::mouseMoveEvent(event);
    const int edge = metrics().px(4), way = height() - 2 * edge - scrollBar().height();
    scrollTo(way > 0 ? (event->position().toPoint().y() - *grabbed_ - edge) * scrollRange() / way : 0);
}

void PlaneLegend::mouseReleaseEvent(QMouseEvent* event) {
    if (grabbed_) {
        grabbed_.reset();
        return update();
    }
    const int group = groupAt(event->position().toPoint());
    if (pressed_ >= 0 && group == pressed_) Q_EMIT toggled(group);
    pressed_ = -1;
}

// Over a list the wheel never zooms the plane beneath, also where the list is at its end.
void PlaneLegend::wheelEvent(QWheelEvent* event) {
    if (scrollRange() == 0) return QWidget::wheelEvent(event);
    const int pixels = event->pixelDelta().y();
    scrollTo(scrolled_ - (pixels != 0 ? pixels : event->angleDelta().y() * metrics().px(3 * 22) / 120));
    event->accept();
}

// The first click of the two has hidden the group already; the plane shows it alone whatever it was.
void PlaneLegend::mouseDoubleClickEvent(QMouseEvent* event) {
    const int group = groupAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && group >= 0) Q_EMIT isolated(group);
    pressed_ = -1;
}

}  // namespace zscape
