#include "engine/analysis/layout/layout.h"

#include "engine/core/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace zscape {
namespace {

constexpr std::array<std::string_view, 4> kLayoutNames{"axes", "pca", "tsne", "umap"};
constexpr int kMostPerplexity = 10'000, kMostIterations = 100'000, kMostExaggeration = 100, kMostExaggerated = 10'000;
constexpr int64_t kFewestImages = 3;
/// Squares of differences of larger numbers are not finite.
constexpr float kLargestCode = 1e15f;
/// Two floats that differ by less than this of their size are the same number with other rounding.
constexpr float kAlike = 1e-6f;

Layout emptyLayout(const CodeRows& codes, const LayoutSettings& settings) {
    requireLayable(codes);
    Layout layout;
    layout.settings = settings;
    layout.xy.reserve(static_cast<size_t>(codes.rows) * 2);
    return layout;
}

std::array<double, 2> centreOf(const std::vector<float>& xy) {
    std::array<double, 2> sum{0, 0};
    for (size_t i = 0; i < xy.size(); ++i) sum[i % 2] += xy[i];
    const size_t points = xy.size() / 2;
    const auto count = static_cast<double>(points);
    return {sum[0] / count, sum[1] / count};
}

}  // namespace

std::string_view layoutName(LayoutKind kind) { return kLayoutNames[static_cast<size_t>(kind)]; }

LayoutKind layoutKindFrom(std::string_view name) {
    const auto found = std::find(kLayoutNames.begin(), kLayoutNames.end(), name);
    if (found == kLayoutNames.end())
        throw Error("setting.method", "There is no projection \"%1\"; there are axes, pca, tsne and umap.",
                    {std::string(name)});
    return static_cast<LayoutKind>(found - kLayoutNames.begin());
}

void requireLayoutSettings(const LayoutSettings& settings) {
    if (!(settings.perplexity >= 1 && settings.perplexity <= kMostPerplexity))
        throw Error("setting.perplexity", "The perplexity has to be a number from 1 to 10,000. Choose another one.");
    if (settings.neighbours < 2 || settings.neighbours > kMostPerplexity)
        throw Error("setting.neighbours", "The neighbours have to be 2 to 10,000; %1 are not. Choose another number.",
                    {std::to_string(settings.neighbours)});
    if (!(settings.minDistance >= 0 && settings.minDistance <= 1))
        throw Error("setting.min-distance", "The least distance has to be a number from 0 to 1. Choose another one.");
    if (settings.iterations < 0 || settings.iterations > kMostIterations)
        throw Error("setting.iterations",
                    "The iterations have to be 1 to 100,000, or 0 for the method's own; %1 are not. Choose another "
                    "number.",
                    {std::to_string(settings.iterations)});
    if (!(settings.exaggeration >= 1 && settings.exaggeration <= kMostExaggeration))
        throw Error("setting.exaggeration", "The exaggeration has to be a number from 1 to 100. Choose another one.");
    if (settings.exaggerated < 0 || settings.exaggerated > kMostExaggerated)
        throw Error("setting.exaggerated",
                    "The iterations with exaggeration have to be 0 to 10,000; %1 are not. Choose another number.",
                    {std::to_string(settings.exaggerated)});
}

void requireFiniteCodes(const CodeRows& codes) {
    int64_t broken = 0;
    for (int64_t i = 0; i < codes.rows; ++i)
        if (!std::all_of(codes.row(i), codes.row(i) + codes.dimensions,
                         [](float z) { return std::abs(z) <= kLargestCode; }))
            ++broken;
    if (broken > 0)
        throw Error("layout.finite",
                    "The codes of %1 of %2 images are not finite: the model has diverged. Go back to earlier weights, "
                    "or train again with a smaller learning rate.",
                    {std::to_string(broken), std::to_string(codes.rows)});
}

void requireLayable(const CodeRows& codes) {
    if (codes.rows < kFewestImages)
        throw Error("layout.few", "A projection needs at least 3 images, and there are %1. Add images, or choose more.",
                    {std::to_string(codes.rows)});
    requireFiniteCodes(codes);
    for (int64_t d = 0; d < codes.dimensions; ++d) {
        float least = codes.row(0)[d], greatest = least;
        for (int64_t i = 1; i < codes.rows; ++i) {
            least = std::min(least, codes.row(i)[d]);
            greatest = std::max(greatest, codes.row(i)[d]);
        }
        if (greatest - least > kAlike * std::max(std::abs(least), std::abs(greatest))) return;
    }
    throw Error("layout.alike",
                "All %1 codes are alike, so that there is nothing to lay out: the model has collapsed. Train it with a "
                "smaller beta, or with free bits.",
                {std::to_string(codes.rows)});
}

void requireSameImages(const Layout& earlier, const CodeRows& codes) {
    if (earlier.images() != codes.rows)
        throw Error("layout.images", "The earlier layout is of %1 images, and there are %2. Start anew.",
                    {std::to_string(earlier.images()), std::to_string(codes.rows)});
}

Layout axesLayout(const CodeRows& codes, const LayoutSettings& settings) {
    const auto [x, y] = settings.axes;
    if (x < 0 || y < 0 || x >= codes.dimensions || y >= codes.dimensions || x == y)
        throw Error("setting.axes",
                    "The axes have to be two different dimensions from 0 to %1; %2 and %3 are not. Choose others.",
                    {std::to_string(codes.dimensions - 1), std::to_string(x), std::to_string(y)});
    Layout layout = emptyLayout(codes, settings);
    for (int64_t i = 0; i < codes.rows; ++i) layout.xy.insert(layout.xy.end(), {codes.row(i)[x], codes.row(i)[y]});
    return layout;
}

Layout planeLayout(const CodeRows& codes, const LayoutSettings& settings, std::span<const float> mean,
                   std::span<const float> first, std::span<const float> second) {
    Layout layout = emptyLayout(codes, settings);
    for (int64_t i = 0; i < codes.rows; ++i) {
        double x = 0, y = 0;
        for (size_t d = 0; d < mean.size(); ++d) {
            const double from = double{codes.row(i)[d]} - double{mean[d]};
            x += from * double{first[d]};
            y += from * double{second[d]};
        }
        layout.xy.insert(layout.xy.end(), {static_cast<float>(x), static_cast<float>(y)});
    }
    return layout;
}

void alignTo(Layout& layout, const Layout& previous) {
    if (layout.xy.size() != previous.xy.size() || layout.xy.empty()) return;
    const auto from = centreOf(layout.xy), to = centreOf(previous.xy);
    double xx = 0, xy = 0, yx = 0, yy = 0;  // of (this, previous)
    for (size_t i = 0; i < layout.xy.size(); i += 2) {
        const double ax = layout.xy[i] - from[0], ay = layout.xy[i + 1] - from[1];
        const double bx = previous.xy[i] - to[0], by = previous.xy[i + 1] - to[1];
        xx += ax * bx;
        xy += ax * by;
        yx += ay * bx;
        yy += ay * by;
    }
    // The trace of R S is largest for this angle; with y mirrored first the second row of S changes its sign.
    const bool mirror = std::hypot(xx - yy, xy + yx) > std::hypot(xx + yy, xy - yx);
    const double sign = mirror ? -1 : 1;
    const double angle = std::atan2(xy - sign * yx, xx + sign * yy);
    const double cosine = std::cos(angle), sine = std::sin(angle);
    for (size_t i = 0; i < layout.xy.size(); i += 2) {
        const double x = layout.xy[i] - from[0], y = sign * (layout.xy[i + 1] - from[1]);
        layout.xy[i] = static_cast<float>(cosine * x - sine * y + to[0]);
        layout.xy[i + 1] = static_cast<float>(sine * x + cosine * y + to[1]);
    }
}

}  // namespace zscape
