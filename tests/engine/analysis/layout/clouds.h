#pragma once

#include "engine/analysis/layout/layout.h"

#include <random>
#include <vector>

namespace zscape {

/// Under ThreadSanitizer, which makes minutes of these seconds: how good a layout is, is no question of threads, and
/// what they may do to each other is seen in fewer iterations.
#ifdef __SANITIZE_THREAD__
inline constexpr bool kThreadsAreWatched = true;
#else
inline constexpr bool kThreadsAreWatched = false;
#endif

/// Points and their classes, made by a seed.
struct Cloud {
    std::vector<float> values;
    int64_t dimensions = 0;
    std::vector<int> classes;

    int64_t count() const { return static_cast<int64_t>(classes.size()); }
    CodeRows rows() const { return {values, count(), dimensions}; }
};

inline Cloud randomCloud(int64_t count, int64_t dimensions, uint32_t seed = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    Cloud cloud{{}, dimensions, std::vector<int>(static_cast<size_t>(count))};
    for (int64_t i = 0; i < count * dimensions; ++i) cloud.values.push_back(normal(random));
    return cloud;
}

/// Ten patches of two dimensions each, askew in twenty: no plane shows them apart, and each is one that can be
/// unrolled.
inline Cloud patches(int64_t count, uint32_t seed = 1) {
    constexpr int kPatches = 10, kDimensions = 20;
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::uniform_real_distribution<float> uniform(-1, 1);
    std::vector<float> basis(kPatches * 3 * kDimensions);
    for (float& value : basis) value = normal(random);
    Cloud cloud{{}, kDimensions, {}};
    for (int64_t i = 0; i < count; ++i) {
        const auto patch = static_cast<int>(i % kPatches);
        const float u = uniform(random), v = uniform(random);
        const float* of = basis.data() + patch * 3 * kDimensions;
        for (int d = 0; d < kDimensions; ++d)
            cloud.values.push_back(of[d] + u * of[kDimensions + d] + v * of[2 * kDimensions + d] +
                                   0.02f * normal(random));
        cloud.classes.push_back(patch);
    }
    return cloud;
}

}  // namespace zscape
