#include "ui/panels/loss/loss_chart.h"

#include "ui/panels/loss/mark_names.h"
#include "ui/theme/tokens.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kRing = 3.5;
constexpr double kLost = 0.22;          // opacity of steps that are lost
constexpr double kShareForNames = 0.4;  // of the lane, at most, for the names of marks
constexpr int kMostNameRows = 3;
constexpr double kDiamond = 5.5;
constexpr double kRingSpacing = 9;

/// A dashed line through both lanes.
void paintUpright(QPainter& painter, const LaneRects& rects, double x, QPen pen) {
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    for (const QRectF& plot : {rects.upper, rects.lower})
        if (!plot.isEmpty()) painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
}

void paintNamePlate(QPainter& painter, const QRectF& where, const QString& name, const QColor& colour,
                    Qt::Alignment alignment) {
    // Lines and curves pass beneath a name, not through it.
    painter.fillRect(where.adjusted(-2, 0, 2, 0), withAlpha(tokens().panel, 0.8));
    painter.setFont(axisFont());
    painter.setPen(colour);
    painter.drawText(where, static_cast<int>(alignment) | Qt::TextDontClip, name);
}

}  // namespace

QString markText(const Mark& mark) {
    QString name = QString::fromStdString(mark.key);
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (mark.key == "beta") name = QStringLiteral("β");
    return name + QLatin1Char(' ') + QString::number(mark.value, 'g', 4);
}

bool LossChart::isBlank() const {
    return std::all_of(curves_.begin(), curves_.end(), [](const LossCurve& curve) { return curve.data->empty(); });
}

void LossChart::drawBackground(QPainter* painter, const QRectF& rect) {
    QGraphicsView::drawBackground(painter, rect);
    if (isBlank()) return;
    for (const auto& chart : lanes_) {
        if (chart->isVisible()) chart->paintBeneath(*painter);
    }
    paintLost(*painter);
    paintXLabels(*painter);
}

void LossChart::paintXLabels(QPainter& painter) const {
    const QFontMetricsF axis(axisFont());
    const double top = (rects_.lower.isEmpty() ? rects_.upper : rects_.lower).bottom() + metrics().px(4);
    painter.setFont(axisFont());
    painter.setPen(tokens().text2);
    double free = 0;
    for (const Tick& tick : xTicks_) {
        const double width = axis.horizontalAdvance(tick.label);
        const double left = pixelAt(tick.position) - width / 2;
        if (left < free) continue;
        painter.drawText(QRectF(left, top, width + 2, axis.height()), Qt::AlignLeft | Qt::AlignVCenter, tick.label);
        free = left + width + metrics().px(6);
    }
}

void LossChart::drawForeground(QPainter* painter, const QRectF& rect) {
    QGraphicsView::drawForeground(painter, rect);
    painter->setRenderHint(QPainter::Antialiasing);
    if (isBlank()) {
        painter->setFont(noteFont());
        painter->setPen(tokens().text2);
        painter->drawText(sceneRect(), Qt::AlignCenter | Qt::TextWordWrap,
                          compared_ && compared_->empty()
                              ? tr("These runs share no term")
                              : tr("The losses of every step appear here while a model trains."));
    } else {
        const std::vector<PlacedMark> marks = placedMarks();
        paintMarkLines(*painter, marks);
        paintHeldOut(*painter, marks);
        paintMarkNames(*painter, marks);
        paintLostMark(*painter);
        paintEndLabels(*painter);
        if (gesture_ == Gesture::Box) {
            painter->setPen({tokens().accent, 1});
            painter->setBrush(withAlpha(tokens().accent, 0.12));
            painter->drawRect(QRectF(pressed_, moved_).normalized().adjusted(0.5, 0.5, -0.5, -0.5));
        } else if (hover_ && gesture_ == Gesture::None) {
            if (const auto reading = readingAt(*hover_)) paintHover(*painter, *reading, hover_->y());
        }
    }
    if (keyboardFocus_) {
        painter->setPen({tokens().accent, 2});
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(sceneRect().adjusted(1, 1, -1, -1), metrics().controlRadius(),
                                 metrics().controlRadius());
    }
}

std::vector<LossChart::PlacedMark> LossChart::placedMarks() const {
    std::vector<PlacedMark> placed;
    if (isCompared() || isBlank()) return placed;
    const QFontMetricsF axis(axisFont());
    std::vector<MarkName> names;
    for (const Mark& mark : marks_) {
        const double x = std::round(pixelAt(data_.positionOfStep(mark.step, axis_))) + 0.5;
        if (x < rects_.upper.left() || x > rects_.upper.right()) continue;
        placed.push_back({x, markText(mark), {}});
        names.push_back({mark.key, x, axis.horizontalAdvance(placed.back().name), 0, -1});
    }
    const int rows =
        std::clamp(static_cast<int>(rects_.upper.height() * kShareForNames / axis.height()), 1, kMostNameRows);
    placeMarkNames(names, rects_.upper.left(), rects_.upper.right(), metrics().px(5), rows);
    for (size_t i = 0; i < names.size(); ++i)
        if (names[i].row >= 0)
            placed[i].where =
                QRectF(names[i].left, rects_.upper.top() + names[i].row * axis.height(), names[i].width, axis.height());
    return placed;
}

std::vector<QRectF> LossChart::markNames() const {
    std::vector<QRectF> names;
    for (const PlacedMark& mark : placedMarks())
        if (!mark.where.isEmpty()) names.push_back(mark.where);
    return names;
}

void LossChart::paintMarkLines(QPainter& painter, const std::vector<PlacedMark>& marks) const {
    for (const PlacedMark& mark : marks) paintUpright(painter, rects_, mark.x, {tokens().text2, 1});
}

void LossChart::paintMarkNames(QPainter& painter, const std::vector<PlacedMark>& marks) const {
    for (const PlacedMark& mark : marks)
        if (!mark.where.isEmpty())
            paintNamePlate(painter, mark.where, mark.name, tokens().text2, Qt::AlignLeft | Qt::AlignVCenter);
}

std::optional<double> LossChart::lostFrom() const {
    if (!lost_ || isCompared() || isBlank()) return std::nullopt;
    const double x = std::round(pixelAt(lost_->positionOfStep(opened_, axis_))) + 0.5;
    if (x < rects_.upper.left() || x > rects_.upper.right()) return std::nullopt;
    return x;
}

void LossChart::paintLost(QPainter& painter) const {
    if (!lost_ || isCompared()) return;
    const RowPositions positions = lost_->positions(axis_);
    const double from = std::max(xMinimum_, lost_->positionOfStep(opened_, axis_));
    const int pixels = static_cast<int>(pixelAt(xMaximum_) - pixelAt(from));
    if (pixels < 1) return;
    const PixelColumns columns = pixelColumns(positions, from, xMaximum_, pixels);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (size_t i = 0; i < curves_.size(); ++i) {
        const auto& terms = lost_->terms();
        const auto term = std::find(terms.begin(), terms.end(), data_.terms()[curves_[i].term]) - terms.begin();
        if (term == std::ssize(terms)) continue;
        const ChartLane& chart = lane(laneOfCurve_[i]);
        painter.setClipRect(chart.plot().adjusted(pixelAt(from) - chart.plot().left(), 0, 0, 0));
        const auto draw = [&](const QList<QPointF>& line, double width, double opacity) {
            QPolygonF drawn;
            for (const QPointF& point : line)
                if (!logarithmic_ || point.y() > 0) drawn.append({pixelAt(point.x()), yPixel(chart, point.y())});
            painter.setPen({withAlpha(curves_[i].colour(), opacity), width});
            painter.drawPolyline(drawn);
        };
        draw(minMaxLine(lost_->raw(static_cast<size_t>(term)), positions, columns), 1, kLost / 2);
        draw(meanLine(lost_->smooth(static_cast<size_t>(term)), positions, columns), 1.75, kLost);
    }
    painter.restore();
}

void LossChart::paintLostMark(QPainter& painter) const {
    const std::optional<double> x = lostFrom();
    if (!x) return;
    paintUpright(painter, rects_, *x, {tokens().warn, 1.5});
    const QString name = tr("opened: step %1").arg(QLocale().toString(static_cast<qlonglong>(opened_)));
    const QFontMetricsF letters(axisFont());
    const double width = std::ceil(letters.horizontalAdvance(name));
    QRectF where(*x - metrics().px(7) - width, rects_.upper.top(), width, letters.height());
    // Beyond the line where there is no room before it.
    if (where.left() < rects_.upper.left()) where.moveLeft(*x + metrics().px(7));
    paintNamePlate(painter, where, name, tokens().text, Qt::AlignCenter);
}

void LossChart::paintHeldOut(QPainter& painter, const std::vector<PlacedMark>& marks) const {
    for (size_t i = 0; i < curves_.size(); ++i) {
        const LossCurve& curve = curves_[i];
        if (!curve.rings) continue;
        const RowPositions positions = curve.heldOutPositions(axis_);
        const ChartLane& chart = lane(laneOfCurve_[i]);
        const QColor colour = curve.colour();
        double last = -1e9;
        for (int64_t row = 0; row < positions.count; ++row) {
            const double value = curve.heldOutAt(row);
            const double x = pixelAt(positions.at(row));
            const bool best = curve.isBest(row);
            if (!std::isfinite(value) || (logarithmic_ && value <= 0) || (!best && x - last < kRingSpacing)) continue;
            const QPointF at(x, yPixel(chart, value));
            // Whole, or not at all: half a ring at the edge says that it was cut.
            if (!chart.plot().adjusted(-1, -1, 1, 1).contains(at)) continue;
            // No text lies under a ring, and no ring shows half of itself beside a text.
            const QRectF around(at - QPointF(kDiamond, kDiamond), QSizeF(2 * kDiamond, 2 * kDiamond));
            if (std::any_of(marks.begin(), marks.end(),
                            [&](const PlacedMark& mark) { return mark.where.intersects(around); }))
                continue;
            if (best) {
                const double d = kDiamond;
                painter.setPen(Qt::NoPen);
                painter.setBrush(colour);
                painter.drawPolygon(
                    QPolygonF({at + QPointF(0, -d), at + QPointF(d, 0), at + QPointF(0, d), at + QPointF(-d, 0)}));
            } else {
                painter.setPen({colour, 1.5});
                painter.setBrush(tokens().well);
                painter.drawEllipse(at, kRing, kRing);
            }
            last = x;
        }
    }
}

QString LossChart::endHeading() const { return isCompared() || data_.rows() == 0 ? tr("held out") : tr("smoothed"); }

double LossChart::endValue(const LossCurve& curve) const {
    return isCompared() ? curve.data->newestHeldOut(curve.term) : curve.data->newest(curve.term);
}

double LossChart::yPixel(const ChartLane& lane, double value) const {
    return lane.pixelAt(logarithmic_ && value > 0 ? std::log10(value) : value);
}

QPointF LossChart::endOf(const LossCurve& curve, const ChartLane& lane) const {
    const RowPositions rows = curve.data->rows() > 0 ? curve.positions(axis_) : curve.heldOutPositions(axis_);
    return {rows.count > 0 ? pixelAt(rows.at(rows.count - 1)) : lane.plot().left(),
            std::clamp(yPixel(lane, curve.data->newest(curve.term)), lane.plot().top(), lane.plot().bottom())};
}

void LossChart::paintEndLabels(QPainter& painter) const {
    const QFontMetricsF note(noteFont());
    painter.setFont(noteFont());
    const double height = note.height(), left = rects_.upper.right() + metrics().px(10);
    painter.setPen(tokens().text2);
    painter.drawText(QRectF(left, rects_.upper.top() - metrics().px(4), width() - left, height),
                     Qt::AlignRight | Qt::AlignVCenter, endHeading());
    for (const LossLane which : {LossLane::Upper, LossLane::Lower}) {
        const ChartLane& chart = lane(which);
        std::vector<EndLabel> labels;
        for (size_t i = 0; i < curves_.size(); ++i)
            if (laneOfCurve_[i] == which && std::isfinite(curves_[i].data->newest(curves_[i].term)))
                labels.push_back({i, endOf(curves_[i], chart).y(), 0});
        // Beneath what the numbers are called.
        const double top = chart.plot().top() + (which == LossLane::Upper ? height - metrics().px(4) : 0);
        spreadLabels(labels, height, top, chart.plot().bottom());
        for (const EndLabel& label : labels) {
            const LossCurve& curve = curves_[label.term];
            const QRectF line(left, label.placed - height / 2, width() - left, height);
            const QString value = lossNumber(endValue(curve));
            painter.setPen(tokens().text);
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, value);
            const QColor colour = curve.colour();
            painter.setPen(colour);
            const double room = line.width() - note.horizontalAdvance(value) - metrics().px(6);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, note.elidedText(curve.name, Qt::ElideRight, room));
            const QPointF end = endOf(curve, chart);
            if (!isCompared() || end.x() > rects_.upper.right() - metrics().px(4)) continue;
            painter.setPen({withAlpha(colour, 0.7), 1, Qt::DotLine});
            painter.drawLine(QPointF(std::max(end.x(), chart.plot().left()) + kDiamond + 2, end.y()),
                             QPointF(rects_.upper.right() + metrics().px(4), end.y()));
        }
    }
}

}  // namespace zscape
