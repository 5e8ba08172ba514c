#include "ui/widgets/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace zscape {

void paintSparkline(QPainter& painter, const QRect& place, const std::vector<float>& values, const QColor& colour) {
    if (values.size() < 2) return;
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const float range = std::max(*most - *least, 1e-6F);
    QPainterPath path;
    for (size_t i = 0; i < values.size(); ++i) {
        const QPointF point(
            place.left() + static_cast<double>(i) * (place.width() - 3) / static_cast<double>(values.size() - 1),
            place.bottom() - 1 - static_cast<double>((values[i] - *least) / range) * (place.height() - 3));
        if (i == 0) path.moveTo(point);
        else path.lineTo(point);
    }
    painter.setPen(QPen(colour, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(path.currentPosition(), 1.8, 1.8);
}

}  // namespace zscape
