#include "ui/widgets/action_reason.h"

#include <QAction>
#include <QWidget>

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

void setReason(QWidget* widget, const QString& reason) {
    const QString before = reasonOf(widget);
    QString tip = widget->toolTip();
    if (!before.isEmpty() && tip.endsWith(before)) tip.chop(before.size());
    if (tip.endsWith(QLatin1Char('\n'))) tip.chop(1);
    widget->setProperty(kReason, reason);
    widget->setToolTip(tip.isEmpty() || reason.isEmpty() ? tip + reason : tip + QLatin1Char('\n') + reason);
    widget->setEnabled(reason.isEmpty());
}

QString reasonOf(const QWidget* widget) { return widget->property(kReason).toString(); }

}  // namespace zscape
