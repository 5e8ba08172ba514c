#pragma once

#include "engine/session/threads/command.h"
#include "engine/session/threads/event_queue.h"
#include "engine/session/threads/run_backend.h"
#include "engine/session/threads/run_machine.h"
#include "engine/session/threads/wait_queue.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace zscape {

/// The run's thread: takes commands, asks the table, lets the backend work, says what came of it.
/// Paused and idle are waits for the next command; a load runs on a thread of its own, so that it can be cancelled.
class RunLoop {
public:
    /// `backend` and `events` must outlive it. The thread starts here.
    RunLoop(RunBackend& backend, EventQueue& events);
    /// Ends after the step in flight; a load in hand is cancelled.
    ~RunLoop();
    RunLoop(const RunLoop&) = delete;
    RunLoop& operator=(const RunLoop&) = delete;

    CommandId submit(CommandBody body);
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

    void run(std::stop_token stop);
    void handle(Command command);
    void handle(LoadResult result);
    void carryOut(const Command& command, const Verdict& verdict);
    void beginLoad(const Command& command);
    void giveUpLoad(ErrorInfo reason);
    void trainOne(std::stop_token stop);
    void measure(std::stop_token stop, bool epochEnded);
    bool idleOne();
    void end(ErrorInfo why);
    void fail(int64_t step, ErrorInfo reason);
    void refuse(const Command& command, ErrorInfo reason);
    void announce(RunState from);

    RunBackend& backend_;
    EventQueue& events_;
    RunMachine machine_;
    std::atomic<RunState> shown_{RunState::Empty};  ///< written by the run thread only, after the backend's publishing
    WaitQueue<Message> inbox_;
    std::atomic<CommandId> nextId_{1};
    /// Commands in the inbox that should not wait for an evaluation to end.
    std::atomic<int> urgent_{0};
    std::mutex evaluationMutex_;
    std::stop_source evaluation_;  ///< guarded by evaluationMutex_

    // Run thread only.
    CommandId loadId_ = 0;
    CommandKind loadKind_ = CommandKind::Load;
    bool loadCancelled_ = false;
    std::jthread loader_;

    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace zscape
