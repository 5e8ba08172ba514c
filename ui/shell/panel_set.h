#pragma once

namespace zscape {

class CollapsePanel;
class DataPanel;
class DecoderPanel;
class InterpolationPanel;
class LatentPlane;
class LatentPlanePanel;
class LossPanel;
class ModelPanel;
class ReconstructionsPanel;
class RunsPanel;
class SelectionPanel;

/// The panels of the window. Owned by the widgets they stand in.
struct PanelSet {
    DataPanel* data;
    ModelPanel* model;
    LatentPlanePanel* planePanel;
    LatentPlane* plane;
    DecoderPanel* decoder;
    ReconstructionsPanel* reconstructions;
    LossPanel* loss;
    InterpolationPanel* interpolation;
    CollapsePanel* collapse;
    RunsPanel* runs;
    SelectionPanel* selection;
};

}  // namespace zscape
