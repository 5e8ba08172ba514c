#include "engine/data/value_scale.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/in_parallel.h"
#include "engine/data/number_type.h"
#include "engine/data/picture_source.h"
#include "engine/data/tile_source.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>

namespace zscape {

namespace {

/// The ends of the wider types are no doubles: what is not below them is cut before it is made one.
template <class Number>
Number nearestWhole(double value, double black) {
    using Limits = std::numeric_limits<Number>;
    const double number = std::round(std::isnan(value) ? black : value);
    if (number <= static_cast<double>(Limits::min())) return Limits::min();
    if (number >= static_cast<double>(Limits::max())) return Limits::max();
    return static_cast<Number>(number);
}

template <class Number, class Make>
std::vector<uint8_t> eachNumber(std::span<const float> shades, const Make& make) {
    std::vector<uint8_t> bytes(shades.size() * sizeof(Number));
    for (size_t i = 0; i < shades.size(); ++i) {
        const Number number = make(static_cast<double>(shades[i]));
        std::memcpy(bytes.data() + i * sizeof number, &number, sizeof number);
    }
    return bytes;
}

ValueScale scaleFor(NumberFormat format, double black, double white) {
    if (format == NumberFormat::Bool) return {format, 0, 1};
    return {format == NumberFormat::Float16 ? NumberFormat::Float32 : format, black, white};
}

/// Of a fixed range.
ValueScale scaleFor(NumberFormat format, const ValueRange& range) {
    ValueScale scale = scaleFor(format, range.black, range.white);
    for (int k = 0; k < range.channels && format != NumberFormat::Bool; ++k) {
        const ValueRange own = range.of(k);
        scale.channels.push_back({own.black, own.white});
        scale.black = std::min(scale.black, own.black);
        scale.white = std::max(scale.white, own.white);
    }
    return scale;
}

/// \param own of the one picture, for range=file
ValueScale scaleFrom(const FileNumbers& numbers, const ValueRange& range, const ValueMap& own) {
    switch (range.kind) {
        case ValueRange::Kind::Fixed: return scaleFor(numbers.format, range);
        case ValueRange::Kind::File: return scaleFor(numbers.format, own.black, own.white);
        default: return scaleFor(numbers.format, numbers.black, numbers.white);
    }
}

Error unknownValues() {
    return Error("values.unknown",
                 "What the values of the run's files are is not known: it was made by a Zscape that did not keep it. "
                 "Open it once with its images (zscape-cli train --resume), or write pictures (.png, or a folder).");
}

Error changedSince(const ImageSet& images) {
    return Error("values.changed", "The files of %1 are not those that were imported any more. Open them again.",
                 {images.sources().empty() ? std::string() : displayName(images.sources().front())});
}

/// Which candidate of its source each image is: candidates that were no pictures have been left out on the way.
std::vector<int64_t> candidatesOf(const ImageSet& images, const PictureSource& source) {
    const std::vector<Base> bases = source.bases();
    std::vector<int64_t> candidates;
    candidates.reserve(static_cast<size_t>(images.count()));
    for (int64_t candidate = 0; candidate < source.candidates(); ++candidate) {
        const auto next = static_cast<int64_t>(candidates.size());
        if (next == images.count()) break;
        const int base = source.baseOf(candidate);
        const std::string prefix = base < 0 ? std::string() : bases[static_cast<size_t>(base)].prefix;
        if (shownName(prefix + source.nameOf(candidate), source.pageOf(candidate), source.placeOf(candidate)) ==
            images.nameOf(next))
            candidates.push_back(candidate);
    }
    if (static_cast<int64_t>(candidates.size()) != images.count()) throw changedSince(images);
    return candidates;
}

std::vector<ValueScale> scalesOfEach(const ImageSet& images, const ImportSettings& settings,
                                     const ProgressSink& progress, const std::stop_token& stop) {
    const std::unique_ptr<PictureSource> pictures = openSources({images.sources(), settings}, -1, progress, stop);
    const Target target = pictures->targetFor(settings);
    const std::unique_ptr<PictureSource> tiles = target.fit == Fit::Tiles ? makeTileSource(*pictures, target) : nullptr;
    PictureSource* source = tiles ? tiles.get() : pictures.get();
    source->prepare(stop);
    std::vector<int64_t> imageOf(static_cast<size_t>(source->candidates()), -1);
    int64_t image = 0;
    for (const int64_t candidate : candidatesOf(images, *source)) imageOf[static_cast<size_t>(candidate)] = image++;
    std::vector<ValueScale> scales(static_cast<size_t>(images.count()));
    std::atomic<int64_t> done{0};
    std::mutex reporting;
    inParallel(imageOf.size(), 0, [&](size_t candidate) {
        if (stop.stop_requested()) throw Cancelled();
        const int64_t index = imageOf[candidate];
        // A picture is held until each of its tiles was asked for: also those that were left out of the set.
        if (index < 0 && !tiles) return true;
        Scratch scratch;
        scratch.stop = stop;
        try {
            source->read(static_cast<int64_t>(candidate), target, scratch);
        } catch (const Error&) {
            if (index >= 0) throw;
        }
        if (index < 0) return true;
        if (!scratch.facts.numbers.isOfOneKind()) throw changedSince(images);
        scales[static_cast<size_t>(index)] = scaleFrom(scratch.facts.numbers, settings.range, scratch.facts.map);
        const int64_t reached = ++done;
        if (progress && reached % 64 == 0) {
            const std::lock_guard lock(reporting);
            progress({"Looking at values", reached, images.count(), -1});
        }
        return true;
    });
    return scales;
}

std::vector<uint8_t> channelsBack(std::span<const float> shades, const ValueScale& scale) {
    const size_t channels = scale.channels.size(), pixels = shades.size() / channels;
    std::vector<float> own(pixels);
    std::vector<uint8_t> numbers;
    for (size_t k = 0; k < channels; ++k) {
        for (size_t i = 0; i < pixels; ++i) own[i] = shades[i * channels + k];
        const std::vector<uint8_t> back =
            numbersBack(own, {scale.format, scale.channels[k].black, scale.channels[k].white});
        const size_t bytes = back.size() / pixels;
        numbers.resize(shades.size() * bytes);
        for (size_t i = 0; i < pixels; ++i)
            std::copy_n(back.begin() + static_cast<std::ptrdiff_t>(i * bytes), bytes,
                        numbers.begin() + static_cast<std::ptrdiff_t>((i * channels + k) * bytes));
    }
    return numbers;
}

}  // namespace

std::vector<uint8_t> numbersBack(std::span<const float> shades, const ValueScale& scale) {
    const auto valueOf = [&](double shade) { return scale.black + (scale.white - scale.black) * shade; };
    const auto whole = [&]<class Number>(Number) {
        return eachNumber<Number>(shades,
                                  [&](double shade) { return nearestWhole<Number>(valueOf(shade), scale.black); });
    };
    if (!scale.channels.empty()) return channelsBack(shades, scale);
    switch (scale.format) {
        case NumberFormat::Bool:
            return eachNumber<uint8_t>(shades, [&](double shade) {
                return std::min<uint8_t>(nearestWhole<uint8_t>(valueOf(shade), scale.black), 1);
            });
        case NumberFormat::UInt8: return whole(uint8_t{});
        case NumberFormat::Int8: return whole(int8_t{});
        case NumberFormat::UInt16: return whole(uint16_t{});
        case NumberFormat::Int16: return whole(int16_t{});
        case NumberFormat::UInt32: return whole(uint32_t{});
        case NumberFormat::Int32: return whole(int32_t{});
        case NumberFormat::UInt64: return whole(uint64_t{});
        case NumberFormat::Int64: return whole(int64_t{});
        case NumberFormat::Float64: return eachNumber<double>(shades, valueOf);
        default: return eachNumber<float>(shades, [&](double shade) { return static_cast<float>(valueOf(shade)); });
    }
}

ValueScale scaleOf(const ImportSettings& settings) {
    const FileNumbers& numbers = settings.numbers;
    const bool mixed = numbers.format == NumberFormat::Mixed;
    if (numbers.format == NumberFormat::Unknown) throw unknownValues();
    if (settings.range.kind == ValueRange::Kind::File && numbers.format != NumberFormat::Bool)
        throw Error("values.by-file",
                    "The run's pictures were read by range=file, each from its own least value to its greatest: a code "
                    "has no file, and so its picture has no values. Write pictures (.png, or a folder), or train with "
                    "one range for all.");
    if (settings.range.kind == ValueRange::Kind::Fixed)
        return scaleFor(mixed ? NumberFormat::Float32 : numbers.format, settings.range);
    if (mixed)
        throw Error("values.mixed",
                    "The run's files are of several types of numbers, each with its own black and white: a code has no "
                    "file, and so its picture has no values. Write pictures (.png, or a folder), or train with one "
                    "range for all.");
    return scaleFor(numbers.format, numbers.black, numbers.white);
}

std::vector<ValueScale> scalesOf(const ImageSet& images, const ProgressSink& progress, std::stop_token stop) {
    const ImportSettings settings = settingsOf(images);
    const NumberFormat format = settings.numbers.format;
    const bool byFile = settings.range.kind == ValueRange::Kind::File && format != NumberFormat::Bool;
    if (byFile && isComposite(images.channels()))
        throw Error(
            "values.channels",
            "The pictures were read by range=file, each channel from its own least value to its greatest, which "
            "is not kept. Write pictures (.png, or a folder), or train with one range for all, such as "
            "range=auto.");
    if (byFile || format == NumberFormat::Mixed) return scalesOfEach(images, settings, progress, stop);
    return std::vector<ValueScale>(static_cast<size_t>(images.count()), scaleOf(settings));
}

}  // namespace zscape
