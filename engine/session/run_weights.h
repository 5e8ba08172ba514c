#pragma once

#include "engine/core/picture.h"
#include "engine/recipe/spec.h"
#include "engine/session/threads/served_model.h"

namespace zscape {

struct WeightsCopy;

/// A run's weights for the model service, which computes on the CPU and on one core.
class RunWeights : public ServedWeights {
public:
    /// \param colours what its pictures' channels are shown in
    RunWeights(uint64_t build, ModelSpec spec, std::shared_ptr<const WeightsCopy> weights,
               const ChannelColours& colours);

    /// \throws Error "weights.model"
    std::unique_ptr<ServedModel> load(std::unique_ptr<ServedModel> same) const override;

private:
    ModelSpec spec_;
    std::shared_ptr<const WeightsCopy> weights_;
    ChannelColours colours_;
};

}  // namespace zscape
