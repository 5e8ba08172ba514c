#pragma once

#include "engine/analysis/pca.h"
#include "engine/session/types.h"

#include <memory>
#include <optional>

namespace zscape {

/// The first two principal axes of codes, each aligned with the one before. One thread at a time.
class PrincipalPlane {
public:
    /// Null where no code is shown.
    std::shared_ptr<const PlaneBasis> of(const CodesSnapshot& codes);

private:
    std::optional<PrincipalAxes> previous_;
};

}  // namespace zscape
