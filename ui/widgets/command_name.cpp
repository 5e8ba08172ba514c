#include "ui/widgets/command_name.h"

#include <QObject>
#include <QVariant>

namespace zscape {

namespace {
const char* const kCommandName = "zscapeCommandName";
const char* const kCommandHint = "zscapeCommandHint";
const char* const kNoCommand = "zscapeNoCommand";
}  // namespace

void setCommandName(QObject* what, const QString& name) { what->setProperty(kCommandName, name); }
QString commandName(const QObject* what) { return what->property(kCommandName).toString(); }

void setCommandHint(QObject* what, const QString& hint) { what->setProperty(kCommandHint, hint); }
QString commandHint(const QObject* what) { return what->property(kCommandHint).toString(); }

void keepFromCommands(QObject* widget) { widget->setProperty(kNoCommand, true); }
bool isKeptFromCommands(const QObject* widget) { return widget->property(kNoCommand).toBool(); }

}  // namespace zscape
