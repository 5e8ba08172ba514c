#pragma once

#include "engine/session/shared_state.h"
#include "engine/session/engine_backend.h"
#include "engine/session/principal_plane.h"
#include "engine/session/session.h"
#include "engine/session/threads/job_runner.h"
#include "engine/session/threads/model_service.h"
#include "engine/session/threads/plane_refresher.h"
#include "engine/session/threads/run_loop.h"

#include <map>
#include <mutex>

namespace zscape {

/// The threads of a session, and what they share. What is declared later ends earlier.
struct Session::Implementation {
    explicit Implementation(Options options)
        : importOptions(whereTheCacheIs(options)),
          shared(std::move(options.wake)),
          plane(shared.events, jobs, [this](const CodesSnapshot& codes) { return principalPlane.of(codes); }),
          jobs(shared.events, kJobThreads),
          service(shared.events, [this] { askForWeights(); }),
          backend(shared, service,
                  {std::move(options.cacheFolder), options.cacheBudgetBytes, options.autosave,
                   std::move(options.unsavedFolder), options.previews, [this] { loop.poke(); }}),
          loop(backend, shared.events) {}

    /// The service's thread pokes the loop: it ends first. No request came before the loop was there.
    ~Implementation() { service.close(); }

    static ImportOptions whereTheCacheIs(const Options& options) {
        ImportOptions where;
        where.cacheFolder = options.cacheFolder;
        where.cacheBudgetBytes = options.cacheBudgetBytes;
        return where;
    }

    void keepImported(JobId id, std::shared_ptr<const Imported> result) {
        const std::lock_guard lock(resultsMutex);
        imported[id] = std::move(result);
        while (imported.size() > kImportedKept) imported.erase(imported.begin());
    }

    void askForWeights() {
        shared.weightsAsked.store(true);
        loop.poke();
    }

    static constexpr int kJobThreads = 2;
    static constexpr size_t kResultsKept = 64;
    /// A set holds its cache: only what a page may still be about to take.
    static constexpr size_t kImportedKept = 2;

    const ImportOptions importOptions;  ///< where the cache is; what is told on the way is each job's
    SharedState shared;
    mutable std::mutex resultsMutex;
    std::map<JobId, Picture> pictures;                             ///< the newest kResultsKept; guarded by resultsMutex
    std::map<JobId, std::shared_ptr<const StoredCurves>> curves;   ///< the newest few; guarded by resultsMutex
    std::map<JobId, SourceSummary> summaries;                      ///< the newest kResultsKept; guarded by resultsMutex
    std::map<JobId, std::shared_ptr<const LoadPreview>> previews;  ///< of the jobs that read; guarded by resultsMutex
    std::map<JobId, std::shared_ptr<const Imported>> imported;  ///< the newest kImportedKept; guarded by resultsMutex
    PrincipalPlane principalPlane;                              ///< used by what `plane` makes, one at a time
    PlaneRefresher plane;
    JobRunner jobs;
    ModelService service;
    EngineBackend backend;
    RunLoop loop;
};

}  // namespace zscape
