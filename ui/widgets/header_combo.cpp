#include "ui/widgets/header_combo.h"

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
    if (hasFocus()) QComboBox::wheelEvent(event);
    else event->ignore();
}

}  // namespace zscape
