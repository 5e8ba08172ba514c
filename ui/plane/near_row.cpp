#include "ui/plane/near_row.h"

#include "ui/theme/tokens.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace zscape {

namespace {
constexpr int kPlaces = 5;
constexpr int kSide = 48, kLeastSide = 24, kGap = 5;

QString percentOf(const NearPicture& picture) {
    return NearRow::tr("%1 %").arg(QLocale().toString(100 * picture.weight, 'f', 0));
}
}  // namespace

NearRow::NearRow(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Near neighbours"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void NearRow::setPictures(std::vector<NearPicture> pictures) {
    pictures_ = std::move(pictures);
    QStringList said;
    for (const NearPicture& picture : pictures_) said.append(tr("%1 of %2").arg(percentOf(picture), picture.name));
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    update();
}

int NearRow::side() const {
    const Metrics& m = metrics();
    return std::clamp((width() - (kPlaces - 1) * m.px(kGap)) / kPlaces, m.px(kLeastSide), m.px(kSide));
}

QRect NearRow::rectOf(size_t index) const {
    const int step = side() + metrics().px(kGap);
    return {static_cast<int>(index) * step, 0, side(), side()};
}

QSize NearRow::sizeHint() const {
    const Metrics& m = metrics();
    return {kPlaces * m.px(kSide) + (kPlaces - 1) * m.px(kGap),
            m.px(kSide) + m.px(3) + QFontMetrics(noteFont()).height()};
}

QSize NearRow::minimumSizeHint() const {
    return {kPlaces * metrics().px(kLeastSide) + (kPlaces - 1) * metrics().px(kGap), sizeHint().height()};
}

void NearRow::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setFont(noteFont());
    const double radius = metrics().thumbnailRadius();
    for (size_t i = 0; i < pictures_.size(); ++i) {
        const QRectF place = rectOf(i);
        QPainterPath shape;
        shape.addRoundedRect(place, radius, radius);
        painter.save();
        painter.setClipPath(shape);
        painter.drawImage(place, pictures_[i].picture);
        painter.restore();
        painter.setPen(QPen(t.rim, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter.setPen(t.text2);
        const double line = QFontMetricsF(noteFont()).height();
        painter.drawText(QRectF(place.left(), place.bottom() + metrics().px(3), place.width(), line), Qt::AlignCenter,
                         percentOf(pictures_[i]));
    }
}

int NearRow::at(QPoint place) const {
    for (size_t i = 0; i < pictures_.size(); ++i)
        if (rectOf(i).contains(place)) return static_cast<int>(i);
    return -1;
}

bool NearRow::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = at(help->pos());
    QToolTip::showText(help->globalPos(), index < 0 ? QString() : pictures_[static_cast<size_t>(index)].name, this);
    return true;
}

void NearRow::mouseReleaseEvent(QMouseEvent* event) {
    const int index = at(event->pos());
    if (event->button() == Qt::LeftButton && index >= 0)
        Q_EMIT imageChosen(pictures_[static_cast<size_t>(index)].image);
}

}  // namespace zscape
