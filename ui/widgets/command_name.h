#pragma once

#include <QString>

class QObject;

namespace zscape {

/// What a button or an action is called among the commands of the palette, where nothing around it says of what it is;
/// without one its own name serves.
void setCommandName(QObject* what, const QString& name);
/// Empty: none was set.
QString commandName(const QObject* what);

/// What stands beside the name there: "epoch 11"; without it, where it is to be found.
void setCommandHint(QObject* what, const QString& hint);
QString commandHint(const QObject* what);

/// Of an item of a combo box: what choosing it is called among the commands; without it "Horizontal axis: Step".
inline constexpr int kCommandRole = 0x0100 + 40;  // above Qt::UserRole

/// A widget that is no command of its own, with all that lies in it: the palette finds by other names what it does.
void keepFromCommands(QObject* widget);
bool isKeptFromCommands(const QObject* widget);

}  // namespace zscape
