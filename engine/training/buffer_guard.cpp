#include "engine/training/buffer_guard.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/where.h>

namespace zscape {

BufferGuard::BufferGuard(std::vector<Tensor> buffers) : buffers_(std::move(buffers)) {
    for (const Tensor& buffer : buffers_) kept_.push_back(at::empty_like(buffer));
}

void BufferGuard::keep() {
    const at::NoGradGuard noGradients;
    for (size_t i = 0; i < buffers_.size(); ++i) kept_[i].copy_(buffers_[i]);
}

void BufferGuard::putBack(const Tensor& skipped) {
    const at::NoGradGuard noGradients;
    if (skipped.is_cpu() && skipped.item<float>() == 0) return;
    for (size_t i = 0; i < buffers_.size(); ++i)
        buffers_[i].copy_(at::where(skipped.reshape({}).to(at::kBool), kept_[i], buffers_[i]));
}

}  // namespace zscape
