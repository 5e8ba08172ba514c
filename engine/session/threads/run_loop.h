#pragma once

#include "engine/session/threads/command.h"
#include "engine/session/threads/event_queue.h"
#include "engine/session/threads/interruption.h"
#include "engine/session/threads/run_backend.h"
#include "engine/session/threads/run_machine.h"
#include "engine/session/threads/wait_queue.h"

#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <thread>

namespace zscape {

/// The run's thread: takes commands, asks the table, lets the backend work, says what came of it.
/// Paused and idle are waits for the next command; a load runs on a thread of its own, so that it can be cancelled.
/// An evaluation gives way to a pause at once and is made up for while the run rests, so that no epoch goes unmeasured.
/// No exception leaves the loop: a run that breaks is Failed, and says why.
class RunLoop {
public:
    /// Where the backend comes from; takes as long as it takes. Run thread. \throws Error: who needed it is refused
    /// with it, and the next one asks again
    using Source = std::function<RunBackend&()>;
    /// The backend and `events` must outlive it. The thread starts here.
    RunLoop(Source source, EventQueue& events);
    /// Ends after the step in flight; a running load is cancelled.
    ~RunLoop();
    RunLoop(const RunLoop&) = delete;
    RunLoop& operator=(const RunLoop&) = delete;

    CommandId submit(CommandBody body);
    /// Asks for the backend now, and not only for the first command; a Warning says why there is none.
    void prepare();
    /// Something that the backend looks at when idle has changed.
    void poke() { inbox_.poke(); }
    /// Who sees a state also sees what the backend has published for it.
    RunState state() const { return shown_.load(std::memory_order_acquire); }

private:
    struct LoadResult {
        std::unique_ptr<StagedLoad> staged;
        std::exception_ptr error;
    };
    using Message = std::variant<Command, LoadResult>;

    /// A step that is done, and what of its turn may still be to do.
    struct Turn {
        StepOutcome outcome;
        bool toMeasure = false;
    };

    void run(std::stop_token stop);
    RunBackend& backend();
    void turn(std::stop_token stop);
    void handle(const Command& command);
    void handle(LoadResult result);
    void carryOut(const Command& command, const CommandVerdict& verdict);
    void beginLoad(const Command& command);
    void giveUpLoad(ErrorInfo reason);
    void trainOne(std::stop_token stop);
    /// \return whether it is through; else what interrupted it waits in the inbox
    bool measure(Turn& turn, std::stop_token stop, Interruption& by);
    bool idleOne(std::stop_token stop);
    void end(ErrorInfo why);
    void fail(int64_t step, ErrorInfo reason);
    /// What never should has failed: the run, where there is one.
    void breakOff(ErrorInfo reason);
    void refuse(const Command& command, ErrorInfo reason);
    void announce(RunState from);

    const Source source_;
    EventQueue& events_;
    RunMachine machine_;
    std::atomic<RunState> shown_{RunState::Empty};  ///< written by the run thread only, after the backend's publishing
    WaitQueue<Message> inbox_;
    std::atomic<CommandId> nextId_{1};
    Interruption
        training_;       ///< of what is done between steps, by commands that should not wait for an evaluation to end
    Interruption rest_;  ///< of what is done at rest, by every message

    std::atomic<bool> wanted_{false};  ///< set by any thread, cleared by the run thread

    // Run thread only.
    RunBackend* backend_ = nullptr;  ///< of source_, once it has been needed
    std::optional<Turn> turn_;
    CommandId loadId_ = 0;
    CommandKind loadKind_ = CommandKind::Load;
    bool loadCancelled_ = false;
    std::jthread loader_;

    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace zscape
