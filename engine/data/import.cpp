#include "engine/data/import.h"

#include "engine/core/paths.h"
#include "engine/data/arranged_image_set.h"
#include "engine/data/build_cache.h"
#include "engine/data/find_cached.h"
#include "engine/data/guess.h"
#include "engine/data/heif_reader.h"
#include "engine/data/image_cache.h"
#include "engine/data/no_picture.h"
#include "engine/data/picture_source.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"
#include "engine/data/tile_source.h"

#include <algorithm>
#include <chrono>
#include <opencv2/core.hpp>
#include <optional>

namespace zscape {

namespace {

/// Everything that decides about pixels. A change in how pictures are made needs a new number here.
Hash128 keyOf(Hash128 key, const Target& target, bool namesWebP) {
    std::string text = "zscape pixels 4" + textOf(target);
    // What cannot be decoded here and now can be when a decoder was installed.
    for (const ImageFormat format : {ImageFormat::Heic, ImageFormat::Avif})
        if (!hasHeifDecoder(format)) text += std::string(" without ") + formatName(format);
    // What was decoded before there was a choice keeps its name, where the choice makes no other set of it.
    if (target.frames == Frames::All) text += " all frames";
    else if (target.frames == Frames::First && namesWebP) text += " first frames";
    key.add(Hash128::of(text));
    return key;
}

int64_t nanosecondsNow() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// For a person, where the range was found and cuts something or leaves much of what the type holds.
std::optional<ErrorInfo> aboutRange(const ValueSample& sample, const ValueRange& range) {
    if (range.kind != ValueRange::Kind::Fixed) return std::nullopt;
    if (range.channels > 0) {
        std::string text;
        for (int k = 0; k < range.channels; ++k)
            text += (k == 0 ? "channel " : ", channel ") + std::to_string(k + 1) + ": " + textOf(range.of(k));
        return ErrorInfo{"values.ranges",
                         "Of the files' values, %2 to %3, each channel shows others from black to white (%1); a "
                         "thousandth of its pixels at each end may be cut. Set range to as many pairs, parted by "
                         "commas, or to full, to change it.",
                         {text, textOfValue(sample.least()), textOfValue(sample.greatest())}};
    }
    return ErrorInfo{
        "values.range",
        "Of the files' values, %3 to %4, those from %1 to %2 are shown from black to white; a thousandth of the "
        "pixels at each end may be cut. Set range to two values, or to full, to change it.",
        {textOfValue(range.black), textOfValue(range.white), textOfValue(sample.least()),
         textOfValue(sample.greatest())}};
}

/// For a person, where no background shows all transparent pictures.
std::optional<ErrorInfo> aboutBackground(const BackgroundGuess& guess) {
    constexpr int64_t kFewOf = 10;  // one in so many is passed over
    if (guess.lost() == 0 || guess.lost() * kFewOf < guess.pictures()) return std::nullopt;
    const bool white = guess.colour()[0] == 255;
    return ErrorInfo{"background.mixed",
                     white
                         ? "Of %1 transparent pictures that were looked at, %2 are nearly white themselves and hardly "
                           "seen on white. On background=#808080 both these and the others are."
                         : "Of %1 transparent pictures that were looked at, %2 are nearly black themselves and hardly "
                           "seen on black. On background=#808080 both these and the others are.",
                     {std::to_string(guess.pictures()), std::to_string(guess.lost())}};
}

/// Pictures of the set that are looked at for whether they can be seen.
constexpr int64_t kShadesOf = 256;

/// For a person, where the pictures as they are would be nearly black or nearly white.
std::optional<ErrorInfo> aboutShades(const ImageSet& images) {
    ValueSample shades;
    const int64_t count = std::min(kShadesOf, images.count());
    for (int64_t i = 0; i < count; ++i) {
        Picture picture = images.picture(i * images.count() / count);
        if (picture.pixels.empty()) return std::nullopt;
        shades.add(cv::Mat(picture.height, picture.width, CV_8UC(picture.channels), picture.pixels.data()),
                   ValueType::Bytes, {});
    }
    const ValueRange used = usedRange(shades);
    const Visibility visibility = visibilityOf(shades, used);
    if (visibility == Visibility::Seen) return std::nullopt;
    const bool black = visibility == Visibility::NearlyBlack;
    return ErrorInfo{black ? "values.dark" : "values.light",
                     black ? "The pictures are nearly black: of the shades from 0 to 255 they use %1 to %2. With "
                             "range=auto, or range=%1..%2 for files of 8 bits, they are seen."
                           : "The pictures are nearly white: of the shades from 0 to 255 they use %1 to %2. With "
                             "range=auto, or range=%1..%2 for files of 8 bits, they are seen.",
                     {textOfValue(used.black), textOfValue(used.white)}};
}

ValueRange::Ends shownEnds(const ValueRange& range, const ValueMap& full) {
    return range.kind == ValueRange::Kind::Fixed ? ValueRange::Ends{range.black, range.white}
                                                 : ValueRange::Ends{full.black, full.white};
}

/// From the least black to the greatest white.
ValueRange::Ends hullOf(const ValueRange::Ends& a, const ValueRange::Ends& b) {
    return {std::min(a.black, b.black), std::max(a.white, b.white)};
}

/// Of one channel, or of all together. \param found what range=auto finds
ImportReport::Values valuesOf(const ValueSample& sample, const ValueRange::Ends& shown, const ValueRange::Ends& found) {
    constexpr size_t kBars = 64;
    ImportReport::Values values;
    values.mixed = !sample.type();
    values.bytes = sample.type() == ValueType::Bytes;
    values.fullBlack = sample.full().black;
    values.fullWhite = sample.full().white;
    values.black = shown.black;
    values.white = shown.white;
    values.least = sample.least();
    values.greatest = sample.greatest();
    values.foundBlack = found.black;
    values.foundWhite = found.white;
    // Of 8 bits all that there may be; else what there is, but no further than half as much again as nearly all are:
    // one hot pixel would push the rest into one bar.
    const double beyond = (found.white - found.black) / 2;
    values.low = std::min(values.black, std::max(values.least, found.black - beyond));
    values.high = std::max(values.white, std::min(values.greatest, found.white + beyond));
    if (values.bytes) values.low = values.fullBlack;
    if (values.bytes) values.high = values.fullWhite;
    if (values.high <= values.low) values.high = values.low + 1;
    values.histogram = sample.histogram(values.low, values.high, kBars);
    values.cut = sample.beyond(values.black, values.white);
    return values;
}

/// For the import page.
std::optional<ImportReport::Values> valuesOf(const ValueSample& sample, const ValueRange& range) {
    if (sample.isEmpty()) return std::nullopt;
    const bool byFile = range.kind == ValueRange::Kind::File;
    ImportReport::Values values;
    const ValueRange found = rangeFor(sample);
    if (sample.channels().empty()) {
        const bool bytes = sample.type() == ValueType::Bytes;
        const ValueRange used = bytes ? usedRange(sample) : found;
        values = valuesOf(sample, shownEnds(range, sample.full()), shownEnds(used, sample.full()));
        const bool asTheyAre = bytes && !byFile && values.black == 0 && values.white == 255 && values.fullWhite == 255;
        if (asTheyAre) values.visibility = visibilityOf(sample, used);
    } else {
        std::vector<ImportReport::Values> channels;
        std::optional<ValueRange::Ends> allShown, allFound;
        double cut = 0;
        for (const ValueSample& channel : sample.channels()) {
            const auto k = static_cast<int>(channels.size());
            const ValueRange::Ends shown = shownEnds(range.of(k), channel.full());
            const ValueRange::Ends itsFound = shownEnds(found.of(k), channel.full());
            allShown = hullOf(allShown.value_or(shown), shown);
            allFound = hullOf(allFound.value_or(itsFound), itsFound);
            channels.push_back(valuesOf(channel, shown, itsFound));
            channels.back().byFile = byFile;
            if (byFile) channels.back().cut = 0;
            cut += channels.back().cut / static_cast<double>(sample.channels().size());
        }
        values = valuesOf(sample, allShown.value(), allFound.value());
        values.channels = std::move(channels);
        values.cut = cut;
    }
    values.byFile = byFile;
    if (byFile) values.cut = 0;
    return values;
}

ImportSettings withoutChoices(ImportSettings settings) {
    for (const auto choice : {&ImportSettings::labels, &ImportSettings::split, &ImportSettings::group,
                              &ImportSettings::table, &ImportSettings::duplicates})
        (settings.*choice).clear();
    return settings;
}

}  // namespace

std::shared_ptr<const ImageSet> importImages(const ImportRequest& request, const ImportOptions& options,
                                             std::stop_token stop) {
    if (stop.stop_requested()) throw Cancelled();
    prepareOpenCv();
    const std::filesystem::path folder = options.cacheFolder.empty() ? cacheFolder() : options.cacheFolder;
    const int64_t lookedAt = nanosecondsNow();
    const std::unique_ptr<PictureSource> source =
        openSources(request, -1, options.onProgress, stop, options.unpacked.get());
    const Hash128 identity = source->identity();
    Target target = source->targetFor(request.settings);
    std::optional<ErrorInfo> foundRange;
    std::optional<ValueSample> sample;
    if (request.settings.range.kind == ValueRange::Kind::Auto) {
        sample = source->sampleValues(target, options, SampleFor::Range);
        target.range = rangeFor(*sample);
        foundRange = aboutRange(*sample, target.range);
        // Kept only where it says all that is to be shown of the values as well.
        if (!options.lookAtValues || sample->isPartial()) sample.reset();
    }
    std::optional<ErrorInfo> foundBackground;
    if (!request.settings.background) {
        const BackgroundGuess guess = source->guessBackground(options, target);
        target.background = guess.colour();
        foundBackground = aboutBackground(guess);
    }
    const Hash128 key = keyOf(identity, target, source->namesWebP());
    const Place place{absoluteSources(request.sources), source->bases(), source->unreadable()};
    SourceFindings findings = source->findings();
    findings.numbers = source->numbers();
    if (foundRange) findings.remarks.push_back(*foundRange);
    if (foundBackground) findings.remarks.push_back(*foundBackground);
    findings.backgroundGuessed = !request.settings.background;
    findings.frames = request.settings.frames;
    findings.arrayAxes = request.settings.arrayAxes;
    FileCheck check(*source, lookedAt, options.threads, options.onProgress, stop);
    CacheCheck pixels{options.threads, options.onProgress, stop};
    std::shared_ptr<const ImageSet> images = findCached(folder, key, check, place, pixels);
    if (pixels.damaged) {
        findings.remarks.push_back({"cache.damaged",
                                    "The decoded images in the cache were damaged on the disk, and have been decoded "
                                    "anew. Should this be said again, check the disk that %1 lies on.",
                                    {displayName(folder)}});
    }
    if (!images) {
        const std::unique_ptr<PictureSource> tiles =
            target.fit == Fit::Tiles ? makeTileSource(*source, target) : nullptr;
        images = buildCache(tiles ? *tiles : *source, target, key, place, folder, options, stop);
        rememberPlace(cacheFileOf(folder, key, images->fingerprint()), place,
                      FileCheck(*source, lookedAt, options.threads, {}, stop).now());
    }
    if (options.lookAtValues) {
        if (!sample) sample = source->sampleValues(target, options, SampleFor::Showing);
        findings.values = valuesOf(*sample, target.range);
    }
    if (target.range.kind == ValueRange::Kind::Full)
        if (const std::optional<ErrorInfo> remark = aboutShades(*images)) findings.remarks.push_back(*remark);
    return arrangeMaterial(materialFrom(std::move(images), std::move(findings)), request.settings, nullptr);
}

std::shared_ptr<const ImageSet> importOthers(const ImportRequest& request, const ImportOptions& options,
                                             std::stop_token stop) {
    ImportRequest plain = request;
    plain.settings = withoutChoices(request.settings);
    plain.settings.numbers = {};  // of the model's files, and not of these
    std::shared_ptr<const ImageSet> images;
    try {
        images = importImages(plain, options, stop);
    } catch (const Error& error) {
        // The model's arrays have axes that others do not: these are what they look like.
        if (error.code() != "array.axes" || plain.settings.arrayAxes.empty()) throw;
        plain.settings.arrayAxes.clear();
        images = importImages(plain, options, stop);
    }
    const std::string& labels = request.settings.labels;
    const bool column = labels.starts_with("column:");
    if (!column && !labels.starts_with("pattern:")) return images;
    const std::vector<Attribute>& attributes = images->attributes();
    if (column && std::none_of(attributes.begin(), attributes.end(),
                               [&](const Attribute& attribute) { return "column:" + attribute.name == labels; }))
        return images;
    ImportSettings same = settingsOf(*images);
    same.labels = labels;
    const std::shared_ptr<const ImageSet> arranged = arrangeImages(images, same);
    return arranged->labelNames().empty() ? images : arranged;
}

std::shared_ptr<const ImageSet> cachedImages(const std::string& fingerprint, const ImportSettings& settings,
                                             const ImportOptions& options, std::stop_token stop) {
    const std::filesystem::path folder = options.cacheFolder.empty() ? cacheFolder() : options.cacheFolder;
    if (fingerprint.empty()) return nullptr;
    CacheCheck check{options.threads, options.onProgress, std::move(stop)};
    for (const std::filesystem::path& file : cacheFilesBeginning(folder, "")) {
        if (!file.stem().string().ends_with("-" + fingerprint.substr(0, 16))) continue;
        const std::shared_ptr<const ImageSet> images = openCached(file, nullptr, check);
        if (!images || images->fingerprint() != fingerprint) continue;
        SourceFindings findings;
        findings.frames = settings.frames;
        findings.arrayAxes = settings.arrayAxes;
        const auto material = materialFrom(images, std::move(findings));
        try {
            return arrangeMaterial(material, settings, nullptr);
        } catch (const Error&) {
            return arrangeMaterial(material, withoutChoices(settings), nullptr);  // the table is gone with the files
        }
    }
    return nullptr;
}

Picture readPicture(const std::filesystem::path& file, int size, int channels, const ImportSettings& settings) {
    prepareOpenCv();
    std::vector<uint8_t> scratch;
    Target target{size, channels, settings.fit};
    target.tiling = settings.tiling;
    if (settings.background) target.background = *settings.background;
    if (settings.range.kind != ValueRange::Kind::Auto) target.range = settings.range;
    target.axes = settings.axes;
    if (settings.guessFit) {
        const ImageHeader header = readImageHeader(file);
        if (header.format != ImageFormat::None) target.fit = guessTarget({lookOf(header)}).fit;
    }
    if (target.fit == Fit::Tiles) requireTiling(target.tiling);
    cv::Mat picture = decodeFile(file, target, scratch);
    if (picture.empty()) throw noPicture(file);
    if (target.fit == Fit::Tiles) {
        const TileGrid grid(picture.size(), size, {1, 0, 0});  // it is at its scale already
        picture = tileOf(picture, grid.middle(), size, inChannels(target.background, channels));
    }
    const size_t bytes = picture.total() * picture.elemSize();
    return {size, size, channels, std::vector<uint8_t>(picture.data, picture.data + bytes), settings.colours};
}

}  // namespace zscape
