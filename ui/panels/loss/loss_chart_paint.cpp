#include "ui/panels/loss/loss_chart.h"

#include "ui/theme/tokens.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kRing = 3.5;
constexpr double kDiamond = 5.5;
constexpr double kRingSpacing = 9;

QString markText(const Mark& mark) {
    QString name = QString::fromStdString(mark.key);
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (mark.key == "beta") name = QStringLiteral("β");
    return name + QLatin1Char(' ') + QString::number(mark.value, 'g', 4);
}

QString timeText(double seconds) {
    const auto whole = static_cast<int64_t>(seconds);
    if (whole < 60) return LossChart::tr("%1 s").arg(seconds, 0, 'f', 1);
    if (whole < 3600) return LossChart::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return LossChart::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

}  // namespace

void LossChart::drawBackground(QPainter* painter, const QRectF& rect) {
    QGraphicsView::drawBackground(painter, rect);
    if (data_.empty()) return;
    for (const auto& chart : lanes_) {
        if (chart->isVisible()) chart->paintBeneath(*painter);
    }
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
    if (data_.empty()) {
        painter->setFont(noteFont());
        painter->setPen(tokens().text2);
        painter->drawText(sceneRect(), Qt::AlignCenter | Qt::TextWordWrap,
                          tr("The losses of every step appear here while a model trains."));
    } else {
        paintMarks(*painter);
        paintHeldOut(*painter);
        paintEndLabels(*painter);
        if (gesture_ == Gesture::Box) {
            painter->setPen({tokens().accent, 1});
            painter->setBrush(withAlpha(tokens().accent, 0.12));
            painter->drawRect(QRectF(pressed_, moved_).normalized().adjusted(0.5, 0.5, -0.5, -0.5));
        } else if (hover_ && gesture_ == Gesture::None) {
            paintHover(*painter, *hover_);
        }
    }
    if (keyboardFocus_) {
        painter->setPen({tokens().accent, 2});
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(sceneRect().adjusted(1, 1, -1, -1), metrics().controlRadius(),
                                 metrics().controlRadius());
    }
}

void LossChart::paintMarks(QPainter& painter) const {
    const QFontMetricsF note(axisFont());
    painter.setFont(axisFont());
    double free = rects_.upper.left();
    for (const Mark& mark : marks_) {
        const double x = std::round(pixelAt(data_.positionOfStep(mark.step, axis_))) + 0.5;
        if (x < rects_.upper.left() || x > rects_.upper.right()) continue;
        QPen dashed(tokens().text2, 1, Qt::DashLine);
        dashed.setDashPattern({4, 3});
        painter.setPen(dashed);
        painter.drawLine(QPointF(x, rects_.upper.top()), QPointF(x, rects_.upper.bottom()));
        if (!rects_.lower.isEmpty())
            painter.drawLine(QPointF(x, rects_.lower.top()), QPointF(x, rects_.lower.bottom()));
        const QString text = markText(mark);
        const double width = note.horizontalAdvance(text);
        double left = x + metrics().px(5);
        // The gutter beside the plot is empty at the top, where the lines do not end.
        if (left + width > this->width()) left = x - metrics().px(5) - width;
        // A label that would cover the one before is left out; the card under the pointer still has the values.
        if (left < free) continue;
        free = left + width + metrics().px(8);
        painter.setPen(tokens().text2);
        painter.drawText(QPointF(left, rects_.upper.top() + note.ascent()), text);
    }
}

void LossChart::paintHeldOut(QPainter& painter) const {
    const RowPositions positions = data_.heldOutPositions(axis_);
    for (size_t term = 0; term < laneOfTerm_.size(); ++term) {
        // Wireframe: the total's and the lower lane's have rings; a crowd of rings in one lane says nothing more.
        if (term < data_.terms().size() && data_.terms()[term] == "reconstruction") continue;
        const ChartLane& chart = lane(laneOfTerm_[term]);
        const QColor colour = tokens().lossColour(QString::fromStdString(data_.terms()[term]));
        painter.save();
        painter.setClipRect(chart.plot().adjusted(-kRing - 1, 0, kRing + 1, 0));
        double last = -1e9;
        for (int64_t row = 0; row < positions.count; ++row) {
            const double value = data_.heldOutAt(row, term);
            const double x = pixelAt(positions.at(row));
            const bool best = term == 0 && row == data_.bestHeldOutRow();
            if (!std::isfinite(value) || (logarithmic_ && value <= 0) || (!best && x - last < kRingSpacing)) continue;
            const QPointF at(x, chart.pixelAt(logarithmic_ ? std::log10(value) : value));
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
        painter.restore();
    }
}

void LossChart::paintEndLabels(QPainter& painter) const {
    const QFontMetricsF note(noteFont());
    painter.setFont(noteFont());
    const double height = note.height();
    for (const LossLane which : {LossLane::Upper, LossLane::Lower}) {
        const ChartLane& chart = lane(which);
        std::vector<EndLabel> labels;
        for (size_t term = 0; term < laneOfTerm_.size(); ++term) {
            const double value = data_.newest(term);
            if (laneOfTerm_[term] != which || !std::isfinite(value)) continue;
            const double y = chart.pixelAt(logarithmic_ && value > 0 ? std::log10(value) : value);
            labels.push_back({term, std::clamp(y, chart.plot().top(), chart.plot().bottom()), 0});
        }
        spreadLabels(labels, height, chart.plot().top(), chart.plot().bottom());
        for (const EndLabel& label : labels) {
            const std::string& term = data_.terms()[label.term];
            const double left = rects_.upper.right() + metrics().px(10);
            const QRectF line(left, label.placed - height / 2, width() - left, height);
            painter.setPen(tokens().text);
            const QString value = lossNumber(data_.newest(label.term));
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, value);
            painter.setPen(tokens().lossColour(QString::fromStdString(term)));
            const double room = line.width() - note.horizontalAdvance(value) - metrics().px(6);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                             note.elidedText(termName(term), Qt::ElideRight, room));
        }
    }
}

void LossChart::paintHover(QPainter& painter, QPointF pointer) const {
    const bool inside = rects_.upper.contains(pointer) || rects_.lower.contains(pointer);
    const RowPositions positions = data_.positions(axis_);
    if (!inside || positions.count == 0) return;
    const int64_t row = positions.nearest(xAt(pointer.x()));
    const double x = pixelAt(positions.at(row));
    if (x < rects_.upper.left() - 1 || x > rects_.upper.right() + 1) return;
    const double bottom = rects_.lower.isEmpty() ? rects_.upper.bottom() : rects_.lower.bottom();
    painter.setPen({tokens().edge, 1});
    painter.drawLine(QPointF(std::round(x) + 0.5, rects_.upper.top()), QPointF(std::round(x) + 0.5, bottom));

    // The held-out values are those of the last epoch that had ended.
    const RowPositions heldOut = data_.heldOutPositions(LossAxis::Step);
    const int64_t epochRow = heldOut.firstAtLeast(data_.trainAt(row, RunMetrics::kStep) + 0.5) - 1;

    struct Row {
        QString name, train, heldOut;
        QColor colour;
    };
    std::vector<Row> rows;
    for (size_t term = 0; term < data_.terms().size(); ++term) {
        const double smooth = static_cast<double>(data_.smooth(term).at(row));
        const QColor colour = tokens().lossColour(QString::fromStdString(data_.terms()[term]));
        rows.push_back({termName(data_.terms()[term]), lossNumber(smooth),
                        epochRow >= 0 ? lossNumber(data_.heldOutAt(epochRow, term)) : QString(), colour});
        const ChartLane& chart = lane(laneOfTerm_[term]);
        const QPointF at(x, chart.pixelAt(logarithmic_ && smooth > 0 ? std::log10(smooth) : smooth));
        if (chart.plot().contains(at)) {
            painter.setPen({tokens().panel, 1.5});
            painter.setBrush(colour);
            painter.drawEllipse(at, 3.5, 3.5);
        }
    }
    const QLocale locale;
    const QString title = tr("step %1, epoch %2, %3")
                              .arg(locale.toString(static_cast<qlonglong>(data_.trainAt(row, RunMetrics::kStep))),
                                   locale.toString(data_.trainAt(row, RunMetrics::kEpoch), 'f', 1),
                                   timeText(data_.trainAt(row, RunMetrics::kSeconds)));
    const QFontMetricsF note(noteFont());
    double names = 0;
    for (const Row& shown : rows) names = std::max(names, note.horizontalAdvance(shown.name));
    const double number =
        std::max(note.horizontalAdvance(QStringLiteral("00000")), note.horizontalAdvance(tr("held-out"))) +
        metrics().px(8);
    const double line = note.height();
    const double pad = metrics().px(8);
    const bool withHeldOut = epochRow >= 0;
    const double contents = std::max(note.horizontalAdvance(title), names + number * (withHeldOut ? 2 : 1));
    QRectF card(0, 0, contents + 2 * pad, line * (static_cast<double>(rows.size()) + 2) + 2 * pad);
    card.moveTopLeft({x + metrics().px(12),
                      std::clamp(pointer.y() - card.height() / 2, 0.0, std::max(0.0, height() - card.height()))});
    if (card.right() > width()) card.moveRight(x - metrics().px(12));
    if (card.left() < 0) card.moveLeft(0);
    painter.setPen({tokens().line, 1});
    painter.setBrush(tokens().raised);
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), metrics().panelRadius(), metrics().panelRadius());
    painter.setFont(noteFont());
    QRectF text = card.adjusted(pad, pad, -pad, -pad);
    text.setHeight(line);
    const auto write = [&](const QColor& colour, int flags, const QRectF& where, const QString& words) {
        painter.setPen(colour);
        painter.drawText(where, flags | Qt::AlignVCenter, words);
    };
    const auto columnsOf = [&](const QRectF& whole) { return whole.adjusted(0, 0, withHeldOut ? -number : 0, 0); };
    write(tokens().text, Qt::AlignLeft, text, title);
    text.translate(0, line);
    write(tokens().text2, Qt::AlignRight, columnsOf(text), tr("train"));
    if (withHeldOut) write(tokens().text2, Qt::AlignRight, text, tr("held-out"));
    for (const Row& shown : rows) {
        text.translate(0, line);
        write(shown.colour, Qt::AlignLeft, text, shown.name);
        write(tokens().text, Qt::AlignRight, columnsOf(text), shown.train);
        if (withHeldOut) write(tokens().text, Qt::AlignRight, text, shown.heldOut);
    }
}

}  // namespace zscape
