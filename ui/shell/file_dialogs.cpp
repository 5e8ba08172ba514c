#include "ui/shell/file_dialogs.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>

namespace zscape::file_dialogs {

namespace {

QString lastFolder(const QString& kind) {
    QString folder = QSettings().value(QStringLiteral("folders/") + kind).toString();
    if (!folder.isEmpty() && QFileInfo(folder).isDir()) return folder;
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return QFileInfo(pictures).isDir() ? pictures : QDir::homePath();
}

QFileDialog* make(QWidget* parent, const QString& title, const QString& kind) {
    auto* dialog = new QFileDialog(parent, title, lastFolder(kind));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::accepted, dialog, [dialog, kind] {
        QSettings().setValue(QStringLiteral("folders/") + kind, dialog->directory().absolutePath());
    });
    return dialog;
}

}  // namespace

void folder(QWidget* parent, const QString& title, std::function<void(const QString&)> chosen) {
    QFileDialog* dialog = make(parent, title, QStringLiteral("images"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly, false);
    QObject::connect(dialog, &QFileDialog::accepted, parent,
                     [dialog, chosen = std::move(chosen)] { chosen(dialog->selectedFiles().value(0)); });
    dialog->open();
}

void files(QWidget* parent, const QString& title, std::function<void(const QStringList&)> chosen) {
    QFileDialog* dialog = make(parent, title, QStringLiteral("images"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::accepted, parent,
                     [dialog, chosen = std::move(chosen)] { chosen(dialog->selectedFiles()); });
    dialog->open();
}

void project(QWidget* parent, const QString& title, std::function<void(const QString&)> chosen) {
    QFileDialog* dialog = make(parent, title, QStringLiteral("projects"));
    dialog->setFileMode(QFileDialog::Directory);
    QObject::connect(dialog, &QFileDialog::accepted, parent,
                     [dialog, chosen = std::move(chosen)] { chosen(dialog->selectedFiles().value(0)); });
    dialog->open();
}

void save(QWidget* parent, const QString& title, const QString& kind, const QString& name, const QStringList& filters,
          std::function<void(const QString&)> chosen) {
    QFileDialog* dialog = make(parent, title, kind);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters(filters);
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::accepted, parent, [dialog, chosen = std::move(chosen)] {
        QString file = dialog->selectedFiles().value(0);
        static const QRegularExpression kSuffix(QStringLiteral("\\*(\\.[A-Za-z0-9]+)"));
        const QRegularExpressionMatch match = kSuffix.match(dialog->selectedNameFilter());
        if (match.hasMatch() && QFileInfo(file).suffix().isEmpty()) file += match.captured(1);
        chosen(file);
    });
    dialog->open();
}

}  // namespace zscape::file_dialogs
