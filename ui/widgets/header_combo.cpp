#include "ui/widgets/header_combo.h"

#include <QKeyEvent>
#include <QWheelEvent>

namespace zscape {

HeaderCombo::HeaderCombo(const QString& name, QWidget* parent, bool boxed) : QComboBox(parent) {
    setFrame(boxed);
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::TabFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
}

void HeaderCombo::wheelEvent(QWheelEvent* event) {
    if (hasFocus() && !onlyInList_) QComboBox::wheelEvent(event);
    else event->ignore();
}

void HeaderCombo::keyPressEvent(QKeyEvent* event) {
    if (!onlyInList_) return QComboBox::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_Space:
        case Qt::Key_Select:
        case Qt::Key_F4: showPopup(); return;
        default: event->ignore();  // a letter would choose what begins with it
    }
}

}  // namespace zscape
