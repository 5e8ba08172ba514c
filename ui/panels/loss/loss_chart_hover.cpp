#include "ui/panels/loss/loss_chart.h"

#include "ui/theme/tokens.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

QString timeText(double seconds) {
    const auto whole = static_cast<int64_t>(seconds);
    if (whole < 60) return LossChart::tr("%1 s").arg(seconds, 0, 'f', 1);
    if (whole < 3600) return LossChart::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return LossChart::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

/// The card beside the pointer: a title, a line for each curve with its numbers in columns, notes below.
class HoverCard {
public:
    /// \param height of the chart: notes go first where it is low
    HoverCard(const LossReading& reading, double height) : reading_(reading), note_(noteFont()) {
        headings_ = {LossChart::tr("raw"), LossChart::tr("smoothed")};
        const bool withHeldOut = std::any_of(reading.rows.begin(), reading.rows.end(),
                                             [](const LossReading::Row& row) { return !row.heldOut.isEmpty(); });
        if (withHeldOut) headings_.append(LossChart::tr("held out"));
        const auto lines = static_cast<double>(reading.rows.size()) + 2;
        const double room = std::max(0.0, (height - 2 * pad_) / note_.height() - lines);
        notes_ = reading.notes.mid(0, static_cast<qsizetype>(room));
        double names = 0;
        for (const LossReading::Row& row : reading.rows) names = std::max(names, note_.horizontalAdvance(row.name));
        double width = names;
        for (const QString& heading : headings_) width += columnWidth(heading);
        for (const QString& text : QStringList{reading.title} + notes_)
            width = std::max(width, note_.horizontalAdvance(text));
        size_ = {width + 2 * pad_, note_.height() * (lines + static_cast<double>(notes_.size())) + 2 * pad_};
    }

    QSizeF size() const { return size_; }

    void paint(QPainter& painter, const QRectF& where) const {
        painter.setPen({tokens().line, 1});
        painter.setBrush(tokens().raised);
        painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), metrics().panelRadius(), metrics().panelRadius());
        painter.setFont(noteFont());
        QRectF line = where.adjusted(pad_, pad_, -pad_, -pad_);
        line.setHeight(note_.height());
        const auto next = [&] { line.translate(0, note_.height()); };
        write(painter, tokens().text, line, reading_.title);
        next();
        writeNumbers(painter, tokens().text2, line, headings_);
        for (const LossReading::Row& row : reading_.rows) {
            next();
            write(painter, row.colour, line, row.name);
            writeNumbers(painter, tokens().text, line, {row.raw, row.smoothed, row.heldOut});
        }
        for (const QString& text : notes_) {
            next();
            write(painter, tokens().text2, line, text);
        }
    }

private:
    double columnWidth(const QString& heading) const {
        return std::max(note_.horizontalAdvance(QStringLiteral("00000")), note_.horizontalAdvance(heading)) +
               metrics().px(10);
    }
    static void write(QPainter& painter, const QColor& colour, const QRectF& line, const QString& words,
                      Qt::Alignment side = Qt::AlignLeft) {
        painter.setPen(colour);
        painter.drawText(line, static_cast<int>(side | Qt::AlignVCenter), words);
    }
    void writeNumbers(QPainter& painter, const QColor& colour, QRectF line, const QStringList& values) const {
        for (qsizetype i = headings_.size(); i-- > 0; line.setRight(line.right() - columnWidth(headings_[i])))
            write(painter, colour, line, values[i], Qt::AlignRight);
    }

    const LossReading& reading_;
    QFontMetricsF note_;
    double pad_ = metrics().px(8);
    QStringList headings_, notes_;
    QSizeF size_;
};

}  // namespace

QString LossChart::titleAt(double x) const {
    const QLocale locale;
    const auto stepText = [&](double step) { return tr("step %1").arg(locale.toString(std::llround(step))); };
    const auto epochText = [&](double epoch) { return tr("epoch %1").arg(locale.toString(epoch, 'f', 1)); };
    if (isCompared())
        return axis_ == LossAxis::Step ? stepText(x) : axis_ == LossAxis::Epoch ? epochText(x) : timeText(x);
    const int64_t row = data_.positions(axis_).nearest(x);
    return tr("%1, %2, %3")
        .arg(stepText(data_.trainAt(row, RunMetrics::kStep)), epochText(data_.trainAt(row, RunMetrics::kEpoch)),
             timeText(data_.trainAt(row, RunMetrics::kSeconds)));
}

LossReading::Row LossChart::readingOf(size_t index, double x) const {
    const LossCurve& curve = curves_[index];
    LossReading::Row read{curve.name, lossNumber(std::nan("")), lossNumber(std::nan("")), {}, curve.colour(), -1};
    const RowPositions positions = curve.positions(axis_);
    const int64_t row = positions.nearest(x);
    // Where a run has ended it has no step; its last held-out value stands.
    if (row >= 0 && pixelAt(positions.at(row)) > pixelAt(x) - 2) {
        const auto smooth = static_cast<double>(curve.smooth().at(row));
        read.raw = lossNumber(static_cast<double>(curve.rawValues().at(row)));
        read.smoothed = lossNumber(smooth);
        read.y = yPixel(lane(laneOfCurve_[index]), smooth);
    }
    const RowPositions heldOut = curve.heldOutPositions(LossAxis::Step);
    const double step = row >= 0 ? curve.data->trainAt(row, RunMetrics::kStep) : x;
    if (const int64_t epoch = heldOut.firstAtLeast(step + 0.5) - 1; epoch >= 0)
        read.heldOut = lossNumber(curve.heldOutAt(epoch));
    return read;
}

std::optional<LossReading> LossChart::readingAt(QPointF pointer) const {
    if (isBlank() || !(rects_.upper.contains(pointer) || rects_.lower.contains(pointer))) return {};
    double x = xAt(pointer.x());
    LossReading reading;
    if (!isCompared()) {
        const RowPositions positions = data_.positions(axis_);
        if (positions.count == 0) return {};
        x = positions.at(positions.nearest(x));
    }
    reading.x = pixelAt(x);
    if (reading.x < rects_.upper.left() - 1 || reading.x > rects_.upper.right() + 1) return {};
    reading.title = titleAt(x);
    for (size_t i = 0; i < curves_.size(); ++i) reading.rows.push_back(readingOf(i, x));
    if (isCompared()) return reading;
    const double step = data_.trainAt(data_.positions(axis_).nearest(x), RunMetrics::kStep);
    if (const int64_t epoch = data_.heldOutPositions(LossAxis::Step).firstAtLeast(step + 0.5) - 1; epoch >= 0)
        reading.notes.append(tr("held out: after epoch %1").arg(QLocale().toString(data_.heldOutEpoch(epoch), 'g', 6)));
    for (const Mark& mark : marks_)
        if (std::abs(pixelAt(data_.positionOfStep(mark.step, axis_)) - pointer.x()) <= metrics().px(3))
            reading.notes.append(
                tr("%1 after step %2").arg(markText(mark), QLocale().toString(static_cast<qlonglong>(mark.step))));
    return reading;
}

void LossChart::paintHover(QPainter& painter, const LossReading& reading, double pointerY) const {
    const double bottom = rects_.lower.isEmpty() ? rects_.upper.bottom() : rects_.lower.bottom();
    const double line = std::round(reading.x) + 0.5;
    painter.setPen({tokens().edge, 1});
    painter.drawLine(QPointF(line, rects_.upper.top()), QPointF(line, bottom));
    for (size_t i = 0; i < reading.rows.size(); ++i) {
        const QPointF at(reading.x, reading.rows[i].y);
        if (!lane(laneOfCurve_[i]).plot().contains(at)) continue;
        painter.setPen({tokens().panel, 1.5});
        painter.setBrush(reading.rows[i].colour);
        painter.drawEllipse(at, 3.5, 3.5);
    }
    const HoverCard card(reading, height());
    QRectF where(QPointF(reading.x + metrics().px(12), 0), card.size());
    where.moveTop(std::clamp(pointerY - where.height() / 2, 0.0, std::max(0.0, height() - where.height())));
    if (where.right() > width()) where.moveRight(reading.x - metrics().px(12));
    if (where.left() < 0) where.moveLeft(0);
    card.paint(painter, where);
}

}  // namespace zscape
