#pragma once

#include "engine/session/plane_density.h"
#include "ui/bridge/latest_work.h"
#include "ui/plane/layers_card.h"
#include "ui/plane/plane_ground.h"
#include "ui/shell/lattice_layer.h"
#include "ui/shell/panel_set.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <array>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace zscape {

class CodeSpace;
class SelectionModel;
class SessionBridge;

/// What the layers of the plane are drawn of: asks the session for what is seen and shown, at a pace that leaves
/// training its cores, and gives it to the plane.
class GroundFeed : public QObject {
    Q_OBJECT

public:
    GroundFeed(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
               QObject* parent);
    ~GroundFeed() override;

    /// The plane shows other layers: what is seen and can be drawn is asked for.
    void want();
    /// Places are decoded with another label.
    void outdate();
    /// Why a layer cannot be drawn now; empty: it can.
    QString reasonOf(PlaneLayer layer) const;
    /// Reasons, notes and progress of every layer.
    LayersState state() const;

Q_SIGNALS:
    /// state() is another one.
    void changed();

private:
    struct Trip {
        QPointF to;
        double shift = 0;
    };
    struct Posterior {
        std::vector<float> mu, sigma;
        int64_t pass = 0;
    };
    /// What codes of places depend on, beside the weights.
    struct Slice {
        int kind = 0, axisX = 0, axisY = 0;
        std::vector<float> rest;
        bool operator==(const Slice&) const = default;
    };

    void takeCodes();
    void takeInfo();
    void takeView();
    enum class Slicing { Chosen, Follows };
    void takeSlice(Slicing how);
    void follow();
    void answered(Lane lane);
    bool shows(PlaneLayer layer) const;
    /// It is seen, and can be drawn.
    bool isWanted(PlaneLayer layer) const;
    int rest(double milliseconds) const;
    std::vector<float> codeAt(QPointF place) const;
    QRectF worthAsking() const;

    void showTiles();
    void showTrips();
    void showMetric();
    void askDensity();
    void showDensity(PlaneDensity density);
    void chooseEllipses();
    void askEllipses();
    void takeEllipses(const ServiceAnswer& answer);
    void showEllipses();
    /// The plane's ground is another one.
    void told();
    void tellSoon();

    SessionBridge* bridge_ = nullptr;
    PanelSet panels_;
    SelectionModel* selection_ = nullptr;
    CodeSpace* space_ = nullptr;
    bool seen_ = false;    ///< the plane
    bool behind_ = false;  ///< at rest: the last answer was of weights before those that are there
    uint64_t model_ = 0;   ///< as CodesSnapshot::model
    int64_t step_ = -1;    ///< of the weights that were followed last
    Slice slice_;
    LatticeLayer<QImage> manifold_;
    LatticeLayer<Trip> trips_;
    LatticeLayer<float> metric_;

    std::vector<int64_t> ellipses_;  ///< images of which they are drawn
    int64_t ellipsesOf_ = 0;         ///< how many images are selected
    std::unordered_map<int64_t, Posterior> posteriors_;
    std::vector<int64_t> askedEllipses_;
    uint64_t ellipseTicket_ = 0;
    int64_t ellipsePass_ = 1;
    QTimer ellipsePause_;

    QElapsedTimer sinceDensity_;
    QTimer densityLater_;
    QTimer tell_;
    LatestWork work_;  ///< last: it ends first
};

}  // namespace zscape
