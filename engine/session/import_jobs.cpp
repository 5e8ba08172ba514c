#include "engine/session/import_jobs.h"

#include "engine/data/image_header.h"
#include "engine/session/project_io.h"

#include <algorithm>

namespace zscape {
namespace {

/// Files whose headers are read to say what became of their pictures.
constexpr int64_t kHeadersLookedAt = 64;
/// What guessTarget() makes of anything large: an array of this size may have been larger.
constexpr int kLargeBecomes = 64;

void lookAtFiles(Imported& imported) {
    const ImageSet& images = *imported.images;
    int64_t looked = 0;
    bool square = true, same = true;
    const int64_t some = std::min(images.count(), kHeadersLookedAt);
    for (int64_t i = 0; i < some; ++i) {
        const std::filesystem::path file = images.fileOf(i * images.count() / some);
        if (file.empty()) continue;
        try {
            const ImageHeader header = readImageHeader(file);
            ++looked;
            square = square && header.seenWidth() == header.seenHeight();
            same = same && header.seenWidth() == images.size() && header.seenHeight() == images.size();
            imported.transparent = imported.transparent || header.alpha;
        } catch (const Error&) {
            // Gone or damaged since it was read: the others say enough.
            continue;
        }
    }
    const bool arrays = looked == 0;
    if (arrays) same = images.size() != kLargeBecomes;
    imported.shape = same ? Imported::Shape::AsTheyAre : square ? Imported::Shape::Square : Imported::Shape::Oblong;
}

/// Whether there is a split of the data's own, used or not.
bool hasOwnSplit(const std::shared_ptr<const ImageSet>& images, ImportSettings settings) {
    if (images->hasOwnSplit() && settings.split == "own") return true;
    settings.split = "own";
    try {
        return arrangeImages(images, settings)->hasOwnSplit();
    } catch (const Error&) {
        return false;
    }
}

/// Split, counts and twins of imported.images.
void countSides(Imported& imported, const SplitChoice& split) {
    const ImageSet& images = *imported.images;
    imported.split = std::make_shared<Split>(makeSplit(images, split.heldOutFraction, split.seed));
    imported.counts.assign(images.labelNames().size() + 1, {});
    const auto count = [&](const std::vector<int64_t>& indices, size_t side) {
        for (const int64_t index : indices) {
            const int label = images.labelOf(index);
            ++imported.counts[label < 0 ? images.labelNames().size() : static_cast<size_t>(label)][side];
        }
    };
    count(imported.split->train, 0);
    count(imported.split->heldOut, 1);
    count(imported.split->test, 2);
    imported.across = duplicatesAcross(images, *imported.split);
}

}  // namespace

std::shared_ptr<const Imported> readForImport(const ImportRequest& request, const SplitChoice& split,
                                              ImportOptions options, PreviewBuilder& preview, const ProgressSink& sink,
                                              std::stop_token stop) {
    options.lookAtValues = true;
    options.onImage = [&preview](int64_t index, std::span<const uint8_t> pixels, int size, int channels) {
        preview.add(index, pixels, size, channels);
    };
    options.onProgress = [&preview, &sink](const Progress& progress) {
        preview.progress(progress);
        sink(progress);
    };
    auto imported = std::make_shared<Imported>();
    imported->request = request;
    try {
        imported->images = importImages(request, options, stop);
    } catch (const SeveralSets& several) {
        imported->sets = several.choice();
        return imported;
    } catch (const SeveralReadings& several) {
        imported->readings = several.readings();
        return imported;
    }
    imported->sets = imported->images->importReport().sets;
    if (imported->sets) imported->set = chosenSet(request.sources, *imported->sets);
    imported->request.settings = resolvedSettings(request, *imported->images);
    imported->ownSplit = hasOwnSplit(imported->images, imported->request.settings);
    lookAtFiles(*imported);
    countSides(*imported, split);
    return imported;
}

std::shared_ptr<const Imported> arrangeForImport(const Imported& base, const ImportSettings& settings,
                                                 const SplitChoice& split, std::stop_token stop) {
    auto imported = std::make_shared<Imported>(base);
    imported->images = arrangeImages(base.images, settings);
    if (stop.stop_requested()) throw Cancelled();
    imported->request.settings = settings;
    imported->request.settings = resolvedSettings(imported->request, *imported->images);
    countSides(*imported, split);
    return imported;
}

}  // namespace zscape
