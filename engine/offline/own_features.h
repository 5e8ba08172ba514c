#pragma once

#include "engine/data/image_set.h"
#include "engine/training/trainer.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// Features of pictures that judge every model on the same images alike: the codes of a small autoencoder that is
/// trained on those images and nothing else (recipe ae, 32 dimensions, 300 steps, always the same seed). They know
/// nothing of ImageNet, so a Fréchet distance on them is not FID and compares with no number of a paper.
class OwnFeatures {
public:
    static constexpr int64_t kDimensions = 32;
    static constexpr int64_t kSteps = 300;
    /// Fewer images than this have no covariance worth the name.
    static constexpr int64_t kFewestImages = 4 * kDimensions;

    /// Trains it. \throws Cancelled
    OwnFeatures(const std::shared_ptr<const ImageSet>& images, const std::vector<int64_t>& indices, int threads,
                std::stop_token stop);

    /// [N,C,S,S] in [0,1] on the CPU -> [N, kDimensions]
    Tensor of(const Tensor& pixels);

    /// What they are, for a person.
    static std::string description();

private:
    std::unique_ptr<Trainer> trainer_;
};

/// Fréchet distance of the pictures of codes z [K,D] to these images on OwnFeatures trained on them
/// (engine/analysis/frechet.h). The model is in eval mode. `labels` [K]: conditional models only. \throws Cancelled
double frechetOnOwnFeatures(Model& model, const Tensor& z, const Tensor& labels, const ImageSet& images,
                            const std::vector<int64_t>& indices, int threads, std::stop_token stop);

}  // namespace zscape
