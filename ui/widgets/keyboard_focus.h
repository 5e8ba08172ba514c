#pragma once

#include <QFocusEvent>

namespace zscape {

/// Whether focus came by Tab: only then its ring is drawn.
inline bool isByKeyboard(const QFocusEvent& event) {
    return event.reason() == Qt::TabFocusReason || event.reason() == Qt::BacktabFocusReason;
}

}  // namespace zscape
