#include "engine/data/import.h"

#include "engine/core/paths.h"
#include "engine/data/arranged_image_set.h"
#include "engine/data/build_cache.h"
#include "engine/data/find_cached.h"
#include "engine/data/guess.h"
#include "engine/data/image_cache.h"
#include "engine/data/picture_source.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace zscape {

namespace {

/// Everything that decides about pixels. A change in how pictures are made needs a new number here.
Hash128 keyOf(Hash128 key, const Target& target) {
    key.add(Hash128::of("zscape pixels 3" + textOf(target)));
    return key;
}

int64_t nanosecondsNow() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// For a person, where the range was found and cuts something or leaves much of what the type holds.
std::optional<ErrorInfo> aboutRange(const ValueSample& sample, const ValueRange& range) {
    if (range.kind != ValueRange::Kind::Fixed) return std::nullopt;
    return ErrorInfo{
        "values.range",
        "Values from %1 (black) to %2 (white) are used. In the files they run from %3 to %4; a thousandth of "
        "the pixels at each end may be cut. Set range to other values, or to full, to change it.",
        {textOfValue(range.black), textOfValue(range.white), textOfValue(sample.least()),
         textOfValue(sample.greatest())}};
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
    const std::unique_ptr<PictureSource> source = openSources(request, -1, options.onProgress, stop);
    const Hash128 identity = source->identity();
    Target target = source->targetFor(request.settings);
    std::optional<ErrorInfo> foundRange;
    if (request.settings.range.kind == ValueRange::Kind::Auto) {
        const ValueSample sample = source->sampleValues(options);
        target.range = rangeFor(sample);
        foundRange = aboutRange(sample, target.range);
    }
    const Hash128 key = keyOf(identity, target);
    const Place place{absoluteSources(request.sources), source->bases(), source->unreadable()};
    SourceFindings findings = source->findings();
    if (foundRange) findings.remarks.push_back(*foundRange);
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
        images = buildCache(*source, target, key, place, folder, options, stop);
        rememberPlace(cacheFileOf(folder, key, images->fingerprint()), place,
                      FileCheck(*source, lookedAt, options.threads, {}, stop).now());
    }
    return arrangeMaterial(materialFrom(std::move(images), std::move(findings)), request.settings, nullptr);
}

std::shared_ptr<const ImageSet> importOthers(const ImportRequest& request, const ImportOptions& options,
                                             std::stop_token stop) {
    ImportRequest plain = request;
    plain.settings = withoutChoices(request.settings);
    std::shared_ptr<const ImageSet> images = importImages(plain, options, stop);
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
        const auto material = materialFrom(images, {});
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
    Target target{size, channels, settings.fit, settings.background};
    if (settings.range.kind != ValueRange::Kind::Auto) target.range = settings.range;
    if (settings.guessFit) {
        const ImageHeader header = readImageHeader(file);
        if (header.format != ImageFormat::None)
            target.fit = guessTarget({{header.seenWidth(), header.seenHeight(), header.grey}}).fit;
    }
    const cv::Mat picture = decodeFile(file, target, scratch);
    if (picture.empty()) throw noPicture(file);
    const size_t bytes = picture.total() * picture.elemSize();
    return {size, size, channels, std::vector<uint8_t>(picture.data, picture.data + bytes)};
}

}  // namespace zscape
