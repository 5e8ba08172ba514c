#include "engine/analysis/layout/placement.h"

#include "engine/analysis/layout/lanes.h"
#include "engine/core/error.h"
#include "engine/kernels/multiversion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace zscape {
namespace {

constexpr int64_t kLanesAtOnce = 8;  ///< dimensions
constexpr int64_t kCodesPlacedAtOnce = 4;

struct NearImage {
    float squared = std::numeric_limits<float>::infinity();
    int64_t row = -1;
};
using NearImages = std::array<NearImage, kPlacedBy>;  ///< nearest first; row -1: none

ZSCAPE_MULTIVERSION void squaredDistancesTo(const float* code, const float* rows, int64_t count, int64_t dimensions,
                                            float* out) {
    const int64_t whole = dimensions / kLanesAtOnce * kLanesAtOnce;
    for (int64_t i = 0; i < count; ++i, rows += dimensions) {
        Float8 sums{};
        for (int64_t d = 0; d < whole; d += kLanesAtOnce) {
            const Float8 from = *reinterpret_cast<const Float8*>(rows + d) - *reinterpret_cast<const Float8*>(code + d);
            sums += from * from;
        }
        float sum = 0;
        for (int lane = 0; lane < kLanesAtOnce; ++lane) sum += sums[lane];
        for (int64_t d = whole; d < dimensions; ++d) sum += (rows[d] - code[d]) * (rows[d] - code[d]);
        out[i] = sum;
    }
}

NearImages nearImages(const float* code, const CodeRows& images) {
    constexpr int64_t kComparedAtOnce = 256;
    std::array<float, kComparedAtOnce> squared;
    NearImages nearest;
    for (int64_t first = 0; first < images.rows; first += kComparedAtOnce) {
        const int64_t count = std::min(kComparedAtOnce, images.rows - first);
        squaredDistancesTo(code, images.row(first), count, images.dimensions, squared.data());
        for (int64_t i = 0; i < count; ++i) {
            // Of equally far ones the first stays; NaN is nearer than nothing.
            if (!(squared[static_cast<size_t>(i)] < nearest.back().squared)) continue;
            auto at = nearest.end() - 1;
            for (; at != nearest.begin() && squared[static_cast<size_t>(i)] < (at - 1)->squared; --at) *at = *(at - 1);
            *at = {squared[static_cast<size_t>(i)], first + i};
        }
    }
    return nearest;
}

/// \return the mean of the places, weighted by 1 / d², or of those at a distance of 0 alone
std::array<float, 2> meanPlace(const NearImages& nearest, const std::vector<float>& xy) {
    double weights = 0, x = 0, y = 0;
    const float least = nearest.front().squared;
    for (const NearImage& near : nearest) {
        if (near.row < 0 || (least == 0 && near.squared > 0)) break;
        // Relative to the nearest: 1 / d² of what is far away, or very close, is no number any more.
        const double weight = least == 0 ? 1 : double{least} / double{near.squared};
        weights += weight;
        x += weight * double{xy[static_cast<size_t>(2 * near.row)]};
        y += weight * double{xy[static_cast<size_t>(2 * near.row + 1)]};
    }
    return {static_cast<float>(x / weights), static_cast<float>(y / weights)};
}

std::array<float, 2> middleOf(const std::vector<float>& xy) {
    double x = 0, y = 0;
    for (size_t i = 0; i < xy.size(); i += 2) {
        x += xy[i];
        y += xy[i + 1];
    }
    const auto images = static_cast<double>(xy.size() / 2);
    return {static_cast<float>(x / images), static_cast<float>(y / images)};
}

}  // namespace

std::vector<float> placed(const CodeRows& codes, const CodeRows& images, const std::vector<float>& xy, ThreadTeam& team,
                          std::stop_token stop) {
    std::vector<float> places(static_cast<size_t>(codes.rows) * 2);
    team.split(codes.rows, kCodesPlacedAtOnce, [&](int64_t begin, int64_t end) {
        if (stop.stop_requested()) throw Cancelled();
        for (int64_t i = begin; i < end; ++i) {
            const NearImages nearest = nearImages(codes.row(i), images);
            const auto place = nearest.front().row < 0 ? middleOf(xy) : meanPlace(nearest, xy);
            std::copy(place.begin(), place.end(), places.begin() + 2 * i);
        }
    });
    return places;
}

std::optional<Layout> carriedOver(const Layout& earlier, std::span<const int64_t> earlierImages, const CodeRows& codes,
                                  std::span<const int64_t> images, ThreadTeam& team, std::stop_token stop) {
    if (std::equal(images.begin(), images.end(), earlierImages.begin(), earlierImages.end())) return earlier;
    Layout carried = earlier;
    carried.xy.assign(images.size() * 2, 0.0f);
    std::vector<float> keptCodes, keptPlaces, newCodes;
    std::vector<size_t> newRows;
    size_t before = 0;
    for (size_t row = 0; row < images.size(); ++row) {
        while (before < earlierImages.size() && earlierImages[before] < images[row]) ++before;
        const float* code = codes.row(static_cast<int64_t>(row));
        const bool kept = before < earlierImages.size() && earlierImages[before] == images[row];
        auto& of = kept ? keptCodes : newCodes;
        of.insert(of.end(), code, code + codes.dimensions);
        if (!kept) {
            newRows.push_back(row);
            continue;
        }
        const auto place = earlier.xy.begin() + static_cast<std::ptrdiff_t>(2 * before);
        std::copy_n(place, 2, carried.xy.begin() + static_cast<std::ptrdiff_t>(2 * row));
        keptPlaces.insert(keptPlaces.end(), place, place + 2);
    }
    if (keptPlaces.empty()) return std::nullopt;
    const auto rowsOf = [&](const std::vector<float>& values, size_t rows) {
        return CodeRows{values, static_cast<int64_t>(rows), codes.dimensions};
    };
    const std::vector<float> places = placed(rowsOf(newCodes, newRows.size()), rowsOf(keptCodes, keptPlaces.size() / 2),
                                             keptPlaces, team, std::move(stop));
    for (size_t i = 0; i < newRows.size(); ++i)
        std::copy_n(places.begin() + static_cast<std::ptrdiff_t>(2 * i), 2,
                    carried.xy.begin() + static_cast<std::ptrdiff_t>(2 * newRows[i]));
    return carried;
}

}  // namespace zscape
