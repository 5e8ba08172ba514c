#pragma once

#include "engine/analysis/layout/stepped_projector.h"
#include "engine/core/progress.h"

#include <memory>

namespace zscape {

/// UMAP (McInnes, Healy and Melville 2018) in the plane, with umap-learn's defaults: fuzzy neighbours, 500 epochs (200
/// above 10,000 images; `iterations`), five points that repel for one that attracts, spread 1. In an epoch images take
/// turns in 32 batches: within one each moves by what it sees of all others as the batch began. So the layout is the
/// same with any number of threads, which umap-learn's is with one only.
class UmapProjector : public SteppedProjector {
public:
    /// Finds neighbours, which takes a while.
    /// \param start N x 2 numbers, such as the first two principal components; they are scaled to reach 10
    /// \param settings `neighbours` counts the image itself, as umap-learn's does; more than there are images is made
    /// smaller, and remark() says so
    /// \throws Error as requireLayoutSettings() and requireLayable(), "layout.memory"; Cancelled
    UmapProjector(const CodeRows& codes, const LayoutSettings& settings, const std::vector<float>& start,
                  std::stop_token stop = {}, const ProgressSink& progress = {});
    /// Goes on from an earlier layout of the same images, for a third of the epochs, in shorter steps.
    /// \throws Error "layout.images" where `earlier` has another number of images
    UmapProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout& earlier,
                  std::stop_token stop = {}, const ProgressSink& progress = {});
    ~UmapProjector() override;

    /// The cross-entropy of neighbours in codes and plane that is minimised, nats an image: with as little repulsion as
    /// is sampled (Damrich and Hamprecht 2021), which is estimated from 32 others of each image, always the same.
    std::optional<double> loss() override;

private:
    void prepare(const CodeRows& codes, const std::stop_token& stop, const ProgressSink& progress);
    void iterate() override;

    struct Implementation;
    std::unique_ptr<Implementation> impl_;
};

/// a and b of 1 / (1 + a d^2b), which comes nearest to 1 up to `minDistance` and exp(minDistance - d) behind it, for
/// distances up to 3.
struct UmapCurve {
    double a = 1, b = 1;
};
UmapCurve umapCurve(double minDistance);

}  // namespace zscape
