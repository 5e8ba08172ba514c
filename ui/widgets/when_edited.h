#pragma once

#include <QLineEdit>
#include <QObject>

namespace zscape {

/// Calls `take` when a text was entered: by Enter, or as the focus left. A line that is just being hidden says so too,
/// and so it does while the window around it is destroyed, of which nothing may be asked any more: then `take` is
/// called afterwards, where `context` still is.
template <class Take>
void whenEdited(QLineEdit* line, QObject* context, Take take) {
    QObject::connect(line, &QLineEdit::editingFinished, context, [line, context, take] {
        const bool isHidden = !line->isVisible() && line->testAttribute(Qt::WA_WState_Created);
        if (!isHidden) take();
        else QMetaObject::invokeMethod(context, take, Qt::QueuedConnection);
    });
}

}  // namespace zscape
