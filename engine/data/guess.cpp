#include "engine/data/guess.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/folder_levels.h"

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

}  // namespace

Look lookOf(const ImageHeader& header) { return {header.seenWidth(), header.seenHeight(), header.grey}; }

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
        return header.bitDepth > 8 && header.maximum == 0;
    });
    int64_t pixels = 0;
    for (size_t i = 0; i < headers.size() && (plan.chosen.size() < kLeastSampled || pixels < kSampledPixels); ++i) {
        const ImageHeader& header = headers[i];
        // No JPEG is a mask, and no colours are.
        if (!all && (header.format == ImageFormat::Jpeg || (plan.untilNoMask && (!header.grey || header.alpha))))
            continue;
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
        grey = grey && look.grey;
        alike = alike && look.width == looks.front().width && look.height == looks.front().height;
    }
    const double ratio = median(ratios);
    const int64_t shortSide = median(shortSides);
    const bool smallAndLong = shortSide <= kUsualSize && ratio > 1.0;
    target.channels = grey ? 1 : 3;
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
    if (settings.channels != 0 && settings.channels != 1 && settings.channels != 3)
        throw Error("setting.value", "channels cannot be \"%1\". Give 1 for grey, 3 for colour, or 0 for a guess.",
                    {std::to_string(settings.channels)});
    Target target = guessTarget(looks);
    if (settings.size != 0) target.size = settings.size;
    if (settings.channels != 0) target.channels = settings.channels;
    if (!settings.guessFit) target.fit = settings.fit;
    if (settings.background) target.background = *settings.background;
    target.frames = settings.frames;
    if (settings.range.kind != ValueRange::Kind::Auto) target.range = settings.range;
    return target;
}

}  // namespace zscape
