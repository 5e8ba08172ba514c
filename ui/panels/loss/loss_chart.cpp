#include "ui/panels/loss/loss_chart.h"

#include "ui/theme/tokens.h"

#include <QEvent>
#include <QResizeEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {

namespace {

constexpr double kLowQuantile = 0.02;
constexpr double kHighQuantile = 0.97;

/// Far out of sight, but near enough for a rasteriser that counts in 1/64 pixels.
double heldNear(double y, double minimum, double maximum) {
    const double span = 20 * (maximum - minimum);
    return std::clamp(y, minimum - span, maximum + span);
}

}  // namespace

QString termName(const std::string& term) {
    QString name = QString::fromStdString(term);
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (name == QLatin1String("kl")) return QStringLiteral("KL");
    if (name == QLatin1String("kl pq")) return QStringLiteral("KL(P‖Q)");
    if (name == QLatin1String("ce qp")) return QStringLiteral("H(Q,P)");
    if (name == QLatin1String("ce pq")) return QStringLiteral("H(P,Q)");
    if (name == QLatin1String("tc")) return QStringLiteral("TC");
    if (name == QLatin1String("mmd")) return QStringLiteral("MMD");
    return name.startsWith(QLatin1String("kl ")) ? QStringLiteral("KL") + name.mid(2) : name;
}

LossChart::LossChart(const LossData& source, QWidget* parent) : QGraphicsView(parent), data_(source) {
    setScene(new QGraphicsScene(this));
    for (auto& lane : lanes_) lane = std::make_unique<ChartLane>(*scene());
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setInteractive(false);
    setAccessibleName(tr("Loss chart"));
    setMinimumSize(metrics().px(160), metrics().px(80));
    connect(&ThemeController::instance(), &ThemeController::changed, this, &LossChart::refresh);
}

LossChart::~LossChart() = default;

void LossChart::setAxis(LossAxis axis) {
    if (axis == axis_) return;
    axis_ = axis;
    fit();
}

void LossChart::setLogarithmic(bool logarithmic) {
    if (logarithmic == logarithmic_) return;
    logarithmic_ = logarithmic;
    const bool was = fitted();
    autoY_ = {true, true};
    refresh();
    viewChanged(was);
}

void LossChart::setIgnoreOutliers(bool ignore) {
    ignoreOutliers_ = ignore;
    refresh();
}

void LossChart::setMarks(std::vector<Mark> marks) {
    marks_ = std::move(marks);
    viewport()->update();
}

void LossChart::setPlanned(int64_t steps, double epochs) {
    plannedSteps_ = steps;
    plannedEpochs_ = epochs;
}

bool LossChart::fitted() const { return autoX_ && autoY_[0] && autoY_[1]; }

void LossChart::fit() {
    const bool was = fitted();
    autoX_ = true;
    autoY_ = {true, true};
    axisWidth_ = 0;
    refresh();
    viewChanged(was);
}

void LossChart::viewChanged(bool wasFitted) {
    if (wasFitted != fitted()) Q_EMIT fittedChanged(fitted());
}

double LossChart::dataEnd() const {
    double end = 0;
    if (const auto train = data_.positions(axis_); train.count > 0) end = train.at(train.count - 1);
    if (const auto heldOut = data_.heldOutPositions(axis_); heldOut.count > 0)
        end = std::max(end, heldOut.at(heldOut.count - 1));
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
    return QRectF(QPointF(left, m.px(2)), QPointF(std::max(right, left + 40), std::max(bottom, 40.0)));
}

void LossChart::layOut() {
    const QFontMetricsF axis(axisFont());
    const QFontMetricsF note(noteFont());
    double names = 0;
    for (const auto& term : data_.terms()) names = std::max(names, note.horizontalAdvance(termName(term)));
    // Fixed widths, so that nothing shifts when a number grows a digit.
    nameWidth_ = metrics().px(10) + std::min(names, width() * 0.22) + metrics().px(12) +
                 note.horizontalAdvance(QStringLiteral("00000"));
    axisWidth_ = std::max(axisWidth_, axis.horizontalAdvance(QStringLiteral("0000")) + metrics().px(6));
}

void LossChart::findYRange(ChartLane& lane, LossLane which) const {
    if (!autoY_[which == LossLane::Lower ? 1 : 0]) return;
    const RowPositions positions = data_.positions(axis_);
    const int64_t begin = positions.firstAtLeast(xMinimum_);
    const int64_t end = std::min(positions.count, positions.firstAtLeast(xMaximum_) + 1);
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](double value) {
        if (!std::isfinite(value) || (logarithmic_ && value <= 0)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (size_t term = 0; term < laneOfTerm_.size(); ++term) {
        if (laneOfTerm_[term] != which) continue;
        if (ignoreOutliers_) {
            if (const auto q = quantiles(data_.raw(term), begin, end, kLowQuantile, kHighQuantile); !q.empty) {
                include(q.low);
                include(q.high);
            }
        } else if (const Extent extent = data_.raw(term).over(begin, end); !extent.empty()) {
            include(static_cast<double>(extent.minimum));
            include(static_cast<double>(extent.maximum));
        }
        // The newest value is never cut off.
        if (end > begin && end == positions.count) include(data_.newest(term));
    }
    const double span = high - low;
    const RowPositions heldOut = data_.heldOutPositions(axis_);
    for (int64_t row = heldOut.firstAtLeast(xMinimum_); row < heldOut.count && heldOut.at(row) <= xMaximum_; ++row) {
        for (size_t term = 0; term < laneOfTerm_.size(); ++term) {
            if (laneOfTerm_[term] != which) continue;
            const double value = data_.heldOutAt(row, term);
            if (!ignoreOutliers_ || !std::isfinite(span) || (value > low - span && value < high + span)) include(value);
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
    const double margin = std::max((high - low) * 0.04, least);
    lane.setYRange(low - margin, high + margin);
}

void LossChart::drawLane(LossLane which, bool shown, const QRectF& plot, const PixelColumns& columns) {
    ChartLane& lane = *lanes_[which == LossLane::Lower ? 1 : 0];
    lane.setVisible(shown);
    if (!shown) {
        lane.setYTicks({});
        lane.setLines({});
        return;
    }
    findYRange(lane, which);
    lane.setXRange(xMinimum_, xMaximum_);
    const int most = std::max(2, static_cast<int>(plot.height()) / metrics().px(22));
    lane.setYTicks(logarithmic_ ? logarithmicTicks(lane.yMinimum(), lane.yMaximum(), most)
                                : linearTicks(lane.yMinimum(), lane.yMaximum(), most));
    lane.setPlot(sceneRect(), plot);
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
    const RowPositions positions = data_.positions(axis_);
    const RowPositions heldOutPositions = data_.heldOutPositions(axis_);
    std::map<size_t, ChartLane::Lines> lines;
    for (size_t term = 0; term < laneOfTerm_.size(); ++term) {
        if (laneOfTerm_[term] != which) continue;
        QList<QPointF> heldOut;
        const double pixel = (xMaximum_ - xMinimum_) / std::max(1, columns.count());
        for (int64_t row = 0; row < heldOutPositions.count; ++row) {
            const double x = heldOutPositions.at(row);
            // Epochs that share a pixel: one of them tells, but never the newest is left out.
            if (row + 1 < heldOutPositions.count && !heldOut.isEmpty() && x - heldOut.last().x() < pixel) continue;
            if (const double value = data_.heldOutAt(row, term); std::isfinite(value)) heldOut.append({x, value});
        }
        lines[term] = {placed(minMaxLine(data_.raw(term), positions, columns)),
                       placed(meanLine(data_.smooth(term), positions, columns)), placed(heldOut), isDecimated(columns),
                       tokens().lossColour(QString::fromStdString(data_.terms()[term]))};
    }
    lane.setLines(std::move(lines));
}

void LossChart::keepLabelsApart() {
    ChartLane &upper = *lanes_[0], &lower = *lanes_[1];
    std::vector<Tick> above = upper.yTicks(), below = lower.yTicks();
    if (above.empty() || below.empty() || above.size() + below.size() == 2) return;
    const double apart = lower.pixelAt(below.back().position) - upper.pixelAt(above.front().position);
    if (apart >= 1.25 * QFontMetricsF(axisFont()).height()) return;
    if (above.size() >= below.size()) {
        above.erase(above.begin());
        upper.setYTicks(std::move(above));
    } else {
        below.pop_back();
        lower.setYTicks(std::move(below));
    }
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
    const auto& terms = data_.terms();
    std::vector<double> values;
    values.reserve(terms.size());
    for (size_t term = 0; term < terms.size(); ++term) values.push_back(data_.newest(term));
    laneOfTerm_ = splitLanes(terms, values, laneOfTerm_);
    const bool withLower = std::count(laneOfTerm_.begin(), laneOfTerm_.end(), LossLane::Lower) > 0;
    findXRange();
    setSceneRect(QRectF(QPointF(0, 0), QSizeF(viewport()->size())));
    // A second time where the labels of the y axis turn out wider than any before; they never give room back by
    // themselves.
    for (int pass = 0; pass < 2; ++pass) {
        layOut();
        rects_ = layOutLanes(plots(), withLower, metrics().px(6));
        const int pixels = std::max(1, static_cast<int>(rects_.upper.width()));
        const PixelColumns columns = pixelColumns(data_.positions(axis_), xMinimum_, xMaximum_, pixels);
        const int most = std::max(2, pixels / metrics().px(56));
        xTicks_ =
            axis_ == LossAxis::Time ? timeTicks(xMinimum_, xMaximum_, most) : linearTicks(xMinimum_, xMaximum_, most);
        drawLane(LossLane::Upper, true, rects_.upper, columns);
        drawLane(LossLane::Lower, withLower, rects_.lower, columns);
        keepLabelsApart();
        if (!widenAxis()) break;
    }
    viewport()->update();
}

void LossChart::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    refresh();
}

void LossChart::changeEvent(QEvent* event) {
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::FontChange) refresh();
}

}  // namespace zscape
