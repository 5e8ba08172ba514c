#include "ui/shell/drop_note.h"

#include "ui/theme/tokens.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace zscape {

DropNote::DropNote(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropNote::say(const QString& sentence, bool does) {
    sentence_ = sentence;
    does_ = does;
    setVisible(!sentence.isEmpty());
    if (sentence.isEmpty()) return;
    const Metrics& m = metrics();
    const QFontMetrics measure(bodyFont());
    const int most = std::min(parentWidget()->width() - 2 * m.px(24), m.px(560));
    const QRect text = measure.boundingRect(QRect(0, 0, most - 2 * m.px(16), 1000), Qt::TextWordWrap, sentence);
    const QSize size(text.width() + 2 * m.px(16) + 2, text.height() + 2 * m.px(10));
    setGeometry((parentWidget()->width() - size.width()) / 2, parentWidget()->height() - size.height() - m.px(56),
                size.width(), size.height());
    setAccessibleName(sentence);
    raise();
    update();
}

void DropNote::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(does_ ? t.accent : t.warn, 2));
    painter.setBrush(mixed(t.panel, does_ ? t.accent : t.warn, 0.12));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics().dropRadius(), metrics().dropRadius());
    painter.setPen(t.text);
    painter.setFont(bodyFont());
    painter.drawText(rect().adjusted(metrics().px(16), 0, -metrics().px(16), 0), Qt::AlignCenter | Qt::TextWordWrap,
                     sentence_);
}

}  // namespace zscape
