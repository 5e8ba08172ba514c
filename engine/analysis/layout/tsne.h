#pragma once

#include "engine/analysis/layout/stepped_projector.h"
#include "engine/core/progress.h"

#include <memory>

namespace zscape {

/// t-SNE (van der Maaten and Hinton 2008) in the plane, with forces by Repulsion. As openTSNE's defaults: 250
/// iterations with exaggeration 12 and momentum 0.5 (settings `exaggerated`, `exaggeration`), then 500 with 0.8, or
/// what `iterations` leaves; learning rate N/12 (at least 200; Belkina et al. 2019), gains, steps of at most 5 units.
/// Nothing is random. The same layout with any number of threads.
class TsneProjector : public SteppedProjector {
public:
    /// Finds neighbours, which takes a while.
    /// \param start N x 2 numbers, such as the first two principal components; they are scaled to a deviation of 1e-4
    /// \param settings a perplexity that needs more than N - 1 neighbours is made smaller, and remark() says so
    /// \throws Error as requireLayoutSettings() and requireLayable(), "layout.memory"; Cancelled
    TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const std::vector<float>& start,
                  std::stop_token stop = {}, const ProgressSink& progress = {});
    /// Goes on from an earlier layout of the same images, at its scale and without exaggeration, for 250 iterations, or
    /// `iterations` where these are fewer.
    /// \throws Error "layout.images" where `earlier` has another number of images
    TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout& earlier,
                  std::stop_token stop = {}, const ProgressSink& progress = {});
    ~TsneProjector() override;

    /// P is over the neighbours, without exaggeration.
    std::optional<double> loss() override;

private:
    void prepare(const CodeRows& codes, const std::stop_token& stop, const ProgressSink& progress);
    void centre();
    void iterate() override;

    struct Implementation;
    std::unique_ptr<Implementation> impl_;
};

}  // namespace zscape
