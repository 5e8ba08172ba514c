#include "engine/session/linked_engine.h"

#include "engine/analysis/projection.h"
#include "engine/core/paths.h"
#include "engine/data/copied_images.h"
#include "engine/data/last_unpacked.h"
#include "engine/data/picture_writers.h"
#include "engine/data/tile_overview.h"
#include "engine/data/walk_writer.h"
#include "engine/session/engine_backend.h"
#include "engine/session/import_jobs.h"
#include "engine/session/principal_plane.h"
#include "engine/session/stored_runs.h"
#include "engine/training/precision.h"

#include <algorithm>
#include <utility>

namespace zscape {
namespace {

/// Small pictures are enlarged by a whole factor, so that they are visible in a file.
constexpr int kLeastStripSide = 128;
/// Without images the size of a model is not known: large enough to look at.
constexpr int kLooseSize = 64;
constexpr int64_t kInspectLimit = 100000;

void checkPictures(const std::vector<Picture>& pictures, const std::filesystem::path& file) {
    const bool empty = pictures.empty() || std::any_of(pictures.begin(), pictures.end(),
                                                       [](const Picture& picture) { return picture.empty(); });
    if (empty)
        throw Error("write.empty", "There is no picture yet to write to %1. Choose two images first.",
                    {displayName(file)});
}

class LinkedEngine : public SessionEngine {
public:
    explicit LinkedEngine(const EngineContext& context)
        : shared_(context.shared),
          images_(importOptions(context.options)),
          backend_(context.shared, context.service,
                   {images_, context.options.autosave, context.options.unsavedFolder, context.options.previews,
                    context.poke}) {}

    RunBackend& backend() override { return backend_; }

    std::shared_ptr<const PlaneBasis> principalPlane(const CodesSnapshot& codes) override { return plane_.of(codes); }

    std::unique_ptr<Projector> projector(const CodeRows& codes, const LayoutSettings& settings, const Layout* earlier,
                                         std::stop_token stop, const ProgressSink& progress) override {
        useThreads(1);  // of LibTorch, for the axes that a map begins with
        return makeProjector(codes, settings, earlier, std::move(stop), progress);
    }

    Picture readPictureFile(const std::filesystem::path& file) override {
        const auto images = shared_.images.get();
        const auto settings = shared_.importSettings.get();
        const auto shown = shared_.shown.get();
        const auto info = shown ? shown->info : shared_.info.get();
        ImportSettings rule = settings ? *settings : ImportSettings();
        if (images) rule.colours = images->channelColours();
        if (images) return readPicture(file, images->size(), images->channels(), rule);
        if (info->parameters > 0)  // a model whose images may be gone
            return readPicture(file, info->spec.shape.size, info->spec.shape.channels, rule);
        return readPicture(file, kLooseSize, 3, rule);
    }

    void exportStrip(const std::filesystem::path& file, const std::vector<Picture>& pictures) override {
        checkPictures(pictures, file);
        writePng(file, tile(enlarged(pictures, kLeastStripSide), static_cast<int>(pictures.size())));
    }

    std::optional<ErrorInfo> exportFilm(const std::filesystem::path& file, const FilmSettings& settings,
                                        const std::vector<Picture>& stops, const ProgressSink& sink,
                                        std::stop_token stop) override {
        checkPictures(stops, file);
        return writeWalk(file, settings, stops, sink, std::move(stop));
    }

    void exportPicture(const std::filesystem::path& file, const Picture& picture) override {
        checkPictures({picture}, file);
        writePng(file, picture);
    }

    std::filesystem::path copyImages(const std::filesystem::path& into, const std::string& name, const ImageSet& set,
                                     const std::vector<int64_t>& images, const ProgressSink& sink,
                                     const std::stop_token& stop) override {
        return copyImagesTo(into, name, set, images, sink, stop).folder;
    }

    std::optional<TileOverview> tileOverview(const ImageSet& images, int64_t image, int side, uint8_t ground) override {
        return overviewOf(images, image, side, ground);
    }

    SourceSummary inspect(const std::vector<std::string>& sources, std::stop_token stop) override {
        return inspectSources(sources, kInspectLimit, stop);
    }

    std::shared_ptr<const Imported> readForImport(const ImportRequest& request, double heldOutFraction,
                                                  PreviewBuilder& preview, const ProgressSink& progress,
                                                  std::stop_token stop) override {
        return zscape::readForImport(request, splitChoice(heldOutFraction), images_, preview, progress, stop);
    }

    std::shared_ptr<const Imported> arrangeForImport(const Imported& base, const ImportSettings& settings,
                                                     double heldOutFraction, std::stop_token stop) override {
        return zscape::arrangeForImport(base, settings, splitChoice(heldOutFraction), stop);
    }

    std::string commandOf(const RunConfig& config, const ImportRequest& images, const std::string& project) override {
        return zscape::commandOf(config, images, project);
    }

private:
    static ImportOptions importOptions(const Session::Options& options) {
        ImportOptions images;
        images.cacheFolder = options.cacheFolder;
        images.cacheBudgetBytes = options.cacheBudgetBytes;
        images.unpacked = std::make_shared<LastUnpacked>();
        return images;
    }

    SplitChoice splitChoice(double heldOutFraction) const { return {heldOutFraction, shared_.info.get()->config.seed}; }

    SharedState& shared_;
    const ImportOptions images_;  ///< where the cache is; what is told on the way is each job's
    PrincipalPlane plane_;        ///< used by one job at a time
    EngineBackend backend_;
};

}  // namespace

std::unique_ptr<SessionEngine> linkedEngine(const EngineContext& context) {
    return std::make_unique<LinkedEngine>(context);
}

}  // namespace zscape
