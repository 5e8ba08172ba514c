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

    /// Fills `image` (RGB32, its device pixel ratio set) with the ground of the plane, the grid and the labels.
    void draw(QImage& image, const PlaneView& view);

    /// Where the points go on a widget of this size: room for the labels at the left and beneath.
    static QRectF plotAreaFor(const QSizeF& size);

private:
    void applyTheme();

    std::unique_ptr<QGraphicsScene> scene_;
    QChart* chart_ = nullptr;  // owned by the scene
    QValueAxis* x_ = nullptr;  // owned by the chart
    QValueAxis* y_ = nullptr;
};

}  // namespace zscape
