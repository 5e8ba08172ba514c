#include "ui/widgets/picture_endings.h"

#include <QFileInfo>
#include <QStringList>

namespace zscape {

bool looksLikePicture(const QString& path) {
    static const QStringList kEndings =
        QString(QLatin1String("png jpg jpeg webp tif tiff bmp gif pnm pbm pgm ppm heic heif hif avif"))
            .split(QLatin1Char(' '));
    const QFileInfo file(path);
    return file.isFile() && kEndings.contains(file.suffix().toLower());
}

}  // namespace zscape
