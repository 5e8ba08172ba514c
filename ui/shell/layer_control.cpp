#include "ui/shell/layer_control.h"

#include "ui/bridge/kept_settings.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/plane/layers_card.h"
#include "ui/shell/actions.h"
#include "ui/shell/ground_feed.h"
#include "ui/shell/stored_value.h"

#include <QAction>

namespace zscape {

namespace {

QString layerSetting(PlaneLayer layer, const char* what) {
    return QStringLiteral("plane/layers/%1/%2").arg(layerKey(layer), QLatin1String(what));
}

}  // namespace

LayerSet storedLayers() {
    LayerSet layers;
    const KeptSettings settings;
    for (const PlaneLayer layer : kAllLayers) {
        LayerLook& look = layers.of(layer);
        look.shown = settings.value(layerSetting(layer, "shown"), look.shown).toBool();
        look.opacity = storedValue(layerSetting(layer, "opacity"), 0.0, 1.0, look.opacity);
    }
    return layers;
}

void storeLayers(const LayerSet& layers) {
    KeptSettings settings;
    for (const PlaneLayer layer : kAllLayers) {
        settings.setValue(layerSetting(layer, "shown"), layers.of(layer).shown);
        settings.setValue(layerSetting(layer, "opacity"), layers.of(layer).opacity);
    }
}

LayerControl::LayerControl(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
                           Actions* actions, QObject* parent)
    : QObject(parent),
      panels_(panels),
      actions_(actions),
      feed_(new GroundFeed(bridge, panels, selection, space, this)) {
    connect(panels.planePanel, &LatentPlanePanel::layersChosen, this, &LayerControl::choose);
    connect(panels.plane, &LatentPlane::layerToggled, this, &LayerControl::toggle);
    connect(feed_, &GroundFeed::changed, this, &LayerControl::show);
    for (const PlaneLayer layer : kAllLayers)
        connect(actions->layers[static_cast<size_t>(layer)], &QAction::triggered, this,
                [this, layer] { toggle(layer, false); });
    for (const LayerPreset preset : kAllPresets)
        connect(actions->presets[static_cast<size_t>(preset)], &QAction::triggered, this, [this, preset] {
            LayerSet layers = panels_.plane->layers();
            layers.choose(preset);
            choose(layers);
        });
    panels_.plane->setLayers(storedLayers());
    feed_->want();
    show();
}

void LayerControl::outdate() { feed_->outdate(); }

void LayerControl::toggle(PlaneLayer layer, bool alone) {
    LayerSet layers = panels_.plane->layers();
    layers.toggle(layer, alone);
    choose(layers);
}

void LayerControl::choose(const LayerSet& layers) {
    if (layers != panels_.plane->layers()) {
        storeLayers(layers);
        panels_.plane->setLayers(layers);
        feed_->want();
    }
    show();
}

void LayerControl::show() {
    const LayersState state = feed_->state();
    panels_.planePanel->showLayers(state);
    actions_->showLayers(state.layers, state.reasons);
}

}  // namespace zscape
