#pragma once

#include "ui/plane/layer_set.h"

#include <QKeyEvent>

#include <optional>

namespace zscape {

/// A key of a layer: 1 to 8, with Shift shown alone.
struct LayerKey {
    PlaneLayer layer;
    bool alone;
};

/// None for any other key. With Shift a key of digits is a sign that differs from keyboard to keyboard: it is known by
/// where it lies (the X11 and Wayland codes of the row of digits).
inline std::optional<LayerKey> layerKeyOf(const QKeyEvent& event) {
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return std::nullopt;
    constexpr quint32 kScanCodeOf1 = 10;
    const bool alone = event.modifiers().testFlag(Qt::ShiftModifier);
    int digit = event.key() - Qt::Key_1;
    if (alone && (digit < 0 || digit >= kPlaneLayers) && event.nativeScanCode() >= kScanCodeOf1)
        digit = static_cast<int>(event.nativeScanCode() - kScanCodeOf1);
    if (digit < 0 || digit >= kPlaneLayers) return std::nullopt;
    return LayerKey{kAllLayers[static_cast<size_t>(digit)], alone};
}

}  // namespace zscape
