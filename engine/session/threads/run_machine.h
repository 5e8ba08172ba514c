#pragma once

#include "engine/session/types.h"

#include <array>
#include <atomic>

namespace zscape {

/// What happens to a run without a command.
enum class RunEvent {
    LoadedUntrained,  ///< images are in, the model (if it could be built) stands at step 0
    LoadedTrained,    ///< a project with a trained model is in
    LoadGivenUp,      ///< failed or cancelled
    LoadBroke,        ///< failed half way: nothing is left
    PlanDone,         ///< the last planned step is done
    EndsByItself,     ///< patience or minutes are over
    StopDone,         ///< the step in flight has ended after a stop
    StepFailed,
    Broke,  ///< something else failed that never should; the weights are the last good ones
};

inline constexpr size_t kRunStates = 8;
inline constexpr size_t kCommandKinds = 14;
inline constexpr size_t kRunEvents = 9;

/// What the table says of a command in a state.
struct CommandVerdict {
    bool allowed = false;
    RunState next = RunState::Empty;  ///< the state after it, when it succeeds
    ErrorInfo reason;                 ///< when it is not allowed
};

CommandVerdict verdictOn(RunState state, CommandKind command);

/// The state after `event`; `before` is the state that a load began in.
/// \throws std::logic_error where the event cannot happen: our own mistake
RunState stateAfter(RunState state, RunEvent event, RunState before);

/// English names, for codes and messages: "ready", "configure".
const char* nameOf(RunState state);
const char* nameOf(CommandKind command);

/// The state of the run. One thread changes it, any may read it.
class RunMachine {
public:
    RunState state() const { return state_.load(std::memory_order_acquire); }
    CommandVerdict verdict(CommandKind command) const { return verdictOn(state(), command); }
    /// The state that the current load began in.
    RunState beforeLoad() const { return beforeLoad_; }

    /// Takes a command's verdict as carried out. \return the state before
    RunState enter(RunState next);
    /// \return the state before
    RunState happen(RunEvent event);

private:
    std::atomic<RunState> state_{RunState::Empty};  ///< written by the run thread only
    RunState beforeLoad_ = RunState::Empty;         ///< run thread only
};

}  // namespace zscape
