#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

namespace zscape {

/// How a picture differs each time it trains: the settings "mirror", "shift" and "colour", each picture by lots of its
/// own. Nothing that is off draws a number.
class Augmentation {
public:
    explicit Augmentation(const ModelSpec& spec);

    bool isOn() const { return mirror_ || shift_ > 0 || colour_ > 0; }
    /// Pixels [B,C,S,S] in [0,1] anew, in the same layout and on the same device.
    Tensor changed(const Tensor& pixels, const at::Generator& generator) const;

private:
    bool mirror_;
    int64_t shift_;  ///< pixels at most, in both directions of both axes
    double colour_;  ///< brightness, contrast and saturation times 1 - c to 1 + c
};

/// [B,C,S,S] with picture i reversed left to right where `lots` [B] bool says so.
Tensor mirrored(const Tensor& pixels, const Tensor& lots);

/// [B,C,S,S] with picture i moved by (across[i], down[i]) [B] int64 pixels, right and down counting up; what comes in
/// repeats the edge.
Tensor shifted(const Tensor& pixels, const Tensor& across, const Tensor& down);

/// [B,C,S,S] with brightness, contrast (about the picture's mean grey) and saturation times `factors` [3,B], one after
/// the other, each cut to [0,1], as torchvision's adjust_brightness, adjust_contrast, adjust_saturation. Only three
/// channels have a saturation.
Tensor coloured(const Tensor& pixels, const Tensor& factors);

}  // namespace zscape
