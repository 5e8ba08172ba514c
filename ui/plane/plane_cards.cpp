#include "ui/plane/plane_cards.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"
#include "ui/widgets/rounded.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

void paintPicture(QPainter& painter, const QRectF& rect, const QImage& image) {
    const double radius = metrics().thumbnailRadius();
    if (!image.isNull()) return drawPicture(&painter, rect, image, false, radius);
    painter.setPen(QPen(tokens().rim, 1));
    painter.setBrush(tokens().well);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

}  // namespace

void paintFloatingGround(QPainter& painter, const QRectF& rect) {
    const QColor ground = tokens().dark ? mixed(tokens().panel, tokens().raised, 0.5) : tokens().panel;
    const QColor rim = tokens().dark ? tokens().raised : tokens().line;
    fillRounded(painter, rect, metrics().panelRadius(), withAlpha(ground, 0.95), rim);
}

QRectF placeOfCard(QSizeF size, QPointF at, double away, const QRectF& area, const std::vector<QRectF>& taken) {
    const auto inside = [&](double left, double top) {
        const double right = std::max(area.left(), area.right() - size.width());
        const double bottom = std::max(area.top(), area.bottom() - size.height());
        return QRectF(
            QPointF(std::round(std::clamp(left, area.left(), right)), std::round(std::clamp(top, area.top(), bottom))),
            size);
    };
    const double left = at.x() - away - size.width(), right = at.x() + away;
    const double above = at.y() - away - size.height(), below = at.y() + away;
    std::vector<double> lefts{left, right}, tops{above, below};
    if (left < area.left()) std::swap(lefts[0], lefts[1]);
    for (const QRectF& other : taken) {
        lefts.push_back(other.right() + away / 2);
        tops.push_back(other.top() - away / 2 - size.height());
    }
    QRectF best = inside(lefts[0], tops[0]);
    double least = -1;
    for (const double x : lefts) {
        for (const double y : tops) {
            const QRectF rect = inside(x, y);
            if (rect.contains(at)) continue;
            double covered = 0;
            for (const QRectF& other : taken) {
                const QRectF both = rect & other;
                covered += both.width() * both.height();
            }
            if (least >= 0 && covered >= least) continue;
            best = rect;
            least = covered;
        }
    }
    return best;
}

void paintHoverCard(QPainter& painter, const HoverCard& card, QPointF at, const QRectF& area,
                    const std::vector<QRectF>& floating) {
    const Metrics& m = metrics();
    const double side = m.px(84);
    const double padding = m.padding();
    const QFont note = noteFont();
    QFont name = note;
    name.setBold(true);
    const QFontMetricsF measure(note);
    const QFontMetricsF measureName(name);
    const double line = std::ceil(measure.height() * 1.15);
    const double width = 2 * padding + 2 * side + m.px(12);
    const double between = m.px(8);
    // Whatever is too long beside the other gets a line of its own.
    const double nameWidth = std::ceil(measureName.horizontalAdvance(card.name)),
                 noteWidth = std::ceil(measure.horizontalAdvance(card.note));
    const bool apart = !card.note.isEmpty() && nameWidth + between + noteWidth > width - 2 * padding;
    const QSizeF whole = card.whole.isNull() ? QSizeF()
                                             : QSizeF(card.whole.size())
                                                   .scaled(m.px(HoverCard::kWholeWidth), m.px(HoverCard::kWholeHeight),
                                                           Qt::KeepAspectRatio);
    const double beneath = card.whole.isNull() ? 0 : whole.height() + m.px(6);
    const double height =
        2 * padding + side + (apart ? 3 : 2) * line + m.px(6) + beneath + static_cast<double>(card.lines.size()) * line;

    const QRectF rect = placeOfCard({width, height}, at, m.px(14), area, floating);
    paintFloatingGround(painter, rect);
    const QRectF first(rect.left() + padding, rect.top() + padding, side, side);
    const QRectF second(first.right() + m.px(12), first.top(), side, side);
    paintPicture(painter, first, card.image);
    paintPicture(painter, second, card.decoded);
    painter.setFont(note);
    painter.setPen(tokens().text2);
    const double captions = first.bottom() + m.px(3);
    painter.drawText(QRectF(first.left(), captions, side, line), Qt::AlignCenter, QObject::tr("image"));
    painter.drawText(QRectF(second.left(), captions, side, line), Qt::AlignCenter, QObject::tr("decoded here"));

    if (!card.whole.isNull())
        drawPicture(&painter, QRectF(QPointF(first.left(), captions + line + m.px(3)), whole), card.whole, false,
                    m.thumbnailRadius());

    QRectF row(first.left(), captions + line + m.px(3) + beneath, width - 2 * padding, line);
    painter.setFont(name);
    painter.setPen(tokens().text);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     measureName.elidedText(card.name, Qt::ElideMiddle, row.width() + 1));
    if (apart) row.translate(0, line);
    painter.setFont(note);
    painter.setPen(tokens().text2);
    const int horizontal = apart ? Qt::AlignLeft : Qt::AlignRight;
    painter.drawText(row, horizontal | Qt::AlignVCenter,
                     measure.elidedText(card.note, Qt::ElideRight, row.width() + 1));
    row.translate(0, line);
    for (const HoverCard::Line& fact : card.lines) {
        const double taken = std::min(std::ceil(measure.horizontalAdvance(fact.name)), row.width() / 2);
        painter.setPen(tokens().text2);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                         measure.elidedText(fact.name, Qt::ElideRight, taken + 1));
        painter.setPen(tokens().text);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter,
                         measure.elidedText(fact.value, Qt::ElideRight, row.width() - taken - between));
        row.translate(0, line);
    }
}

QRectF paintChip(QPainter& painter, const QString& text, QPointF corner) {
    const Metrics& m = metrics();
    painter.setFont(noteFont());
    const double width = std::ceil(QFontMetricsF(noteFont()).horizontalAdvance(text)) + 2 * m.padding();
    const double height = m.px(kChipHeight);
    const QRectF rect(corner.x() - width, corner.y() - height, width, height);
    paintFloatingGround(painter, rect);
    painter.setPen(tokens().text2);
    painter.drawText(rect, Qt::AlignCenter, text);
    return rect;
}

void paintHint(QPainter& painter, const QString& text, const QRectF& area) {
    const Metrics& m = metrics();
    painter.setFont(bodyFont());
    const double width = std::ceil(QFontMetricsF(bodyFont()).horizontalAdvance(text)) + 2 * m.px(16);
    QRectF rect(0, 0, width, m.px(36));
    rect.moveCenter(area.center());
    rect.moveTopLeft({std::round(rect.left()), std::round(area.top() + area.height() * 0.12)});
    paintFloatingGround(painter, rect);
    painter.setPen(tokens().text);
    painter.drawText(rect, Qt::AlignCenter, text);
}

}  // namespace zscape
