#pragma once

#include <QImage>
#include <QString>

class QMimeData;

namespace zscape {

/// Enlarged by a whole factor: smoothly, or each pixel as a square.
QImage enlargedImage(const QImage& image, int factor, bool smooth);

/// What is dragged takes the picture along as pixels and as a file, for file managers and other programs: a PNG called
/// `name`, in a folder that goes when the program ends. Whoever has a file of its own keeps it.
void addPictureFile(QMimeData& mime, const QImage& image, const QString& name);

/// To the clipboard, as pixels.
void copyPicture(const QImage& image);

}  // namespace zscape
