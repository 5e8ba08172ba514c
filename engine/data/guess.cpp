#include "engine/data/guess.h"

#include "engine/core/composite.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/folder_levels.h"
#include "engine/data/tile_grid.h"

#include <algorithm>
#include <array>
#include <string>

namespace zscape {

namespace {

constexpr int kUsualSize = 64;

/// Pictures are decoded for the range of their values until they have so many pixels; but always some.
constexpr int64_t kSampledPixels = 32'000'000;
constexpr size_t kLeastSampled = 4;
/// The same for their background, for which each is decoded twice.
constexpr int64_t kLaidPixels = 16'000'000;

constexpr int kKeptUpTo = 96;

template <class Value>
Value median(std::vector<Value> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

int sizeFor(int64_t side) {
    if (side >= kUsualSize) return kUsualSize;
    static constexpr std::array<int, 6> kSizes{16, 24, 28, 32, 48, 64};
    int size = kSizes.front();
    for (const int candidate : kSizes)
        if (candidate <= side) size = candidate;
    return size;
}

/// One that both sides of half of the pictures, or more, are at least as long as at their scale.
int tileSizeFor(const std::vector<Look>& looks, int scale) {
    std::vector<int64_t> sides;
    sides.reserve(looks.size());
    for (const Look& look : looks) sides.push_back(std::min(look.width, look.height) / scale);
    return sizeFor(sides.empty() ? kUsualSize : median(sides));
}

/// Whether any of the pictures may become one of so many channels.
bool mayHaveChannels(const std::vector<Look>& looks, int channels) {
    return looks.empty() || std::any_of(looks.begin(), looks.end(), [channels](const Look& look) {
               if (look.channels > 0) return look.channels == channels;
               return channels == 1 || channels == 3 || (channels == 4 && look.four);
           });
}

Error cannotHaveChannels(const std::vector<Look>& looks, int channels) {
    const Look& look = looks.front();
    return Error("setting.value",
                 "channels cannot be \"%1\" here: these pictures are of %2. Give guess, or as many as they have; "
                 "axes=pages takes each page of a stack as a picture, and letters such as axes=NHWC say what the "
                 "dimensions of an array are.",
                 {std::to_string(channels), channelsText(look.channels > 0 ? look.channels
                                                         : look.grey       ? 1
                                                                           : 3)});
}

}  // namespace

int channelsOfMost(const std::vector<Look>& looks) {
    std::array<size_t, kMostChannels + 1> counts{};
    for (const Look& look : looks)
        if (look.channels <= kMostChannels) ++counts.at(static_cast<size_t>(look.channels));
    for (size_t channels = 1; channels < counts.size(); ++channels)
        if (2 * counts[channels] > looks.size()) return static_cast<int>(channels);
    return 0;
}

Look lookOf(const ImageHeader& header) {
    return {header.seenWidth(), header.seenHeight(), header.grey, header.channels, header.four};
}

SourceSummary summaryOf(const std::vector<std::string>& names, const std::vector<Look>& looks, bool complete) {
    SourceSummary summary;
    summary.complete = complete;
    if (names.empty()) return summary;
    const Target guess = guessTarget(looks);
    summary.kind = SourceSummary::Kind::Images;
    summary.images = std::ssize(names);
    summary.size = looks.empty() ? 0 : guess.size;
    summary.channels = looks.empty() ? 0 : guess.channels;
    summary.fit = guess.fit;
    const FolderLevels levels(names);
    if (const int level = levels.labelLevel())
        for (const std::string& folder : levels.at(level).folders) summary.labels.push_back(displayName(folder));
    return summary;
}

SamplePlan planSample(const std::vector<ImageHeader>& headers, SampleFor purpose) {
    const bool all = purpose == SampleFor::Showing;
    SamplePlan plan;
    plan.untilNoMask = !all && std::none_of(headers.begin(), headers.end(), [](const ImageHeader& header) {
        return (header.bitDepth > 8 && header.maximum == 0) || header.channels > 0;
    });
    plan.partial = plan.untilNoMask;
    int64_t pixels = 0;
    for (size_t i = 0; i < headers.size() && (plan.chosen.size() < kLeastSampled || pixels < kSampledPixels); ++i) {
        const ImageHeader& header = headers[i];
        // No JPEG is a mask, and no colours are.
        if (!all && (header.format == ImageFormat::Jpeg || (plan.untilNoMask && (!header.grey || header.alpha)))) {
            plan.partial = true;
            continue;
        }
        pixels += header.pixels();
        plan.chosen.push_back(i);
    }
    return plan;
}

std::vector<size_t> transparentAmong(const std::vector<ImageHeader>& headers) {
    std::vector<size_t> chosen;
    int64_t pixels = 0;
    for (size_t i = 0; i < headers.size() && (chosen.size() < kLeastSampled || pixels < kLaidPixels); ++i) {
        if (!headers[i].alpha) continue;
        pixels += headers[i].pixels();
        chosen.push_back(i);
    }
    return chosen;
}

Target guessTarget(const std::vector<Look>& looks) {
    Target target;
    if (looks.empty()) return target;
    std::vector<int64_t> shortSides, longSides;
    std::vector<double> ratios;
    bool grey = true, alike = true;
    for (const Look& look : looks) {
        const int64_t shortSide = std::max<int64_t>(std::min(look.width, look.height), 1),
                      longSide = std::max<int64_t>(std::max(look.width, look.height), 1);
        shortSides.push_back(shortSide);
        longSides.push_back(longSide);
        ratios.push_back(static_cast<double>(longSide) / static_cast<double>(shortSide));
        grey = grey && (look.grey || look.channels > 0);
        alike = alike && look.width == looks.front().width && look.height == looks.front().height;
    }
    const double ratio = median(ratios);
    const int64_t shortSide = median(shortSides);
    const bool smallAndLong = shortSide <= kUsualSize && ratio > 1.0;
    const int channels = channelsOfMost(looks);
    target.channels = channels > 0 ? channels : grey ? 1 : 3;
    target.fit = ratio > 2.0 || smallAndLong ? Fit::Pad : Fit::Crop;
    const int64_t side = target.fit == Fit::Pad ? median(longSides) : shortSide;
    const bool keeps = alike && looks.front().width == looks.front().height && side >= 16 && side <= kKeptUpTo;
    target.size = keeps ? static_cast<int>(side) : sizeFor(side);
    return target;
}

Target resolveTarget(const ImportSettings& settings, const std::vector<Look>& looks) {
    if (settings.size != 0 && (settings.size < 16 || settings.size > 256))
        throw Error("setting.value", "size cannot be \"%1\". Give a whole number from 16 to 256, or 0 for a guess.",
                    {std::to_string(settings.size)});
    if (settings.channels < 0 || settings.channels > kMostChannels)
        throw Error("setting.value",
                    "channels cannot be \"%1\". Give 1 for grey, 3 for colour, as many as the pictures have, to %2, or "
                    "0 for a guess.",
                    {std::to_string(settings.channels), std::to_string(kMostChannels)});
    if (settings.channels != 0 && !mayHaveChannels(looks, settings.channels))
        throw cannotHaveChannels(looks, settings.channels);
    Target target = guessTarget(looks);
    const bool tiles = !settings.guessFit && settings.fit == Fit::Tiles;
    if (tiles) {
        requireTiling(settings.tiling);
        target.tiling = settings.tiling;
        target.size = tileSizeFor(looks, settings.tiling.scale);
    }
    if (settings.size != 0) target.size = settings.size;
    if (tiles) requireOverlapBelow(target.size, settings);
    if (settings.channels != 0) target.channels = settings.channels;
    if (!settings.guessFit) target.fit = settings.fit;
    if (settings.background) target.background = *settings.background;
    target.frames = settings.frames;
    if (settings.range.kind != ValueRange::Kind::Auto) target.range = settings.range;
    target.axes = settings.axes;
    if (target.range.channels != 0 && target.range.channels != target.channels)
        throw Error("setting.value",
                    "range gives the values of %1 channels, and the pictures have %2. Give two values for all of them, "
                    "or two for each.",
                    {std::to_string(target.range.channels), std::to_string(target.channels)});
    return target;
}

}  // namespace zscape
