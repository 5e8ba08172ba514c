#pragma once

#include "engine/analysis/layout/projector.h"
#include "engine/core/progress.h"

#include <memory>

namespace zscape {

/// t-SNE (van der Maaten and Hinton 2008) in the plane, with forces by Repulsion. As openTSNE's defaults: 250
/// iterations with exaggeration 12 and momentum 0.5, then 500 with 0.8, learning rate N/12 (at least 200; Belkina et
/// al. 2019), gains, steps of at most 5 units. Nothing is random. The same layout with any number of threads.
class TsneProjector : public Projector {
public:
    /// Finds neighbours, which takes a while.
    /// \param start N x 2 numbers, such as the first two principal components; they are scaled to a deviation of 1e-4
    /// \param settings a perplexity below 1 counts as 1; one that needs more than N - 1 neighbours is made smaller, and
    /// remark() says so
    /// \throws Error as requireLayable(), "layout.memory"; Cancelled
    TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const std::vector<float>& start,
                  std::stop_token stop = {}, const ProgressSink& progress = {});
    /// Goes on from an earlier layout of the same images, at its scale and without exaggeration, for 250 iterations.
    /// \throws Error "layout.images" where `earlier` has another number of images
    TsneProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout& earlier,
                  std::stop_token stop = {}, const ProgressSink& progress = {});
    ~TsneProjector() override;

    void advance(std::stop_token stop, int64_t iterations) override;
    int64_t iteration() const override;
    int64_t total() const override;
    void extend(int64_t iterations) override;
    /// P is over the neighbours, without exaggeration.
    std::optional<double> loss() override;
    Layout layout() const override;
    std::optional<ErrorInfo> remark() const override;

private:
    struct Implementation;
    std::unique_ptr<Implementation> impl_;
};

}  // namespace zscape
