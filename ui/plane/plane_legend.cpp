#include "ui/plane/plane_legend.h"

#include "ui/plane/plane_cards.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace zscape {

namespace {

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

void PlaneLegend::arrange(int width, int height) {
    const Metrics& m = metrics();
    const QFontMetrics measure(noteFont());
    const int dot = m.px(8), toText = m.px(5), gap = m.px(6), row = m.px(22), side = m.px(6), edge = m.px(4);
    entries_.clear();
    leftOut_ = 0;
    leftOutRect_ = {};
    const int rows = std::max(1, (height - 2 * edge) / row);
    int x = side, y = edge, widest = 0, line = 0;
    scaleRect_ = {};
    if (scale_) {
        const int ends =
            measure.horizontalAdvance(endText(scale_->minimum)) + measure.horizontalAdvance(endText(scale_->maximum));
        scaleRect_ = {x, y, gap + measure.horizontalAdvance(elided(scale_->name)) + ends + m.px(120) + 3 * gap, row};
        x += scaleRect_.width();
        widest = x;
    }
    const int moreWidth =
        measure.horizontalAdvance(tr("and %1 more").arg(number(static_cast<qint64>(groups_.size())))) + 2 * side;
    for (size_t group = 0; group < groups_.size(); ++group) {
        if ((groups_[group].points == 0 && groups_[group].colourIndex < 0) || groups_[group].magnitude) continue;
        const QString text = elided(groups_[group].name);
        const int entryWidth = gap + dot + toText + measure.horizontalAdvance(text) + gap;
        const bool last = line + 1 >= rows;
        if (x + entryWidth + (last && group + 1 < groups_.size() ? moreWidth : 0) + side > width && x > side) {
            if (last) {
                leftOut_ = static_cast<int>(groups_.size() - group);
                leftOutRect_ = {x, y, moreWidth, row};
                widest = std::max(widest, x + moreWidth);
                break;
            }
            ++line;
            x = side;
            y += row;
        }
        entries_.push_back({static_cast<int>(group), text, {x, y, entryWidth, row}});
        x += entryWidth;
        widest = std::max(widest, x);
    }
    resize(widest + side, (line + 1) * row + 2 * edge);
    update();
}

QRect PlaneLegend::entryRect(int group) const {
    for (const Entry& entry : entries_)
        if (entry.group == group) return entry.rect;
    return {};
}

int PlaneLegend::groupAt(QPoint at) const {
    for (const Entry& entry : entries_)
        if (entry.rect.contains(at)) return entry.group;
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
        tr("%1: %2 points\nClick hides, double-click shows it alone").arg(hovered.name, number(hovered.points)), this);
    return true;
}

void PlaneLegend::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFloatingGround(painter, rect());
    painter.setFont(noteFont());
    const double radius = m.px(8) / 2.0;
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
    if (leftOut_ > 0) {
        painter.setPen(tokens().text2);
        painter.drawText(leftOutRect_, Qt::AlignCenter, tr("and %1 more").arg(number(leftOut_)));
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
    pressed_ = event->button() == Qt::LeftButton ? groupAt(event->position().toPoint()) : -1;
}

void PlaneLegend::mouseReleaseEvent(QMouseEvent* event) {
    const int group = groupAt(event->position().toPoint());
    if (pressed_ >= 0 && group == pressed_) Q_EMIT toggled(group);
    pressed_ = -1;
}

// The first click of the two has hidden the group already; the plane shows it alone whatever it was.
void PlaneLegend::mouseDoubleClickEvent(QMouseEvent* event) {
    const int group = groupAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && group >= 0) Q_EMIT isolated(group);
    pressed_ = -1;
}

}  // namespace zscape
