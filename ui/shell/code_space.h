#pragma once

#include "engine/session/layout_snapshot.h"
#include "engine/session/types.h"
#include "ui/plane/plane_types.h"
#include "ui/selection/selection_types.h"
#include "ui/shell/map_places.h"

#include <QObject>
#include <QPointF>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace zscape {

class SessionBridge;

/// Where codes lie on the plane that is shown: the basis or the map in force, and the way between codes and places.
class CodeSpace : public QObject, public CodeMap {
    Q_OBJECT

public:
    explicit CodeSpace(SessionBridge* bridge, QObject* parent);

    /// Of the codes; 0 without a model.
    int dimensions() const { return dimensions_; }
    /// Of the plane of the code space that is shown, or was shown before the map.
    const std::shared_ptr<const PlaneBasis>& basis() const { return basis_; }
    /// The map that is shown; null while a plane of the code space is.
    const std::shared_ptr<const LayoutSnapshot>& map() const { return map_; }
    /// What was chosen. A map that has no places yet is not shown.
    PlaneProjection projection() const { return projection_; }
    /// With more than two dimensions principal components are shown until a person chooses.
    void choose(PlaneProjection projection, int axisX, int axisY);
    /// Whose codes a place on the map borrows, and how much of each: the plane's to say.
    using Neighbours = std::function<std::vector<NearImage>(QPointF at)>;
    void setNeighbours(Neighbours neighbours) { neighbours_ = std::move(neighbours); }

    /// mu of an image, when it is encoded.
    std::optional<std::vector<float>> codeOf(int64_t image) const override;
    bool fits(const std::vector<float>& code) const override;
    /// On a map: where images of near codes lie, at first roughly; changed() says when it is known better.
    QPointF place(const std::vector<float>& code) const override;
    std::vector<float> codeAt(QPointF place, const std::vector<float>& rest = {}) const override;
    /// The same, of a place that nobody keeps: on a map it need not be found there again.
    std::vector<float> codeUnder(QPointF pointer, const std::vector<float>& rest) const;
    std::optional<QPointF> mappedPlace(int64_t image) const override;
    std::vector<float> restOf(int64_t image) const override;

Q_SIGNALS:
    /// Other codes, another basis or map, at most four times a second; a map's places as they come.
    void changed();
    void dimensionsChanged(int dimensions);

private:
    void refresh();
    void takeMap();
    void takePlaced();
    QPointF glance(const std::vector<float>& code) const;
    std::vector<float> mixAt(QPointF place) const;

    SessionBridge* bridge_ = nullptr;
    int dimensions_ = 0;
    PlaneProjection projection_ = PlaneProjection::Axes;
    PlaneProjection plane_ = PlaneProjection::Axes;  ///< Axes or Pca: what basis_ is, shown until a map has places
    int axisX_ = 0, axisY_ = 1;
    std::shared_ptr<const PlaneBasis> basis_;
    std::shared_ptr<const LayoutSnapshot> map_;
    Neighbours neighbours_;
    mutable MapPlaces places_;
    QTimer timer_;
    mutable QTimer ask_;
};

}  // namespace zscape
