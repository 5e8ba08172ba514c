#include "engine/training/finite.h"

#include <ATen/Parallel.h>
#include <ATen/ops/isfinite.h>

#include <atomic>
#include <cstring>

namespace zscape {

namespace {

constexpr uint32_t kExponent = 0x7f800000;

/// An exponent of ones only is infinity or no number. `bad` stays a mask so that the loop is one of vectors.
bool allFiniteBits(const float* values, int64_t count) {
    uint32_t bad = 0;
    for (int64_t i = 0; i < count; ++i) {
        uint32_t bits = 0;
        std::memcpy(&bits, values + i, sizeof bits);
        bad |= (bits & kExponent) == kExponent ? 1u : 0u;
    }
    return bad == 0;
}

}  // namespace

bool allFinite(const Tensor& tensor) {
    if (tensor.scalar_type() != at::kFloat || !tensor.is_non_overlapping_and_dense()) return at::isfinite(tensor).all().item<bool>();
    const auto* values = tensor.const_data_ptr<float>();
    std::atomic<bool> finite{true};  // workers only ever clear it
    at::parallel_for(0, tensor.numel(), 1 << 16, [&](int64_t begin, int64_t end) {
        if (!allFiniteBits(values + begin, end - begin)) finite.store(false, std::memory_order_relaxed);
    });
    return finite.load();
}

}  // namespace zscape
