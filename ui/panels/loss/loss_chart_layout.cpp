#include "ui/panels/loss/loss_chart.h"

#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace zscape {

namespace {

constexpr double kLeastLane = 2.5;  // lines of its labels
constexpr double kRingRoom = 6.5;   // pixels that a ring or diamond needs around it
constexpr double kLowQuantile = 0.02;
constexpr double kHighQuantile = 0.97;

/// Far out of sight, but near enough for a rasteriser that counts in 1/64 pixels.
double heldNear(double y, double minimum, double maximum) {
    const double span = 20 * (maximum - minimum);
    return std::clamp(y, minimum - span, maximum + span);
}

}  // namespace

double LossChart::dataEnd() const {
    double end = 0;
    for (const LossCurve& curve : curves_) {
        if (const auto train = curve.positions(axis_); train.count > 0) end = std::max(end, train.at(train.count - 1));
        if (const auto heldOut = curve.heldOutPositions(axis_); heldOut.count > 0)
            end = std::max(end, heldOut.at(heldOut.count - 1));
    }
    if (lost_ && !compared_)
        if (const auto rows = lost_->positions(axis_); rows.count > 0) end = std::max(end, rows.at(rows.count - 1));
    return end;
}

void LossChart::findXRange() {
    if (!autoX_) return;
    xMinimum_ = 0;
    xMaximum_ = axisEnd(dataEnd(), axis_ == LossAxis::Step    ? static_cast<double>(plannedSteps_)
                                   : axis_ == LossAxis::Epoch ? plannedEpochs_
                                                              : 0);
}

QRectF LossChart::plots() const {
    const Metrics& m = metrics();
    const QFontMetricsF axis(axisFont());
    // Whole pixels: a pixel column of rows must be a column of pixels.
    const double left = std::ceil(axisWidth_);
    const double bottom = std::floor(height() - axis.height() - m.px(4));
    const double right = std::floor(width() - nameWidth_);
    // A ring at the upper edge is whole.
    return QRectF(QPointF(left, m.px(6)), QPointF(std::max(right, left + 40), std::max(bottom, 40.0)));
}

void LossChart::layOut() {
    const QFontMetricsF axis(axisFont());
    const QFontMetricsF note(noteFont());
    double names = 0;
    for (const LossCurve& curve : curves_) names = std::max(names, note.horizontalAdvance(curve.name));
    // Fixed widths, so that nothing shifts when a number grows a digit.
    nameWidth_ = metrics().px(10) + std::min(names, width() * 0.22) + metrics().px(12) +
                 note.horizontalAdvance(QStringLiteral("00000"));
    axisWidth_ = std::max(axisWidth_, axis.horizontalAdvance(QStringLiteral("0000")) + metrics().px(6));
}

void LossChart::findYRange(ChartLane& lane, LossLane which, double height) const {
    if (!autoY_[which == LossLane::Lower ? 1 : 0]) return;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](double value) {
        if (!std::isfinite(value) || (logarithmic_ && value <= 0)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (size_t i = 0; i < curves_.size(); ++i) {
        if (laneOfCurve_[i] != which) continue;
        const LossCurve& curve = curves_[i];
        const RowPositions positions = curve.positions(axis_);
        const int64_t begin = positions.firstAtLeast(xMinimum_);
        const int64_t end = std::min(positions.count, positions.firstAtLeast(xMaximum_) + 1);
        const MinMaxPyramid& values = curve.raw ? curve.rawValues() : curve.smooth();
        if (ignoreOutliers_) {
            if (const auto q = quantiles(values, begin, end, kLowQuantile, kHighQuantile); !q.empty) {
                include(q.low);
                include(q.high);
            }
        } else if (const Extent extent = values.over(begin, end); !extent.empty()) {
            include(static_cast<double>(extent.minimum));
            include(static_cast<double>(extent.maximum));
        }
        // The newest value is never cut off.
        if (end > begin && end == positions.count) include(curve.data->newest(curve.term));
    }
    const double span = high - low;
    const double from = low - span, to = high + span;
    for (size_t i = 0; i < curves_.size(); ++i) {
        if (laneOfCurve_[i] != which) continue;
        const RowPositions heldOut = curves_[i].heldOutPositions(axis_);
        for (int64_t row = heldOut.firstAtLeast(xMinimum_); row < heldOut.count && heldOut.at(row) <= xMaximum_;
             ++row) {
            const double value = curves_[i].heldOutAt(row);
            if (!ignoreOutliers_ || !std::isfinite(span) || (value > from && value < to)) include(value);
        }
    }
    if (!(high >= low)) {
        low = logarithmic_ ? 0.1 : 0;
        high = 1;
    }
    if (logarithmic_) {
        low = std::log10(low);
        high = std::log10(high);
    }
    const double least = logarithmic_ ? 1e-3 : std::max(1e-6, std::abs(high) * 1e-3);
    const double ofRings = (high - low) * kRingRoom / std::max(1.0, height - 2 * kRingRoom);
    const double margin = std::max({(high - low) * 0.04, least, ofRings});
    lane.setYRange(low - margin, high + margin);
}

double LossChart::labelInset() const { return 0.625 * QFontMetricsF(axisFont()).height() - metrics().px(3); }

void LossChart::drawLane(LossLane which, const QRectF& plot) {
    ChartLane& lane = *lanes_[which == LossLane::Lower ? 1 : 0];
    lane.setVisible(!plot.isEmpty());
    if (plot.isEmpty()) {
        lane.setYTicks({});
        lane.setLines({});
        return;
    }
    findYRange(lane, which, plot.height());
    lane.setXRange(xMinimum_, xMaximum_);
    lane.setPlot(sceneRect(), plot);
    const int most = std::max(2, static_cast<int>(plot.height()) / metrics().px(22));
    const double lowest = lane.yAt(plot.bottom() - labelInset()), highest = lane.yAt(plot.top() + labelInset());
    lane.setYTicks(logarithmic_ ? logarithmicTicks(lowest, highest, most) : linearTicks(lowest, highest, most));
    const auto placed = [&](const QList<QPointF>& line) {
        QList<QPointF> out;
        out.reserve(line.size());
        for (const QPointF& point : line) {
            if (logarithmic_ && point.y() <= 0) continue;
            out.append({point.x(),
                        heldNear(logarithmic_ ? std::log10(point.y()) : point.y(), lane.yMinimum(), lane.yMaximum())});
        }
        return out;
    };
    const int pixels = std::max(1, static_cast<int>(plot.width()));
    const double pixel = (xMaximum_ - xMinimum_) / pixels;
    const LossData* cut = nullptr;  // the terms of a run share their rows
    PixelColumns columns;
    std::map<size_t, ChartLane::Lines> lines;
    for (size_t i = 0; i < curves_.size(); ++i) {
        if (laneOfCurve_[i] != which) continue;
        const LossCurve& curve = curves_[i];
        const RowPositions positions = curve.positions(axis_);
        if (std::exchange(cut, curve.data) != curve.data)
            columns = pixelColumns(positions, xMinimum_, xMaximum_, pixels);
        const RowPositions heldOutPositions = curve.heldOutPositions(axis_);
        QList<QPointF> heldOut;
        for (int64_t row = 0; row < heldOutPositions.count; ++row) {
            const double x = heldOutPositions.at(row);
            // Epochs that share a pixel: one of them tells, but never the newest is left out.
            if (row + 1 < heldOutPositions.count && !heldOut.isEmpty() && x - heldOut.last().x() < pixel) continue;
            if (const double value = curve.heldOutAt(row); std::isfinite(value)) heldOut.append({x, value});
        }
        lines[i] = {curve.raw ? placed(minMaxLine(curve.rawValues(), positions, columns)) : QList<QPointF>(),
                    placed(meanLine(curve.smooth(), positions, columns)), placed(heldOut), isDecimated(columns),
                    curve.colour()};
    }
    lane.setLines(std::move(lines));
}

bool LossChart::widenAxis() {
    const QFontMetricsF axis(axisFont());
    double widest = axisWidth_;
    for (const auto& lane : lanes_) {
        for (const Tick& tick : lane->yTicks())
            widest = std::max(widest, axis.horizontalAdvance(tick.label) + metrics().px(6));
    }
    return std::exchange(axisWidth_, widest) != widest;
}

void LossChart::refresh() {
    curves_ = compared_ ? *compared_ : termsOfSource();
    const auto& terms = data_.terms();
    std::vector<double> values;
    values.reserve(terms.size());
    for (size_t term = 0; term < terms.size(); ++term) values.push_back(data_.newest(term));
    split_ = splitLanes(terms, values, split_);
    const bool withLower = !compared_ && std::count(split_.begin(), split_.end(), LossLane::Lower) > 0;
    findXRange();
    setSceneRect(QRectF(QPointF(0, 0), QSizeF(viewport()->size())));
    // A second time where the labels of the y axis turn out wider than any before; they never give room back by
    // themselves.
    for (int pass = 0; pass < 2; ++pass) {
        layOut();
        rects_ = layOutLanes(plots(), withLower, metrics().px(6), kLeastLane * QFontMetricsF(axisFont()).height());
        laneOfCurve_ = rects_.lower.isEmpty() ? std::vector<LossLane>(curves_.size(), LossLane::Upper) : split_;
        const int most = std::max(2, static_cast<int>(rects_.upper.width()) / metrics().px(56));
        xTicks_ =
            axis_ == LossAxis::Time ? timeTicks(xMinimum_, xMaximum_, most) : linearTicks(xMinimum_, xMaximum_, most);
        drawLane(LossLane::Upper, rects_.upper);
        drawLane(LossLane::Lower, rects_.lower);
        if (!widenAxis()) break;
    }
    viewport()->update();
}

}  // namespace zscape
