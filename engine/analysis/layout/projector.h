#pragma once

#include "engine/analysis/layout/layout.h"
#include "engine/core/error.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace zscape {

/// A layout on its way: made once, then advanced as far as one wants to draw, on one thread at a time. Whoever pauses
/// keeps it; whoever leaves throws it away.
class Projector {
public:
    Projector() = default;
    virtual ~Projector() = default;
    Projector(const Projector&) = delete;
    Projector& operator=(const Projector&) = delete;

    /// At most so many iterations more, fewer where total() is reached or a stop is asked for between two of them.
    virtual void advance(std::stop_token stop, int64_t iterations) = 0;
    virtual int64_t iteration() const = 0;
    virtual int64_t total() const = 0;
    /// "Run 250 more". \param iterations above 0
    virtual void extend(int64_t iterations) = 0;
    /// Between two advances. \param threads as LayoutSettings::threads; no number changes the layout
    virtual void useThreads(int threads) = 0;
    /// What is minimised, of layout(): KL(P || Q) in nats (t-SNE), or the cross-entropy (UMAP, see umap.h). Takes about
    /// as long as an iteration. None for axes and PCA, which are there at once.
    virtual std::optional<double> loss() = 0;
    /// As it is now, with iteration and settings; `step` is for whoever knows it.
    virtual Layout layout() const = 0;
    /// What was asked for and could not be done so, for a person: a perplexity that is too large.
    virtual std::optional<ErrorInfo> remark() const { return std::nullopt; }
};

}  // namespace zscape
