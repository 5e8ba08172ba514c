#pragma once

#include "ui/plane/plane_types.h"
#include "ui/plane/plane_view.h"

#include <QColor>
#include <QImage>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace zscape {

/// What lies over the points. Plane coordinates; the painters below only read it.
struct PlaneOverlay {
    struct Name {
        QString text;
        QPointF at;
    };
    std::vector<Name> names;  ///< at the groups' medians, the largest group first

    std::optional<QPointF> priorCentre;  ///< none: no contours
    double priorSpread = 1;              ///< standard deviation, 0: no prior

    std::optional<QPointF> pointer;  ///< crosshair and axis tags
    std::vector<QPointF> near;       ///< on a map: the points that the place borrows from
    std::optional<QPointF> hovered;  ///< the point under the pointer
    QColor hoveredColour;
    std::optional<QPointF> selected;
    std::optional<QPointF> kept;
    std::optional<QPointF> outside;  ///< where a picture from outside lies

    struct End {
        QPointF at;
        QImage picture;
    };
    std::optional<End> ends[2];
    std::vector<QPointF> stops;  ///< with both ends; empty: no path
    int currentStop = -1;
    std::vector<QPointF> outline;  ///< of a box or lasso that is being drawn; empty: none
    QString outlineNote;           ///< how many points lie within it
    std::vector<QPointF> trail;    ///< where a code came from, the newest last
    double marker = -1;            ///< place along the stops, 0 to stops - 1, while the path is played; below 0: none
};

/// Dashed circles at 1, 2 and 3 standard deviations of the prior, with their tags.
void paintContours(QPainter& painter, const PlaneView& view, QPointF priorCentre, double priorSpread, double opacity);

/// A class's name where it is drawn, with its outline and some air around it.
struct PlacedName {
    QString text;
    QRectF rect;
};
/// Those of `names` that are in sight and have room: each comes before those behind it, and what would lie on one of
/// them is dropped.
std::vector<PlacedName> placeNames(const PlaneView& view, const std::vector<PlaneOverlay::Name>& names);
/// Bold text with an outline in the plane's ground, as placeNames() says.
void paintNames(QPainter& painter, const PlaneView& view, const std::vector<PlaneOverlay::Name>& names);

/// Lines from the place to both axes, and its coordinates in tags on them.
void paintCrosshair(QPainter& painter, const PlaneView& view, QPointF at);

/// On a map: a ring around the place, and the points within or near it that its code is mixed of. Nothing without them.
void paintNear(QPainter& painter, const PlaneView& view, QPointF at, const std::vector<QPointF>& near);

/// The path with its stops, both ends as lettered discs with their pictures beside them.
void paintPath(QPainter& painter, const PlaneView& view, const PlaneOverlay& overlay);

/// The way of a code that is searched for, fainter where it is older, and a ring where it is.
void paintTrail(QPainter& painter, const PlaneView& view, const std::vector<QPointF>& trail);

/// Rings of the selected and the hovered point, and the pin of the kept place.
void paintPointMarks(QPainter& painter, const PlaneView& view, const PlaneOverlay& overlay);

/// What a box or a lasso encloses: white on either ground, for an accent could be a class.
void paintOutline(QPainter& painter, const PlaneView& view, const std::vector<QPointF>& corners, const QString& note);

/// Where an end's picture is drawn, beyond its end as seen from the other one.
QRectF endPictureRect(const PlaneView& view, const PlaneOverlay& overlay, PathEnd end);

/// The place along `stops` at `marker` (0 to stops - 1).
QPointF alongStops(const std::vector<QPointF>& stops, double marker);

/// "−0.72": two decimals and a true minus.
QString codeText(double value, int decimals = 2);
/// The same, with more decimals where the view is so near that two do not tell places apart.
QString coordinateText(double value, const PlaneView& view);

}  // namespace zscape
