#pragma once

#include "engine/analysis/layout/projector.h"
#include "engine/core/tile_overview.h"
#include "engine/session/session.h"
#include "engine/session/threads/model_service.h"
#include "engine/session/threads/preview_builder.h"
#include "engine/session/threads/run_backend.h"

namespace zscape {

struct SharedState;

/// What an engine is made of. All of it outlives the engine.
struct EngineContext {
    SharedState& shared;
    ModelService& service;
    const Session::Options& options;
    std::function<void()> poke;  ///< wakes the run thread; called from other ones
};

/// Everything of one session that computes with LibTorch or reads and writes files of pictures. The libraries behind it
/// take longer to load than a window takes to open: the session makes one when it is first needed (Session::prepare()),
/// and knows no more of it than this. No LibTorch in this header.
class SessionEngine {
public:
    virtual ~SessionEngine() = default;

    virtual RunBackend& backend() = 0;
    /// As PlaneRefresher::Make.
    virtual std::shared_ptr<const PlaneBasis> principalPlane(const CodesSnapshot& codes) = 0;

    /// As LayoutMap::Make.
    virtual std::unique_ptr<Projector> projector(const CodeRows& codes, const LayoutSettings& settings,
                                                 const Layout* earlier, std::stop_token stop,
                                                 const ProgressSink& progress) = 0;

    // Bodies of the session's jobs of the same names, on their threads, several at once. \throws Error, Cancelled
    virtual Picture readPictureFile(const std::filesystem::path& file) = 0;
    virtual void exportStrip(const std::filesystem::path& file, const std::vector<Picture>& pictures) = 0;
    /// \return what is to be warned of
    virtual std::optional<ErrorInfo> exportFilm(const std::filesystem::path& file, const FilmSettings& settings,
                                                const std::vector<Picture>& stops, const ProgressSink& sink,
                                                std::stop_token stop) = 0;
    virtual void exportPicture(const std::filesystem::path& file, const Picture& picture) = 0;
    /// As copyImagesTo(). \return the new folder
    virtual std::filesystem::path copyImages(const std::filesystem::path& into, const std::string& name,
                                             const ImageSet& set, const std::vector<int64_t>& images,
                                             const ProgressSink& sink, const std::stop_token& stop) = 0;
    /// As overviewOf().
    virtual std::optional<TileOverview> tileOverview(const ImageSet& images, int64_t image, int side,
                                                     uint8_t ground) = 0;
    virtual SourceSummary inspect(const std::vector<std::string>& sources, std::stop_token stop) = 0;
    virtual std::shared_ptr<const Imported> readForImport(const ImportRequest& request, double heldOutFraction,
                                                          PreviewBuilder& preview, const ProgressSink& progress,
                                                          std::stop_token stop) = 0;
    virtual std::shared_ptr<const Imported> arrangeForImport(const Imported& base, const ImportSettings& settings,
                                                             double heldOutFraction, std::stop_token stop) = 0;

    /// How `config` is trained by zscape-cli on these images into `project`, as one line for a shell.
    virtual std::string commandOf(const RunConfig& config, const ImportRequest& images, const std::string& project) = 0;
};

}  // namespace zscape
