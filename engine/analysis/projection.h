#pragma once

#include "engine/analysis/layout/projector.h"
#include "engine/core/progress.h"

#include <memory>

namespace zscape {

/// The projector that `settings` ask for; axes and PCA are done when they are made. t-SNE and UMAP begin with the first
/// two principal components, or go on from `earlier`, a layout of the same images.
/// \param codes outlive this call, not the projector. One dimension has no plane: PCA gives it y = 0
/// \throws Error as requireLayable(), axesLayout() and TsneProjector; Cancelled
std::unique_ptr<Projector> makeProjector(const CodeRows& codes, const LayoutSettings& settings,
                                         const Layout* earlier = nullptr, std::stop_token stop = {},
                                         const ProgressSink& progress = {});

}  // namespace zscape
