#pragma once

#include <QString>

class QAction;
class QWidget;

namespace zscape {

/// Why an action is off, kept with it: its tip in menus and buttons, and what the palette says in its key's place.
/// Empty: it is on.
void setReason(QAction* action, const QString& reason);
/// Empty of one that is on, and of one that was turned off without a word.
QString reasonOf(const QAction* action);

/// The same of a button or a list, which is turned on and off by it: the reason stands beneath its own tip.
void setReason(QWidget* widget, const QString& reason);
QString reasonOf(const QWidget* widget);

}  // namespace zscape
