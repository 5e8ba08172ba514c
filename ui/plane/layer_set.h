#pragma once

#include <QString>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace zscape {

/// What the latent plane is drawn of, the topmost first.
enum class PlaneLayer : uint8_t { Thumbnails, RoundTrip, Ellipses, Prior, Points, Density, Metric, Manifold };
inline constexpr int kPlaneLayers = 8;
inline constexpr std::array<PlaneLayer, kPlaneLayers> kAllLayers{
    PlaneLayer::Thumbnails, PlaneLayer::RoundTrip, PlaneLayer::Ellipses, PlaneLayer::Prior,
    PlaneLayer::Points,     PlaneLayer::Density,   PlaneLayer::Metric,   PlaneLayer::Manifold};

/// Several layers that belong together, by what one wants to know.
enum class LayerPreset : uint8_t { Points, Pictures, Density, Diagnostics };
inline constexpr std::array<LayerPreset, 4> kAllPresets{LayerPreset::Points, LayerPreset::Pictures,
                                                        LayerPreset::Density, LayerPreset::Diagnostics};

/// How a layer is drawn.
struct LayerLook {
    bool shown = false;
    double opacity = 1;  ///< 0 to 1

    bool operator==(const LayerLook&) const = default;
};

/// The layers of a plane: which are shown, and how opaque each is.
class LayerSet {
public:
    /// Points with thumbnails and the prior.
    LayerSet();

    const LayerLook& of(PlaneLayer layer) const { return looks_[static_cast<size_t>(layer)]; }
    LayerLook& of(PlaneLayer layer) { return looks_[static_cast<size_t>(layer)]; }
    bool shows(PlaneLayer layer) const { return of(layer).shown; }

    /// Shows those of the preset and no other; opacities stay.
    void choose(LayerPreset preset);
    /// Shows it where it is not and takes it away where it is; or shows this one and no other.
    void toggle(PlaneLayer layer, bool alone = false);
    /// The preset whose layers are exactly those that are shown.
    std::optional<LayerPreset> preset() const;

    bool operator==(const LayerSet&) const = default;

private:
    std::array<LayerLook, kPlaneLayers> looks_;
};

QString layerName(PlaneLayer layer);
QString presetName(LayerPreset preset);
/// "manifold": in files of settings.
QString layerKey(PlaneLayer layer);
/// False for thumbnails: they are there or not.
bool hasOpacity(PlaneLayer layer);
/// False where it is drawn of images and codes as they lie, and so on a map, too.
bool needsCodePlane(PlaneLayer layer);

}  // namespace zscape
