#pragma once

#include "engine/session/engine_module.h"
#include "engine/session/late_engine.h"
#include "engine/session/session.h"
#include "engine/session/shared_state.h"
#include "engine/session/threads/job_runner.h"
#include "engine/session/threads/layout_worker.h"
#include "engine/session/threads/model_service.h"
#include "engine/session/threads/plane_refresher.h"
#include "engine/session/threads/run_loop.h"

#include <map>
#include <mutex>

namespace zscape {

/// Of what jobs brought: those of the last ones. \pre whoever guards `results` holds it
template <typename Value>
void keepNewest(std::map<JobId, Value>& results, size_t most) {
    while (results.size() > most) results.erase(results.begin());
}

/// The threads of a session, and what they share. What is declared later ends earlier.
struct Session::Implementation {
    explicit Implementation(Options given)
        : options(std::move(given)),
          shared(options.wake, [this] { layouts.poke(); }),
          service(shared.events, [this] { askForWeights(); }),
          plane(shared.events, jobs, [this](const CodesSnapshot& codes) { return engine.get().principalPlane(codes); }),
          layouts(shared.events,
                  {[this] { return shared.codesShown(); }, [this] { return loop.state() == RunState::Running; },
                   [this](const CodeRows& codes, const LayoutSettings& settings, const Layout* earlier,
                          std::stop_token stop, const ProgressSink& progress) {
                       return engine.get().projector(codes, settings, earlier, std::move(stop), progress);
                   }}),
          engine(options.engine ? options.engine : moduleEngine(), {shared, service, options, [this] { loop.poke(); }}),
          jobs(shared.events, kJobThreads),
          loop([this]() -> RunBackend& { return engine.get().backend(); }, shared.events) {}

    /// The service's thread pokes the loop, and maps ask it whether a run trains: these end first. No request came
    /// before the loop was there.
    ~Implementation() {
        service.close();
        layouts.close();
    }

    void keepImported(JobId id, std::shared_ptr<const Imported> result) {
        const std::lock_guard lock(resultsMutex);
        imported[id] = std::move(result);
        keepNewest(imported, kImportedKept);
    }

    void askForWeights() {
        shared.weightsAsked.store(true);
        loop.poke();
    }

    static constexpr int kJobThreads = 2;
    static constexpr size_t kResultsKept = 64;
    static constexpr size_t kLargeResultsKept = 8;
    /// A set holds its cache: only what a page may still be about to take.
    static constexpr size_t kImportedKept = 2;

    const Options options;
    SharedState shared;
    mutable std::mutex resultsMutex;
    std::map<JobId, Picture> pictures;                         ///< the newest kResultsKept; guarded by resultsMutex
    std::map<JobId, std::shared_ptr<const RunCurves>> curves;  ///< the newest few; guarded by resultsMutex
    std::map<JobId, std::string> commands;                     ///< the newest few; guarded by resultsMutex
    std::map<JobId, std::filesystem::path> copies;             ///< the newest few; guarded by resultsMutex
    std::map<JobId, TileOverview> overviews;   ///< the newest kLargeResultsKept; guarded by resultsMutex
    std::map<JobId, SourceSummary> summaries;  ///< the newest kResultsKept; guarded by resultsMutex
    std::map<JobId, std::shared_ptr<const LoadPreview>> previews;  ///< of the jobs that read; guarded by resultsMutex
    std::map<JobId, std::shared_ptr<const Imported>> imported;  ///< the newest kImportedKept; guarded by resultsMutex
    ModelService service;
    PlaneRefresher plane;
    LayoutWorker layouts;
    LateEngine engine;
    JobRunner jobs;
    RunLoop loop;
};

}  // namespace zscape
