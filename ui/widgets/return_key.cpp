#include "ui/widgets/return_key.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QToolButton>

namespace zscape {

bool pressByReturn(const QKeyEvent& event, QWidget* focused) {
    const bool plain = (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (!plain || event.isAutoRepeat() || (event.key() != Qt::Key_Return && event.key() != Qt::Key_Enter)) return false;
    auto* button = qobject_cast<QAbstractButton*>(focused);
    auto* tool = qobject_cast<QToolButton*>(focused);
    // Its menu has a loop of its own: not from inside of the key's event.
    if (tool && tool->menu()) QMetaObject::invokeMethod(tool, &QToolButton::showMenu, Qt::QueuedConnection);
    else if (button) button->click();
    return button != nullptr;
}

}  // namespace zscape
