#pragma once

#include "engine/analysis/layout/projector.h"
#include "engine/analysis/layout/thread_team.h"

#include <vector>

namespace zscape {

/// What layouts that are made iteration by iteration share: t-SNE and UMAP.
class SteppedProjector : public Projector {
public:
    void advance(std::stop_token stop, int64_t iterations) final;
    int64_t iteration() const final { return iteration_; }
    int64_t total() const final { return total_; }
    void extend(int64_t iterations) final { total_ += iterations; }
    void useThreads(int threads) final { team_.resize(threads); }
    Layout layout() const final;
    std::optional<ErrorInfo> remark() const final { return remark_; }

protected:
    /// \throws Error as requireLayoutSettings()
    explicit SteppedProjector(const LayoutSettings& settings);

    /// One more, from xy_ to xy_.
    virtual void iterate() = 0;

    LayoutSettings settings_;  ///< as they are used
    std::optional<ErrorInfo> remark_;
    ThreadTeam team_;
    int64_t iteration_ = 0;  ///< that are done
    int64_t total_ = 0;
    std::vector<float> xy_;  ///< N x 2
};

}  // namespace zscape
