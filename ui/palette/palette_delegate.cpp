#include "ui/palette/palette_delegate.h"

#include "ui/palette/palette_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/sparkline.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace zscape {

namespace {

// At 13 px.
constexpr int kRowHeight = 36, kHeadingHeight = 28, kRowInset = 8, kRowIconAt = 18, kRowTextAt = 50, kRowRight = 18,
              kRowBetween = 16;
constexpr int kRowCurveWidth = 58, kRowCurveHeight = 20, kRowDot = 10, kRowField = 118, kWideField = 196;

/// `text` from the left of `place` on, its `parts` bold in `found`; what has no room ends in dots.
/// \return the width that it took
int drawParts(QPainter& painter, const QRect& place, const QString& text, const std::vector<TextPart>& parts,
              const QFont& font, const QColor& ink, const QColor& found) {
    QFont bold = font;
    bold.setBold(true);
    struct Run {
        QString text;
        bool hit;
    };
    std::vector<Run> runs;
    qsizetype at = 0;
    for (const TextPart& part : parts) {
        if (part.from > at) runs.push_back({text.mid(at, part.from - at), false});
        runs.push_back({text.mid(part.from, part.length), true});
        at = part.from + part.length;
    }
    if (at < text.size()) runs.push_back({text.mid(at), false});
    int x = place.left();
    for (const Run& run : runs) {
        const QFont& used = run.hit ? bold : font;
        const QFontMetrics measure(used);
        const int room = place.right() + 1 - x, wanted = measure.horizontalAdvance(run.text);
        painter.setFont(used);
        painter.setPen(run.hit ? found : ink);
        const QString shown = wanted <= room ? run.text : measure.elidedText(run.text, Qt::ElideRight, room);
        painter.drawText(QRect(x, place.top(), std::max(0, room), place.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        x += std::min(wanted, room);
        if (wanted > room) break;
    }
    return x - place.left();
}

}  // namespace

PaletteDelegate::PaletteDelegate(PaletteModel* model, QObject* parent) : QStyledItemDelegate(parent), model_(model) {}

int PaletteDelegate::rowHeight() { return metrics().px(kRowHeight); }
int PaletteDelegate::headingHeight() { return metrics().px(kHeadingHeight); }

QRect PaletteDelegate::fieldIn(const QRect& row, bool wide) {
    const Metrics& m = metrics();
    const int width = m.px(wide ? kWideField : kRowField), height = m.control();
    return {row.right() + 1 - m.px(kRowRight) - width, row.top() + (row.height() - height) / 2, width, height};
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const int width = metrics().px(200);
    if (model_->isHeading(index.row())) return {width, headingHeight()};
    const auto more = taller_.find(model_->entry(index.row()).id);
    return {width, rowHeight() + (more != taller_.end() ? more->second : 0)};
}

bool PaletteDelegate::setTaller(std::map<QString, int> by) {
    if (taller_ == by) return false;
    taller_ = std::move(by);
    return true;
}

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    // One that is taller has its sentence beneath.
    const QRect row(option.rect.topLeft(), QSize(option.rect.width(), std::min(option.rect.height(), rowHeight())));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (model_->isHeading(index.row())) {
        painter->setFont(noteFont());
        painter->setPen(t.text2);
        painter->drawText(row.adjusted(m.px(kRowIconAt), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          model_->at(index.row()).heading);
        painter->restore();
        return;
    }
    const PaletteEntry& entry = model_->entry(index.row());
    const PaletteHit& hit = model_->at(index.row()).hit;
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const bool on = entry.reason.isEmpty(), chosen = view && view->currentIndex() == index;
    const QRect card = row.adjusted(m.px(kRowInset), 0, -m.px(kRowInset), 0);
    if (chosen || option.state & QStyle::State_MouseOver) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(chosen ? withAlpha(t.fill, t.dark ? 0.42 : 0.16) : withAlpha(t.text, 0.05));
        painter->drawRoundedRect(card, m.controlRadius(), m.controlRadius());
    }

    const QRect mark(row.left() + m.px(kRowIconAt), row.center().y() - m.icon() / 2 + 1, m.icon(), m.icon());
    if (entry.colour.isValid()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(entry.colour);
        painter->drawEllipse(QRectF(QPointF(mark.center()) + QPointF(0.5 - kRowDot / 2.0, 0.5 - kRowDot / 2.0),
                                    QSizeF(m.px(kRowDot), m.px(kRowDot))));
    } else {
        painter->drawPixmap(mark.topLeft(), entry.icon.pixmap(mark.size(), painter->device()->devicePixelRatioF(),
                                                              on ? QIcon::Normal : QIcon::Disabled));
    }

    QRect text(row.left() + m.px(kRowTextAt), row.top(), 0, row.height());
    text.setRight(row.right() - m.px(kRowRight));
    const auto atRight = [&](const QString& words, const QFont& font, const QColor& ink, int most) {
        if (words.isEmpty()) return;
        const QFontMetrics measure(font);
        const QString shown = measure.elidedText(words, Qt::ElideRight, most);
        painter->setFont(font);
        painter->setPen(ink);
        painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        text.setRight(text.right() - measure.horizontalAdvance(shown) - m.px(kRowBetween));
    };
    const int half = text.width() / 2;
    if (!on) {
        atRight(
            entry.reason, noteFont(), t.text3,
            std::max(half, text.width() - m.px(kRowBetween) - QFontMetrics(bodyFont()).horizontalAdvance(entry.name)));
    } else if (entry.setting) {
        text.setRight(fieldIn(row, true).left() - m.px(kRowBetween));
    } else {
        if (entry.curve.size() > 1) {
            const QRect place(text.right() + 1 - m.px(kRowCurveWidth), row.center().y() - m.px(kRowCurveHeight) / 2,
                              m.px(kRowCurveWidth), m.px(kRowCurveHeight));
            paintSparkline(*painter, place, entry.curve, entry.colour);
            text.setRight(place.left() - m.px(kRowBetween));
        }
        atRight(entry.figure, bodyFont(), t.text, half);
        atRight(!entry.key.isEmpty()               ? entry.key
                : chosen && entry.figure.isEmpty() ? tr("Return")
                                                   : QString(),
                axisFont(), chosen ? t.text : t.text2, half);
    }
    const int width =
        drawParts(*painter, text, entry.name, hit.name, bodyFont(), on ? t.text : t.text3, on ? t.accent : t.text3);
    text.setLeft(text.left() + width + m.px(kRowBetween - 2));
    if (text.width() > m.px(40))
        drawParts(*painter, text, entry.hint, hit.hint, noteFont(), on ? t.text2 : t.text3, on ? t.accent : t.text3);
    painter->restore();
}

}  // namespace zscape
