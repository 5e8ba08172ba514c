#pragma once

#include "ui/plane/plane_view.h"

#include <QString>

#include <memory>

class QChart;
class QGraphicsScene;
class QImage;
class QValueAxis;

namespace zscape {

/// Grid and tick labels: a QChart in a scene of its own, drawn only when view, size or theme changed.
class PlaneAxes {
public:
    PlaneAxes();
    ~PlaneAxes();
    PlaneAxes(const PlaneAxes&) = delete;
    PlaneAxes& operator=(const PlaneAxes&) = delete;

    /// Fills `image` (RGB32, its device pixel ratio set) with the ground of the plane, the grid and the labels. A map
    /// has neither: its numbers mean nothing.
    void draw(QImage& image, const PlaneView& view, bool map);

    /// Where the points go on a widget of this size: room for the labels at the left and beneath, where there are any.
    static QRectF plotAreaFor(const QSizeF& size, bool map);

private:
    void applyTheme();

    std::unique_ptr<QGraphicsScene> scene_;
    QChart* chart_ = nullptr;  // owned by the scene
    QValueAxis* x_ = nullptr;  // owned by the chart
    QValueAxis* y_ = nullptr;
};

}  // namespace zscape
