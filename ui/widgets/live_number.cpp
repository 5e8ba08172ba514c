#include "ui/widgets/live_number.h"

#include <QEvent>

namespace zscape {

LiveNumber::LiveNumber(const QString& widest, QWidget* parent) : QLabel(parent), widest_(widest) {
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setTextFormat(Qt::PlainText);
    fit();
}

void LiveNumber::setWidest(const QString& widest) {
    widest_ = widest;
    fit();
}

void LiveNumber::setText(const QString& text) {
    if (text == this->text()) return;
    QLabel::setText(text);
    fit();
}

void LiveNumber::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fit();
}

// Qt passes on no change of a widget whose size is fixed.
void LiveNumber::fit() { setFixedSize(sizeHint()); }

QSize LiveNumber::sizeHint() const {
    // A QLabel's own hint is never below its least width, which fit() sets.
    const QFontMetrics metrics = fontMetrics();
    return {std::max(metrics.horizontalAdvance(widest_), metrics.horizontalAdvance(text())) + 2, metrics.height()};
}

}  // namespace zscape
