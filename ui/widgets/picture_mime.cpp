#include "ui/widgets/picture_mime.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QMimeData>
#include <QTemporaryDir>
#include <QUrl>

#include <memory>

namespace zscape {

namespace {

constexpr int kLongestName = 100;  // letters; file systems hold 255 bytes

/// One name that any file system takes: what is a path in it is not.
QString fileName(const QString& name) {
    QString plain;
    for (const QChar letter : name.left(kLongestName))
        plain += letter.isPrint() && !QStringLiteral("/\\:*?\"<>|").contains(letter) ? letter : QLatin1Char('_');
    if (plain.isEmpty() || plain.startsWith(QLatin1Char('.'))) plain.prepend(QStringLiteral("picture"));
    return plain + QStringLiteral(".png");
}

}  // namespace

QImage enlargedImage(const QImage& image, int factor, bool smooth) {
    if (factor <= 1 || image.isNull()) return image;
    const auto format = image.format();
    return image
        .scaled(image.size() * factor, Qt::IgnoreAspectRatio,
                smooth ? Qt::SmoothTransformation : Qt::FastTransformation)
        .convertToFormat(format);
}

void addPictureFile(QMimeData& mime, const QImage& image, const QString& name) {
    if (image.isNull()) return;
    mime.setImageData(image);
    if (mime.hasUrls()) return;
    // Each in a folder of its own, so that two of one name are two files.
    static QTemporaryDir folder;
    static int dragged = 0;
    const QDir own(folder.filePath(QString::number(++dragged)));
    const QString file = own.filePath(fileName(name));
    // Where the disk is full what is dragged is the pixels alone.
    if (folder.isValid() && own.mkpath(QStringLiteral(".")) && image.save(file, "PNG"))
        mime.setUrls({QUrl::fromLocalFile(file)});
}

void copyPicture(const QImage& image) {
    auto mime = std::make_unique<QMimeData>();
    mime->setImageData(image);
    QGuiApplication::clipboard()->setMimeData(mime.release());  // which owns it from here on
}

}  // namespace zscape
