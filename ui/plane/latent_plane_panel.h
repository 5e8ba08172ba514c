#pragma once

#include "ui/plane/latent_plane.h"
#include "ui/plane/projection_card.h"
#include "ui/widgets/panel_frame.h"

#include <vector>

class QActionGroup;

namespace zscape {

class HeaderCombo;
class IconButton;
class LayersCard;
class ProjectionPicker;
class SelectionModel;
struct LayersState;

/// The latent plane with its header: which two directions are shown, by what points are coloured, the tools, layers,
/// fit, export.
class LatentPlanePanel : public PanelFrame {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit LatentPlanePanel(SelectionModel* selection, QWidget* parent = nullptr);

    LatentPlane* plane() const { return plane_; }
    ProjectionPicker* projection() const { return projection_; }

    /// What is shown, in the header and on its card; a map that is on its way has a line beneath the header.
    void showProjection(const ProjectionState& state);
    /// Columns beside the images: numbers and categories can colour the points. What was chosen stays where it is there
    /// still, by its name; else labels colour them again.
    void setAttributes(const std::vector<Attribute>& attributes);
    HeaderCombo* colourPicker() const { return colour_; }
    /// On the card of the layers.
    void showLayers(const LayersState& state);
    IconButton* layersButton() const { return layers_; }
    LayersCard* layersCard() const { return layersCard_; }

    /// Narrow panels have one button for all tools.
    static constexpr int kToolsApartFrom = 560;  ///< at a 13 px font

protected:
    void resizeEvent(QResizeEvent* event) override;

Q_SIGNALS:
    void layersChosen(const zscape::LayerSet& layers);
    void colourChosen(zscape::PlaneColour colour, int attribute);
    /// The plane as a picture; where it should be saved is asked by the window.
    void exportRequested(QImage picture);

private:
    void buildTools();
    void showTool();
    void foldTools();
    void chooseColour(int row);

    LatentPlane* plane_ = nullptr;
    ProjectionPicker* projection_ = nullptr;
    HeaderCombo* colour_ = nullptr;
    QActionGroup* tools_ = nullptr;
    std::vector<IconButton*> toolButtons_;
    IconButton* allTools_ = nullptr;  ///< of which the current one is shown
    IconButton* layers_ = nullptr;
    LayersCard* layersCard_ = nullptr;
    IconButton* fit_ = nullptr;
    IconButton* export_ = nullptr;
};

}  // namespace zscape
