#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace zscape::file_dialogs {

/// None of these blocks: `chosen` is called when a person has chosen, and not when they changed their mind.
/// The folder that was used last is remembered for each kind.
void folder(QWidget* parent, const QString& title, std::function<void(const QString&)> chosen);
void files(QWidget* parent, const QString& title, std::function<void(const QStringList&)> chosen);
void project(QWidget* parent, const QString& title, std::function<void(const QString&)> chosen);
/// The ending of what is typed decides among `filters`; a name with none of theirs gets that of the chosen one, and is
/// asked about where such a file is there already.
/// \param kind what the folder is remembered under
/// \param name proposed; its ending chooses the filter to begin with
/// \param filters "PNG picture (*.png)", one ending each
void save(QWidget* parent, const QString& title, const QString& kind, const QString& name, const QStringList& filters,
          std::function<void(const QString&)> chosen);

}  // namespace zscape::file_dialogs
