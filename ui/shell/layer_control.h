#pragma once

#include "ui/plane/layer_set.h"
#include "ui/shell/panel_set.h"

#include <QObject>

namespace zscape {

class Actions;
class CodeSpace;
class GroundFeed;
class SelectionModel;
class SessionBridge;

/// Which layers the plane shows: card, menu and keys ask, the plane draws, and the choice is there again when the
/// program is.
class LayerControl : public QObject {
    Q_OBJECT

public:
    LayerControl(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
                 Actions* actions, QObject* parent);

    /// Places are decoded with another label.
    void outdate();

private:
    void choose(const LayerSet& layers);
    void toggle(PlaneLayer layer, bool alone);
    void show();

    PanelSet panels_;
    Actions* actions_ = nullptr;
    GroundFeed* feed_ = nullptr;
};

/// As they were chosen last; what a file of settings does not say is as of LayerSet().
LayerSet storedLayers();
void storeLayers(const LayerSet& layers);

}  // namespace zscape
