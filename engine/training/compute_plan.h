#pragma once

#include "engine/recipe/spec.h"

/// The written rule of what a step computes on, in one place. Nothing in it is decided by timing.
///
/// device     auto: CUDA where there is a device, else the CPU
/// precision  auto: bf16 where the processor or the card has units for it, and the network is one of those that
///            ten paired runs of ./scripts/bench showed to be faster in it (bf16_rule.h: none yet); else fp32.
///            Only training steps run in it: whatever is reported (held-out losses, codes) is computed in fp32.
/// layout     channels-last for convolutional networks, else contiguous
/// threads    OMP_NUM_THREADS where it is set, else the physical cores that the process may use, within the
///            container's share
namespace zscape {

bool isConvolutional(const ModelSpec& spec);

int threadsByRule();

/// How many threads a person may ask for; 0: threadsByRule(). \throws Error "setting.value" from checkSetting()
const Setting& threadsSetting();

/// How many numbers the weights are, roughly: within a factor of kEstimateTolerance for every recipe.
double estimatedWeights(const ModelSpec& spec);
inline constexpr double kEstimateTolerance = 8;

}  // namespace zscape
