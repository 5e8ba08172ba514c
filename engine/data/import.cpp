#include "engine/data/import.h"

#include "engine/core/paths.h"
#include "engine/data/arranged_image_set.h"
#include "engine/data/build_cache.h"
#include "engine/data/guess.h"
#include "engine/data/image_cache.h"
#include "engine/data/picture_source.h"

#include <algorithm>

namespace zscape {

namespace {

/// Everything that decides about pixels. A change in how pictures are made needs a new number here.
Hash128 keyOf(const PictureSource& source, const Target& target) {
    Hash128 key = source.identity();
    std::string text = "zscape pixels 1";
    for (const int value : {target.size, target.channels, static_cast<int>(target.fit), int{target.background[0]}, int{target.background[1]}, int{target.background[2]}})
        text += " " + std::to_string(value);
    key.add(Hash128::of(text));
    return key;
}

/// The sources as the set names them: absolute.
std::vector<std::string> named(const std::vector<std::string>& sources) {
    std::vector<std::string> names;
    for (const std::string& source : sources) names.push_back(source.starts_with("sample:") ? source : absolutePath(source));
    return names;
}

}  // namespace

std::shared_ptr<const ImageSet> importImages(const ImportRequest& request, const ImportOptions& options, std::stop_token stop) {
    if (stop.stop_requested()) throw Cancelled();
    prepareOpenCv();
    const std::filesystem::path folder = options.cacheFolder.empty() ? cacheFolder() : options.cacheFolder;
    const std::unique_ptr<PictureSource> source = openSources(request, -1, options.onProgress, stop);
    const Target target = source->targetFor(request.settings);
    const Hash128 key = keyOf(*source, target);
    SourceFindings findings = source->findings();
    std::shared_ptr<const ImageSet> images = openCached(folder, key);
    if (!images) images = buildCache(*source, target, key, named(request.sources), folder, options, stop);
    return arrangeMaterial(materialFrom(std::move(images), std::move(findings)), request.settings, nullptr);
}

std::shared_ptr<const ImageSet> importOthers(const ImportRequest& request, const ImportOptions& options, std::stop_token stop) {
    ImportRequest plain = request;
    for (std::string ImportSettings::*choice : {&ImportSettings::labels, &ImportSettings::split, &ImportSettings::group, &ImportSettings::table, &ImportSettings::duplicates})
        (plain.settings.*choice).clear();
    std::shared_ptr<const ImageSet> images = importImages(plain, options, stop);
    const std::string& labels = request.settings.labels;
    const bool column = labels.starts_with("column:");
    if (!column && !labels.starts_with("pattern:")) return images;
    const std::vector<Attribute>& attributes = images->attributes();
    if (column && std::none_of(attributes.begin(), attributes.end(), [&](const Attribute& attribute) { return "column:" + attribute.name == labels; })) return images;
    ImportSettings same = settingsOf(*images);
    same.labels = labels;
    const std::shared_ptr<const ImageSet> arranged = arrangeImages(images, same);
    return arranged->labelNames().empty() ? images : arranged;
}

Picture readPicture(const std::filesystem::path& file, int size, int channels, const ImportSettings& settings) {
    prepareOpenCv();
    std::vector<uint8_t> scratch;
    Target target{size, channels, settings.fit, settings.background};
    if (settings.guessFit) {
        const ImageHeader header = readImageHeader(file);
        if (header.format != ImageFormat::None) target.fit = guessTarget({{header.seenWidth(), header.seenHeight(), header.grey}}).fit;
    }
    const cv::Mat picture = decodeFile(file, target, scratch);
    if (picture.empty())
        throw Error("image.none", "%1 is no image: it begins like no PNG, JPEG, WebP, TIFF, BMP, GIF or PNM file.", {displayName(file)});
    const size_t bytes = picture.total() * picture.elemSize();
    return {size, size, channels, std::vector<uint8_t>(picture.data, picture.data + bytes)};
}

}  // namespace zscape
