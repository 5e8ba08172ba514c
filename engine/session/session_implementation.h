#pragma once

#include "engine/session/board.h"
#include "engine/session/engine_backend.h"
#include "engine/session/model_service.h"
#include "engine/session/principal_plane.h"
#include "engine/session/session.h"
#include "engine/session/threads/job_runner.h"
#include "engine/session/threads/run_loop.h"

#include <map>
#include <mutex>

namespace zscape {

/// The threads of a session, and what they share. What is declared later ends earlier.
struct Session::Implementation {
    explicit Implementation(Options options)
        : board(std::move(options.wake)), plane(board, jobs), jobs(board.events, kJobThreads), service(board.events, [this] { askForWeights(); }),
          backend(board, service, {std::move(options.cacheFolder), options.cacheBudgetBytes, options.autosave, std::move(options.unsavedFolder), [this] { loop.poke(); }}),
          loop(backend, board.events) {}

    /// The service's thread pokes the loop: it ends first. No request came before the loop was there.
    ~Implementation() { service.close(); }

    void askForWeights() {
        board.weightsAsked.store(true);
        loop.poke();
    }

    static constexpr int kJobThreads = 2;
    static constexpr size_t kResultsKept = 64;

    Board board;
    mutable std::mutex resultsMutex;
    std::map<JobId, Picture> pictures;         ///< the newest kResultsKept; guarded by resultsMutex
    std::map<JobId, SourceSummary> summaries;  ///< the newest kResultsKept; guarded by resultsMutex
    PrincipalPlane plane;
    JobRunner jobs;
    ModelService service;
    EngineBackend backend;
    RunLoop loop;
};

}  // namespace zscape
