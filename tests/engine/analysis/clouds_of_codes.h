#pragma once

#include "engine/analysis/layout/layout.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace zscape {

/// Codes and the groups that they were made in.
struct CodeClouds {
    std::vector<float> values;
    int64_t dimensions = 0;
    std::vector<int> groups;

    CodeRows rows() const { return {values, std::ssize(groups), dimensions}; }
};

/// Four clouds in three dimensions that overlap, the same as make_golden.py gives to scikit-learn.
inline CodeClouds fourClouds(int64_t count) {
    constexpr std::array<double, 4> kSpread{1.0, 0.5, 0.75, 1.5};
    constexpr std::array<std::array<double, 3>, 4> kCentres{{{0, 0, 0}, {4, 0, 1}, {0, 4, -1}, {3, 3, 0}}};
    CodeClouds clouds{{}, 3, {}};
    uint64_t state = 12345;
    for (int64_t i = 0; i < count; ++i) {
        const auto group = static_cast<size_t>(i % 4);
        std::array<double, 3> noise{};
        for (double& value : noise) {
            value = -6;
            for (int draw = 0; draw < 12; ++draw) {
                state = state * 6364136223846793005U + 1442695040888963407U;
                value += static_cast<double>(state >> 40) / (1 << 24);
            }
            value *= kSpread[group];
        }
        noise[1] += 0.5 * noise[0];
        for (size_t d = 0; d < 3; ++d) clouds.values.push_back(static_cast<float>(kCentres[group][d] + noise[d]));
        clouds.groups.push_back(static_cast<int>(group));
    }
    return clouds;
}

}  // namespace zscape
