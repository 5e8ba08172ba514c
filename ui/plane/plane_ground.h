#pragma once

#include "ui/plane/field_renderer.h"
#include "ui/plane/layer_set.h"
#include "ui/plane/plane_view.h"

#include <QColor>
#include <QHash>
#include <QImage>
#include <QPointF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace zscape {

/// What the decoder draws around a place.
struct GroundTile {
    QPointF at;       ///< its middle, plane coordinates
    double side = 0;  ///< units of the plane
    QImage picture;
    bool old = false;  ///< of weights that training has left behind
};

/// From a code to the one that its picture has.
struct PlaneArrow {
    QPointF from, to;
    double shift = 0;  ///< distance of the codes, in all dimensions
};

/// An image's posterior: the two half axes of its first standard deviation.
struct PlaneEllipse {
    QPointF at, major, minor;
    QColor colour;
};

/// What a layer's colours mean, and a figure of it. Texts of the window.
struct LayerScale {
    QString name;
    QString low, high;  ///< of the colours; both empty: it has none
    QString figure;
    bool warns = false;  ///< the figure is one to look at
};

/// The layers of the plane that are drawn beneath and above the points, but for the prior: pictures of a model at
/// places of the plane. Plane coordinates. Setters draw nothing.
class PlaneGround {
public:
    static constexpr double kOldTiles = 0.6;  ///< their share of the layer's opacity
    static constexpr int kTile = 28;          ///< logical pixels at a 13 px font, one apart

    void setTiles(std::vector<GroundTile> tiles) { tiles_ = std::move(tiles); }
    const std::vector<GroundTile>& tiles() const { return tiles_; }
    void setDensity(PlaneField density) { density_ = std::move(density); }
    const PlaneField& density() const { return density_; }
    void setMetric(PlaneField metric) { metric_ = std::move(metric); }
    const PlaneField& metric() const { return metric_; }
    /// \param longest shift, which has the last colour
    void setArrows(std::vector<PlaneArrow> arrows, double longest);
    const std::vector<PlaneArrow>& arrows() const { return arrows_; }
    void setEllipses(std::vector<PlaneEllipse> ellipses) { ellipses_ = std::move(ellipses); }
    const std::vector<PlaneEllipse>& ellipses() const { return ellipses_; }
    /// None: nothing is said of it.
    void setScale(PlaneLayer layer, std::optional<LayerScale> scale);
    /// Of the layers that are shown, the topmost first.
    std::vector<LayerScale> scales(const LayerSet& layers) const;

    /// Onto the axes (Format_RGB32 with its device pixel ratio), inside the view's plot area.
    void drawBeneath(QImage& base, const PlaneView& view, const LayerSet& layers);
    void paintAbove(QPainter& painter, const PlaneView& view, const LayerSet& layers) const;

private:
    void drawTiles(QImage& base, const PlaneView& view, double opacity);
    const QImage& scaled(const QImage& picture, int side);

    std::vector<GroundTile> tiles_;
    PlaneField density_, metric_;
    std::vector<PlaneArrow> arrows_;
    double longest_ = 1;
    std::vector<PlaneEllipse> ellipses_;
    std::array<std::optional<LayerScale>, kPlaneLayers> scales_;
    QHash<qint64, QImage> scaled_;  // tiles in the size in which they are seen, by their cacheKey()
    int scaledSide_ = 0;
};

/// Small cards above each other from the bottom left corner of `area` upwards, each figure at its right.
void paintScales(QPainter& painter, const std::vector<LayerScale>& scales, const QRectF& area);

}  // namespace zscape
