#include "ui/plane/layer_set.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace zscape {

namespace {

// Of explorer-plane: what lies beneath the points lets them be seen.
constexpr std::array<double, kPlaneLayers> kOpacities{1, 0.8, 0.7, 0.55, 1, 0.6, 0.5, 0.34};

std::vector<PlaneLayer> layersOf(LayerPreset preset) {
    switch (preset) {
        case LayerPreset::Points: return {PlaneLayer::Thumbnails, PlaneLayer::Prior, PlaneLayer::Points};
        case LayerPreset::Pictures:
            return {PlaneLayer::Thumbnails, PlaneLayer::Prior, PlaneLayer::Points, PlaneLayer::Manifold};
        case LayerPreset::Density: return {PlaneLayer::Prior, PlaneLayer::Density};
        case LayerPreset::Diagnostics:
            return {PlaneLayer::RoundTrip, PlaneLayer::Ellipses, PlaneLayer::Prior, PlaneLayer::Points,
                    PlaneLayer::Metric};
    }
    return {};
}

QString layerText(const char* text) { return QCoreApplication::translate("zscape::LayersCard", text); }

}  // namespace

LayerSet::LayerSet() : looks_() {
    for (const PlaneLayer layer : kAllLayers) of(layer).opacity = kOpacities[static_cast<size_t>(layer)];
    choose(LayerPreset::Points);
}

void LayerSet::choose(LayerPreset preset) {
    const std::vector<PlaneLayer> chosen = layersOf(preset);
    for (const PlaneLayer layer : kAllLayers)
        of(layer).shown = std::find(chosen.begin(), chosen.end(), layer) != chosen.end();
}

void LayerSet::toggle(PlaneLayer toggled, bool alone) {
    if (alone)
        for (const PlaneLayer layer : kAllLayers) of(layer).shown = layer == toggled;
    else of(toggled).shown = !of(toggled).shown;
}

std::optional<LayerPreset> LayerSet::preset() const {
    for (const LayerPreset preset : kAllPresets) {
        LayerSet chosen = *this;
        chosen.choose(preset);
        if (chosen == *this) return preset;
    }
    return std::nullopt;
}

QString layerName(PlaneLayer layer) {
    switch (layer) {
        case PlaneLayer::Thumbnails: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Thumbnails"));
        case PlaneLayer::RoundTrip: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Round trip"));
        case PlaneLayer::Ellipses: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Posterior ellipses"));
        case PlaneLayer::Prior: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Prior"));
        case PlaneLayer::Points: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Points"));
        case PlaneLayer::Density: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Density and holes"));
        case PlaneLayer::Metric: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Metric"));
        case PlaneLayer::Manifold: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Manifold"));
    }
    return {};
}

QString presetName(LayerPreset preset) {
    switch (preset) {
        case LayerPreset::Points: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Points"));
        case LayerPreset::Pictures: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Pictures"));
        case LayerPreset::Density: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Density"));
        case LayerPreset::Diagnostics: return layerText(QT_TRANSLATE_NOOP("zscape::LayersCard", "Diagnostics"));
    }
    return {};
}

QString layerKey(PlaneLayer layer) {
    constexpr std::array<const char*, kPlaneLayers> keys{"thumbnails", "round-trip", "ellipses", "prior",
                                                         "points",     "density",    "metric",   "manifold"};
    return QString::fromLatin1(keys[static_cast<size_t>(layer)]);
}

bool hasOpacity(PlaneLayer layer) { return layer != PlaneLayer::Thumbnails; }

bool needsCodePlane(PlaneLayer layer) { return layer != PlaneLayer::Thumbnails && layer != PlaneLayer::Points; }

}  // namespace zscape
