#pragma once

#include "engine/model/parts.h"
#include "engine/model/recipe.h"

namespace zscape {

/// How codes are drawn in a pass.
enum class Drawing { Mean, Sampled };

/// Owns the parts; nothing virtual. Not thread-safe: one thread owns a model; clones are made by `cloneWeightsFrom`.
struct Model {
    ModelSpec spec;
    std::unique_ptr<Views> views;
    std::shared_ptr<Codes> codes;
    std::shared_ptr<Latent> latent;
    std::shared_ptr<Prior> prior;
    std::shared_ptr<Decoder> decoder;
    std::shared_ptr<Likelihood> likelihood;
    std::unique_ptr<Bound> bound;

    /// One pass for each view. Train or eval mode of the modules is the caller's (setTraining).
    std::vector<Pass> run(const Batch& batch, Draws& draws, Drawing drawing, bool training);

    /// Codes for showing: mu of the clean pixels [B,C,S,S] in [0,1]; draws nothing. \return [B,D]
    Tensor encode(const Tensor& pixels);
    /// Pictures for showing: [N,D] -> [N,C,S,S] in [0,1]
    Tensor decode(const Tensor& z);

    void setTraining(bool training);
    void to(at::Device device);
    /// Conv weights and the expected input layout become channels-last.
    void toChannelsLast();

    /// name -> tensor, in a fixed order: "codes.", "latent.", "prior.", "decoder.", "likelihood." + the module's own names
    std::vector<std::pair<std::string, Tensor>> parameters() const;
    std::vector<std::pair<std::string, Tensor>> buffers() const;
    int64_t parameterCount() const;
};

}  // namespace zscape
