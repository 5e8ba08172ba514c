#include "ui/widgets/tile_picture.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QPainter>

#include <algorithm>

namespace zscape {

uint8_t tileGround() { return static_cast<uint8_t>(qGray(tokens().line.rgb())); }

QImage tilePicture(const TileOverview& overview, double ratio) {
    QImage picture = toImage(overview.picture).convertToFormat(QImage::Format_RGB32);
    // Never so thin that it is lost, and whole at the picture's edges.
    constexpr double kLine = 2, kLeastSide = 5;
    const double line = kLine * ratio, least = kLeastSide * ratio;
    QRectF outline(overview.x, overview.y, std::max(overview.width, least), std::max(overview.height, least));
    outline.moveLeft(std::clamp(outline.left(), 0.0, std::max(0.0, picture.width() - outline.width())));
    outline.moveTop(std::clamp(outline.top(), 0.0, std::max(0.0, picture.height() - outline.height())));
    QPainter painter(&picture);
    painter.setPen(QPen(tokens().accent, line, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(outline.adjusted(line / 2, line / 2, -line / 2, -line / 2));
    painter.end();
    picture.setDevicePixelRatio(ratio);
    return picture;
}

}  // namespace zscape
