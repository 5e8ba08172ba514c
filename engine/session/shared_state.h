#pragma once

#include "engine/session/diagnostics.h"
#include "engine/session/metrics.h"
#include "engine/session/named_images.h"
#include "engine/session/run_list.h"
#include "engine/session/side_measure.h"
#include "engine/session/threads/event_queue.h"
#include "engine/session/threads/mailbox.h"
#include "engine/session/types.h"

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace zscape {

/// A stored run that is looked at while another one trains. Immutable.
struct ShownRun {
    std::shared_ptr<const RunInfo> info;
    std::shared_ptr<const RunMetrics> metrics;
    std::shared_ptr<const std::vector<Mark>> marks;
    std::shared_ptr<const CodesSnapshot> codes;
    std::shared_ptr<const ReconstructionsSnapshot> reconstructions;  ///< null: nobody has looked at them yet
};

/// Where the threads of a session leave what others may read, and the few wishes that go the other way. Everything
/// is either a mailbox of immutable values or an atomic: nobody waits here.
struct SharedState {
    /// \param codesChanged codesShown() may be others; may be empty
    explicit SharedState(std::function<void()> wake, const std::function<void()>& codesChanged = {})
        : events(std::move(wake)),
          codes(codesChanged),
          shown(codesChanged) {
        info.put(std::make_shared<RunInfo>());
        runs.put(std::make_shared<RunList>());
        named.put(std::make_shared<NamedImages>());
    }

    /// Of the run that is looked at; null without a model.
    std::shared_ptr<const CodesSnapshot> codesShown() const {
        const auto run = shown.get();
        return run ? run->codes : codes.get();
    }

    EventQueue events;

    // Written by the run thread.
    Mailbox<RunInfo> info;
    Mailbox<ImageSet> images;
    Mailbox<ImportSettings> importSettings;
    Mailbox<Split> split;
    Mailbox<RunMetrics> metrics;
    Mailbox<std::vector<Mark>> marks;
    WatchedMailbox<CodesSnapshot> codes;
    Mailbox<ReconstructionsSnapshot> reconstructions;
    Mailbox<DiagnosticsSnapshot> diagnostics;
    Mailbox<SideMeasure> sideMeasured;
    Mailbox<RunList> runs;
    Mailbox<NamedImages> named;  ///< of `images`, and put before them
    /// In the place of info, metrics, marks, codes, and of what the run that trains looks at; null: nothing is.
    WatchedMailbox<ShownRun> shown;

    // Written by the loader's threads, emptied by the run thread.
    Mailbox<LoadPreview> preview;
    Mailbox<JobStatus> loadProgress;

    // Wishes of clients.
    Mailbox<std::vector<int64_t>> followed;
    Mailbox<Side> sideAsked;  ///< another pointer: asked once more
    std::atomic<bool> labelsSwapped{false};
    std::atomic<uint64_t> draw{0};  ///< of the reconstructions; 0: none, they are of mu
    std::atomic<bool> codesWanted{false};
    std::atomic<bool> reconstructionsLookedAt{false};  ///< set by a reader, cleared by the pass that it caused
    std::atomic<bool> weightsAsked{false};             ///< set by the model service, cleared by the copy
    std::atomic<bool> unsavedForgotten{false};  ///< what is kept of a run without a project goes with the session
};

}  // namespace zscape
