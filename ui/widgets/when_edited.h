#pragma once

#include <QLineEdit>
#include <QObject>

namespace zscape {

/// Whether a widget, or one that it lies in, is hidden: also at the moment in which it is being hidden, when it still
/// is visible. Nothing is that was never shown.
inline bool isBeingHidden(const QWidget* widget) {
    if (!widget->window()->testAttribute(Qt::WA_WState_Created)) return false;
    while (widget && !widget->isHidden()) widget = widget->isWindow() ? nullptr : widget->parentWidget();
    return widget != nullptr;
}

/// Calls `take` when a text was entered: by Enter, or as the focus left. A line that is just being hidden says so too,
/// and so it does while the window around it is destroyed (QWidget's destructor closes it first), of which nothing may
/// be asked any more: then `take` is called afterwards, where `context` still is.
template <class Take>
void whenEdited(QLineEdit* line, QObject* context, Take take) {
    QObject::connect(line, &QLineEdit::editingFinished, context, [line, context, take] {
        if (!isBeingHidden(line)) take();
        else QMetaObject::invokeMethod(context, take, Qt::QueuedConnection);
    });
}

}  // namespace zscape
