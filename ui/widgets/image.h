#pragma once

#include "engine/core/picture.h"

#include <QImage>
#include <QMimeData>
#include <QPixmap>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace zscape {

/// A deep copy: grey becomes Format_Grayscale8, colour and the composite() of other channels Format_RGB888. Null for an
/// empty picture.
QImage toImage(const Picture& picture);
/// "28 × 28 grey", "64 × 64 colour", "96 × 96, 2 channels"
QString pictureFormat(int size, int channels);
/// Grey or colour by the image's own format.
Picture toPicture(const QImage& image);

/// Draws `image` into `target` by the rules of look.md: smooth or exact pixels, corners, 1 px inner rim.
void drawPicture(QPainter* painter, const QRectF& target, const QImage& image, bool exactPixels, double radius);

/// The same, of `side` logical pixels at the device's pixel ratio and transparent around, to be kept and drawn again
/// and again.
QPixmap picturePixmap(const QImage& image, double side, double ratio, bool exactPixels, double radius);

/// What is dragged about inside the window: an image of the set by its index, or a point of the latent space.
/// The image and its file, when it has one, travel along, so that the file manager takes them too.
std::unique_ptr<QMimeData> imageMime(int64_t index, const QImage& image, const QString& file);
std::unique_ptr<QMimeData> codeMime(const std::vector<float>& code, const QImage& image);
std::optional<int64_t> imageIndexOf(const QMimeData* mime);
std::optional<std::vector<float>> codeOf(const QMimeData* mime);

}  // namespace zscape
