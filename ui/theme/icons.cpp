#include "ui/theme/icons.h"

#include "ui/theme/tokens.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace zscape {

namespace {

QString pathOf(const QString& name) { return QStringLiteral(":/zscape/icons/%1.svg").arg(name); }

class TintedIcon : public QIconEngine {
public:
    TintedIcon(QString name, QColor fixed) : name_(std::move(name)), fixed_(fixed) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const int size = std::min(rect.width(), rect.height());
        const qreal ratio = painter->device()->devicePixelRatioF();
        const QPixmap picture = iconPixmap(name_, colourOf(mode, state), size, ratio);
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, picture);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1.0);
    }

    // `size` is in device pixels here.
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
        const qreal ratio = scale > 0 ? scale : 1.0;
        QPixmap picture =
            iconPixmap(name_, colourOf(mode, state), qRound(std::min(size.width(), size.height()) / ratio), ratio);
        return picture;
    }

    QIconEngine* clone() const override { return new TintedIcon(*this); }
    QString key() const override { return QStringLiteral("zscape"); }
    bool isNull() override { return false; }

private:
    QColor colourOf(QIcon::Mode mode, QIcon::State state) const {
        const Tokens& t = tokens();
        if (mode == QIcon::Disabled) return t.text3;
        if (fixed_.isValid()) return fixed_;
        if (state == QIcon::On) return t.accent;
        return mode == QIcon::Active || mode == QIcon::Selected ? t.text : t.text2;
    }

    QString name_;
    QColor fixed_;  ///< invalid: by mode
};

}  // namespace

QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal ratio) {
    const QString key = QStringLiteral("zscape/%1/%2/%3/%4").arg(name).arg(colour.rgba()).arg(size).arg(ratio);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture)) return picture;
    const int pixels = std::max(1, qRound(size * ratio));
    picture = QPixmap(pixels, pixels);
    picture.fill(Qt::transparent);
    QSvgRenderer renderer(pathOf(name));
    {
        QPainter painter(&picture);
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(picture.rect(), colour);
    }
    picture.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, picture);
    return picture;
}

QIcon icon(const QString& name) { return icon(name, QColor()); }

QIcon icon(const QString& name, const QColor& colour) {
    if (!QFile::exists(pathOf(name))) return {};
    return QIcon(new TintedIcon(name, colour));
}

}  // namespace zscape
