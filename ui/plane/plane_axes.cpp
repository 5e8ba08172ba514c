#include "ui/plane/plane_axes.h"

#include "ui/theme/tokens.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QImage>
#include <QPainter>
#include <QPen>
#include <QScatterSeries>
#include <QValueAxis>

namespace zscape {

PlaneAxes::PlaneAxes() : scene_(std::make_unique<QGraphicsScene>()), chart_(new QChart) {
    chart_->setBackgroundVisible(false);
    chart_->setMargins({});
    chart_->layout()->setContentsMargins(0, 0, 0, 0);
    chart_->legend()->hide();
    chart_->setAnimationOptions(QChart::NoAnimation);
    scene_->setItemIndexMethod(QGraphicsScene::NoIndex);
    scene_->addItem(chart_);
    // Axes lay themselves out only beside a series; the points themselves are PointRenderer's.
    auto* series = new QScatterSeries;
    chart_->addSeries(series);
    const auto addAxis = [&](Qt::Alignment side) {
        auto* axis = new QValueAxis;
        axis->setTickType(QValueAxis::TicksDynamic);
        axis->setTickAnchor(0);
        axis->setLineVisible(false);
        axis->setTruncateLabels(false);
        axis->setMinorTickCount(0);
        chart_->addAxis(axis, side);
        series->attachAxis(axis);
        return axis;
    };
    x_ = addAxis(Qt::AlignBottom);
    y_ = addAxis(Qt::AlignLeft);
}

PlaneAxes::~PlaneAxes() = default;

QRectF PlaneAxes::plotAreaFor(const QSizeF& size, bool map) {
    const Metrics& m = metrics();
    const double left = m.px(map ? 8 : 38);
    const double top = m.px(8);
    const double right = m.px(8);
    const double bottom = m.px(map ? 8 : 28);
    return {left, top, std::max(16.0, size.width() - left - right), std::max(16.0, size.height() - top - bottom)};
}

void PlaneAxes::applyTheme() {
    const QPen grid(tokens().line, 1);
    for (QValueAxis* axis : {x_, y_}) {
        if (axis->gridLinePen() != grid) axis->setGridLinePen(grid);
        if (axis->labelsBrush().color() != tokens().text2) axis->setLabelsBrush(tokens().text2);
        if (axis->labelsFont() != axisFont()) axis->setLabelsFont(axisFont());
    }
}

void PlaneAxes::draw(QImage& image, const PlaneView& view, bool map) {
    image.fill(tokens().well.rgb());
    if (map) return;
    applyTheme();
    const QSizeF size = image.deviceIndependentSize();
    const QRectF seen = view.seen();
    const double interval = view.tickInterval(metrics().px(56));
    // Longer numbers than the margin holds are written as 1e+06.
    const QString format = interval < 1e5
                               ? QStringLiteral("%.") + QString::number(decimalsFor(interval)) + QLatin1Char('f')
                               : QStringLiteral("%.4g");
    for (QValueAxis* axis : {x_, y_}) {
        const double low = axis == x_ ? seen.left() : seen.top();
        const double high = axis == x_ ? seen.right() : seen.bottom();
        // A range beyond what was ticked before would be walked with the old interval: never let the ticks become many.
        if (interval > axis->tickInterval()) axis->setTickInterval(interval);
        axis->setRange(low, high);
        axis->setTickInterval(interval);
        if (axis->labelFormat() != format) axis->setLabelFormat(format);
    }
    if (chart_->size() != size) chart_->resize(size);
    scene_->setSceneRect(QRectF({}, size));
    if (chart_->plotArea() != view.plotArea()) chart_->setPlotArea(view.plotArea());
    // Without a view nobody delivers the layout request that follows a new range.
    chart_->layout()->invalidate();
    chart_->layout()->activate();
    QPainter painter(&image);
    painter.setRenderHint(QPainter::TextAntialiasing);
    scene_->render(&painter, QRectF({}, size), QRectF({}, size), Qt::IgnoreAspectRatio);
}

}  // namespace zscape
