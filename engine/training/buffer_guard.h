#pragma once

#include "engine/model/parts.h"

#include <vector>

namespace zscape {

/// Keeps what a forward pass changes beside weights (BatchNorm's running means), so that a step that is left out
/// leaves nothing behind.
class BufferGuard {
public:
    explicit BufferGuard(std::vector<Tensor> buffers);

    void keep();
    /// Puts the kept values back where `skipped` [1] is 1; waits for no device.
    void putBack(const Tensor& skipped);

private:
    std::vector<Tensor> buffers_;
    std::vector<Tensor> kept_;
};

}  // namespace zscape
