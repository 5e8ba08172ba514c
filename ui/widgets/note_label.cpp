#include "ui/widgets/note_label.h"

#include "ui/theme/tokens.h"

#include <QLabel>

namespace zscape {

QLabel* noteLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(noteFont());
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextFormat(Qt::PlainText);
    return label;
}

}  // namespace zscape
