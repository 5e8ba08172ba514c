#pragma once

#include <cstdint>
#include <limits>

namespace zscape {

/// Of numbers that are not negative, of a header that nobody has checked: the largest there is instead of running over.
inline int64_t saturatedProduct(int64_t a, int64_t b) {
    int64_t product = 0;
    return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<int64_t>::max() : product;
}

}  // namespace zscape
