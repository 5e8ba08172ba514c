#include "ui/shell/file_dialogs.h"

#include "ui/bridge/kept_settings.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

namespace zscape::file_dialogs {

namespace {

QString lastFolder(const QString& kind) {
    QString folder = KeptSettings().value(QStringLiteral("folders/") + kind).toString();
    if (!folder.isEmpty() && QFileInfo(folder).isDir()) return folder;
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return QFileInfo(pictures).isDir() ? pictures : QDir::homePath();
}

void remember(QFileDialog* dialog, const QString& kind) {
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::accepted, dialog, [dialog, kind] {
        // Of what was chosen: the folder that is shown is another one where a whole path was typed.
        const QString chosen = dialog->selectedFiles().value(0);
        KeptSettings().setValue(QStringLiteral("folders/") + kind, QFileInfo(chosen).absolutePath());
    });
}

QFileDialog* make(QWidget* parent, const QString& title, const QString& kind) {
    auto* dialog = new QFileDialog(parent, title, lastFolder(kind));
    remember(dialog, kind);
    return dialog;
}

/// ".png" of "PNG picture (*.png)"
QString endingOf(const QString& filter) {
    static const QRegularExpression kEnding(QStringLiteral("\\*(\\.[A-Za-z0-9]+)"));
    return kEnding.match(filter).captured(1);
}

class SaveDialog : public QFileDialog {
public:
    using QFileDialog::QFileDialog;

    QString named() const {
        QString file = selectedFiles().value(0);
        for (const QString& filter : nameFilters())
            if (file.endsWith(endingOf(filter), Qt::CaseInsensitive)) return file;
        return file + endingOf(selectedNameFilter());
    }

    /// The whole name before the dialog looks whether it is there.
    void accept() override {
        if (!selectedFiles().isEmpty() && named() != selectedFiles().first()) selectFile(named());
        QFileDialog::accept();
    }
};

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
    auto* dialog = new SaveDialog(parent, title, lastFolder(kind));
    remember(dialog, kind);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters(filters);
    for (const QString& filter : filters)
        if (name.endsWith(endingOf(filter), Qt::CaseInsensitive)) dialog->selectNameFilter(filter);
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::accepted, parent,
                     [dialog, chosen = std::move(chosen)] { chosen(dialog->named()); });
    dialog->open();
}

}  // namespace zscape::file_dialogs
