#pragma once

#include "engine/session/layout_snapshot.h"
#include "ui/plane/plane_types.h"
#include "ui/widgets/popup_card.h"

#include <array>
#include <memory>
#include <utility>

class QComboBox;
class QLabel;

namespace zscape {

class MapForm;
class MapProgress;
class Segments;
class SwitchButton;

/// What of a projection the card shows.
struct ProjectionState {
    PlaneProjection projection = PlaneProjection::Axes;  ///< that the plane shows, or is about to
    int dimensions = 0;                                  ///< of the codes
    int axisX = 0, axisY = 1;
    std::array<double, 2> explained{-1,
                                    -1};  ///< shares of the variance, 0 to 1, of the two components; below 0: not known
    int64_t images = 0;                   ///< with a code
    std::shared_ptr<const LayoutSnapshot> map;  ///< that the session shows; null: none
    bool follows = true;                        ///< maps follow the codes of a run that trains
};

/// The popover of the plane's header: which projection is shown, what a map is made by, how far it is.
class ProjectionCard : public PopupCard {
    Q_OBJECT

public:
    explicit ProjectionCard(QWidget* parent);

    /// Beneath `anchor`, within its window, with the page of the projection that is shown.
    void open(const QWidget* anchor);
    void showState(const ProjectionState& state);
    /// As the form says, for one that is begun without it.
    LayoutRequest request(LayoutKind kind) const;
    void setRequest(const LayoutRequest& request);

    Segments* segments() const { return segments_; }
    QComboBox* axisBox(int which) const { return axes_[static_cast<size_t>(which)]; }
    MapForm* form(LayoutKind kind) const { return kind == LayoutKind::Umap ? umap_ : tsne_; }
    MapProgress* progress() const { return progress_; }
    SwitchButton* followSwitch() const { return follow_; }

Q_SIGNALS:
    /// A page was chosen: Axes and Pca are shown at once, a map where there is one of this kind.
    void projectionChosen(zscape::PlaneProjection projection);
    void axesChosen(int axisX, int axisY);
    void startWanted(zscape::LayoutRequest request);
    void restartWanted(zscape::LayoutRequest request);
    void pauseWanted(bool paused);
    void moreWanted(int iterations);
    void followWanted(bool wanted);
    void requestEdited(zscape::LayoutRequest request);

private:
    PlaneProjection page() const;
    void showPage();
    void showMap();
    void buildAxes();
    void chooseAxis(int which, int axis);

    ProjectionState state_;
    Segments* segments_ = nullptr;
    QWidget* axesPage_ = nullptr;
    std::array<QComboBox*, 2> axes_{};
    QLabel* components_ = nullptr;
    MapForm* tsne_ = nullptr;
    MapForm* umap_ = nullptr;
    QWidget* mapPage_ = nullptr;  ///< beneath both forms
    MapProgress* progress_ = nullptr;
    SwitchButton* follow_ = nullptr;
};

/// "z₁" for axis 0.
QString axisName(int axis);

}  // namespace zscape
