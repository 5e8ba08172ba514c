#include "ui/widgets/live_number.h"

namespace zscape {

LiveNumber::LiveNumber(const QString& widest, QWidget* parent) : QLabel(parent), widest_(widest) {
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void LiveNumber::setWidest(const QString& widest) {
    widest_ = widest;
    updateGeometry();
}

QSize LiveNumber::sizeHint() const {
    const QSize own = QLabel::sizeHint();
    return {std::max(fontMetrics().horizontalAdvance(widest_) + 2, own.width()), own.height()};
}

}  // namespace zscape
