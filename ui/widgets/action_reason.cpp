#include "ui/widgets/action_reason.h"

#include <QAction>

namespace zscape {

namespace {
const char* const kReason = "zscapeReason";
}

void setReason(QAction* action, const QString& reason) {
    action->setProperty(kReason, reason);
    action->setToolTip(reason);
    action->setEnabled(reason.isEmpty());
}

QString reasonOf(const QAction* action) {
    return action->isEnabled() ? QString() : action->property(kReason).toString();
}

}  // namespace zscape
