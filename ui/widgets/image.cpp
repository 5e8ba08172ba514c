#include "ui/widgets/image.h"

#include "engine/core/composite.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/rounded.h"

#include <QCoreApplication>
#include <QPainter>
#include <QUrl>

#include <cmath>
#include <cstring>

namespace zscape {

namespace {
const QLatin1String kImageMime("application/x-zscape-image");
const QLatin1String kCodeMime("application/x-zscape-code");
}  // namespace

QImage toImage(const Picture& picture) {
    if (picture.empty()) return {};
    if (isComposite(picture)) return toImage(composite(picture));
    const QImage view(picture.pixels.data(), picture.width, picture.height,
                      static_cast<qsizetype>(picture.width) * picture.channels,
                      picture.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    return view.copy();
}

QString pictureFormat(int size, int channels) {
    const auto say = [](const char* words) { return QCoreApplication::translate("zscape::Image", words); };
    if (isComposite(channels)) return say("%1 × %1, %2 channels").arg(size).arg(channels);
    return (channels == 1 ? say("%1 × %1 grey") : say("%1 × %1 colour")).arg(size);
}

Picture toPicture(const QImage& image) {
    if (image.isNull()) return {};
    const bool grey = image.format() == QImage::Format_Grayscale8;
    const QImage source = grey ? image : image.convertToFormat(QImage::Format_RGB888);
    Picture picture{source.width(), source.height(), grey ? 1 : 3, {}};
    const auto row = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.channels);
    picture.pixels.resize(picture.bytes());
    for (int y = 0; y < picture.height; ++y)
        std::memcpy(picture.pixels.data() + row * static_cast<size_t>(y), source.constScanLine(y), row);
    return picture;
}

void drawPicture(QPainter* painter, const QRectF& target, const QImage& image, bool exactPixels, double radius) {
    if (image.isNull() || target.isEmpty()) return;
    const qreal ratio = painter->device()->devicePixelRatioF();
    const QSize pixels(std::max(1, qRound(target.width() * ratio)), std::max(1, qRound(target.height() * ratio)));
    // As the screen has it, before it is large: grey pixels have no fast way there.
    const QImage screen =
        image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    QImage scaled =
        screen.scaled(pixels, Qt::IgnoreAspectRatio, exactPixels ? Qt::FastTransformation : Qt::SmoothTransformation);
    scaled.setDevicePixelRatio(ratio);
    fillRounded(*painter, target, radius, scaled, tokens().rim);
}

QPixmap picturePixmap(const QImage& image, double side, double ratio, bool exactPixels, double radius) {
    const int pixels = static_cast<int>(std::ceil(side * ratio));
    QPixmap pixmap(pixels, pixels);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawPicture(&painter, QRectF(0, 0, side, side), image, exactPixels, radius);
    return pixmap;
}

std::unique_ptr<QMimeData> imageMime(int64_t index, const QImage& image, const QString& file) {
    auto mime = std::make_unique<QMimeData>();
    mime->setData(kImageMime, QByteArray::number(static_cast<qlonglong>(index)));
    if (!image.isNull()) mime->setImageData(image);
    if (!file.isEmpty()) mime->setUrls({QUrl::fromLocalFile(file)});
    return mime;
}

std::unique_ptr<QMimeData> codeMime(const std::vector<float>& code, const QImage& image) {
    auto mime = std::make_unique<QMimeData>();
    mime->setData(kCodeMime, QByteArray(reinterpret_cast<const char*>(code.data()),
                                        static_cast<qsizetype>(code.size() * sizeof(float))));
    if (!image.isNull()) mime->setImageData(image);
    return mime;
}

std::optional<int64_t> imageIndexOf(const QMimeData* mime) {
    if (!mime || !mime->hasFormat(kImageMime)) return std::nullopt;
    bool ok = false;
    const qlonglong index = mime->data(kImageMime).toLongLong(&ok);
    return ok ? std::optional<int64_t>(index) : std::nullopt;
}

std::optional<std::vector<float>> codeOf(const QMimeData* mime) {
    if (!mime || !mime->hasFormat(kCodeMime)) return std::nullopt;
    const QByteArray bytes = mime->data(kCodeMime);
    if (bytes.isEmpty() || bytes.size() % static_cast<qsizetype>(sizeof(float)) != 0) return std::nullopt;
    std::vector<float> code(static_cast<size_t>(bytes.size()) / sizeof(float));
    std::memcpy(code.data(), bytes.constData(), static_cast<size_t>(bytes.size()));
    return code;
}

}  // namespace zscape
