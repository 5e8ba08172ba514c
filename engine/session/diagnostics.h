#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

/// What the codes still say of their pictures: the numbers behind the panel "Posterior collapse". Plain values, no
/// LibTorch.
namespace zscape {

/// None: nothing to report. UnitsDying: half of what the codes once said is gone. Collapsed: they say nothing.
enum class CollapseState { None, UnitsDying, Collapsed };

/// One look at the posteriors of a fixed set of images.
struct CollapseReading {
    int64_t step = 0;  ///< of the weights
    double epoch = 0;
    double information = 0;  ///< I(x; z) under the encoder, nats; an estimate from N codes is at most log N
    double klSum = 0;        ///< nats an image, to the model's prior
    int activeUnits = 0;     ///< dimensions whose mean varies by more than the threshold

    bool operator==(const CollapseReading&) const = default;
};

/// The newest look, and what came before. Immutable, published beside the codes.
struct DiagnosticsSnapshot {
    int64_t step = 0;      ///< of the weights
    int64_t images = 0;    ///< N: how many were looked at, always the same ones in a run
    bool heldOut = false;  ///< they are held-out images; else training images (none were held out)
    /// False: the encoder gives points. Then there is no KL, no information and no alarm, only activity.
    bool hasVariance = false;
    /// The latent itself holds the spread of the codes' means (BN-VAE, Scale-VAE): activity says nothing about collapse
    /// there, and activeUnits counts dimensions that cannot help being active.
    bool activityIsHeld = false;
    double threshold = 0.01;  ///< a dimension is active above it: 0.01 s² with the prior N(0, s²)

    std::vector<double> kl;        ///< D, nats, mean over the images, to the model's own prior; empty without variance
    std::vector<double> activity;  ///< D: variance over the images of the mean code that the decoder gets
    std::vector<CollapseReading>
        history;  ///< oldest first, this look last; of a long run every second, fourth, ... one

    CollapseState alarm = CollapseState::None;
    int64_t alarmSince = -1;  ///< step of the reading at which it began; below 0: no alarm

    const CollapseReading& now() const { return history.back(); }
    int dimensions() const { return static_cast<int>(activity.size()); }
    /// log N: what the information cannot exceed, whatever the codes say.
    double ceiling() const { return std::log(static_cast<double>(std::max<int64_t>(images, 1))); }
};

}  // namespace zscape
