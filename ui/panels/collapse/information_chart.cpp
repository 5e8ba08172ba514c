#include "ui/panels/collapse/information_chart.h"

#include "ui/panels/loss/ticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kHeadroom = 1.06;

QString natsText(double value) { return QLocale().toString(value, 'f', 2); }

}  // namespace

InformationChart::InformationChart(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Mutual information of pictures and codes over the steps"));
}

void InformationChart::setSnapshot(std::shared_ptr<const DiagnosticsSnapshot> snapshot) {
    if (snapshot == snapshot_) return;
    snapshot_ = std::move(snapshot);
    setAccessibleDescription(drawn() ? describe(snapshot_->now()) : QString());
    update();
}

QSize InformationChart::minimumSizeHint() const { return {metrics().px(120), metrics().px(84)}; }

QString InformationChart::describe(const CollapseReading& reading) const {
    const QString active = snapshot_->activityIsHeld
                               ? QString()
                               : tr(", %1 of %2 active").arg(reading.activeUnits).arg(snapshot_->dimensions());
    return tr("Step %1: %2 of at most %3 nats%4")
        .arg(number(reading.step), natsText(std::max(0.0, reading.information)), natsText(snapshot_->ceiling()),
             active);
}

QRectF InformationChart::plot() const {
    const QFontMetricsF font(axisFont());
    const double left = font.horizontalAdvance(QStringLiteral("10")) + metrics().px(6);
    return {left, font.height(), std::max(0.0, width() - left - metrics().px(6)),
            std::max(0.0, height() - 2 * font.height() - metrics().px(2))};
}

QPointF InformationChart::at(double step, double information) const {
    const QRectF area = plot();
    const double first = 0, last = std::max<double>(1, static_cast<double>(snapshot_->now().step));
    const double top = std::max(snapshot_->ceiling(), 0.1) * kHeadroom;
    return {area.left() + (step - first) / (last - first) * area.width(),
            area.bottom() - std::clamp(information / top, 0.0, 1.0) * area.height()};
}

void InformationChart::paintAxes(QPainter& painter) const {
    const Tokens& t = tokens();
    const QRectF area = plot();
    const QFontMetricsF font(axisFont());
    painter.setFont(axisFont());
    for (const Tick& tick : linearTicks(0, snapshot_->ceiling(), area.height() > 6 * font.height() ? 5 : 3)) {
        const double y = std::round(at(0, tick.value).y()) + 0.5;
        painter.setPen(t.line);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(t.text2);
        painter.drawText(QRectF(0, y - font.height() / 2, area.left() - metrics().px(6), font.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(t.text2);
    for (const Tick& tick : linearTicks(0, static_cast<double>(std::max<int64_t>(1, snapshot_->now().step)),
                                        std::max(2, static_cast<int>(area.width() / (font.height() * 6))))) {
        const double wide = font.horizontalAdvance(tick.label);
        const double left = std::clamp(at(tick.value, 0).x() - wide / 2, 0.0, std::max(0.0, this->width() - wide));
        painter.drawText(QRectF(left, height() - font.height(), wide + 1, font.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
    painter.drawText(QRectF(area.left(), 0, area.width(), font.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     font.elidedText(tr("information, nats"), Qt::ElideRight, area.width()));
}

void InformationChart::paintCeiling(QPainter& painter) const {
    const Tokens& t = tokens();
    const QRectF area = plot();
    const QFontMetricsF font(axisFont());
    const double y = std::round(at(0, snapshot_->ceiling()).y()) + 0.5;
    QPen dashed(t.text2, 1, Qt::CustomDashLine);
    dashed.setDashPattern({4, 3});
    painter.setPen(dashed);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    const QString text =
        tr("log %1 = %2: no more can be seen").arg(number(snapshot_->images), natsText(snapshot_->ceiling()));
    const QString brief = tr("log %1").arg(number(snapshot_->images));
    const double free = area.width() - font.horizontalAdvance(tr("information, nats")) - metrics().px(12);
    const QString fits = font.horizontalAdvance(text) <= free    ? text
                         : font.horizontalAdvance(brief) <= free ? brief
                                                                 : QString();
    painter.drawText(QRectF(area.left(), 0, area.width(), font.height()), Qt::AlignRight | Qt::AlignVCenter, fits);
}

void InformationChart::paintLine(QPainter& painter) const {
    const Tokens& t = tokens();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plot();
    if (snapshot_->alarmSince >= 0) {
        const double x = std::round(at(static_cast<double>(snapshot_->alarmSince), 0).x()) + 0.5;
        painter.setPen({snapshot_->alarm == CollapseState::Collapsed ? t.bad : t.warn, 1.5});
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    QPolygonF line;
    for (const CollapseReading& reading : snapshot_->history)
        line.append(at(static_cast<double>(reading.step), reading.information));
    painter.setPen({t.lossTotal, 1.75});
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.lossTotal);
    painter.drawEllipse(line.last(), 3.0, 3.0);
}

void InformationChart::paintEvent(QPaintEvent*) {
    if (!drawn()) return;
    QPainter painter(this);
    paintAxes(painter);
    paintCeiling(painter);
    paintLine(painter);
}

bool InformationChart::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (!drawn()) return true;
    const auto nearest = std::min_element(snapshot_->history.begin(), snapshot_->history.end(),
                                          [&](const CollapseReading& a, const CollapseReading& b) {
                                              return std::abs(at(static_cast<double>(a.step), 0).x() - help->x()) <
                                                     std::abs(at(static_cast<double>(b.step), 0).x() - help->x());
                                          });
    QToolTip::showText(help->globalPos(), describe(*nearest), this);
    return true;
}

}  // namespace zscape
