#include "engine/session/threads/run_machine.h"

#include <stdexcept>
#include <string>

namespace zscape {
namespace {

struct Cell {
    RunState next;
    const char* refusal;  ///< null: allowed
};

constexpr Cell to(RunState next) { return {next, nullptr}; }
constexpr Cell no(const char* reason) { return {RunState::Empty, reason}; }

using S = RunState;
constexpr const char* kStopRunFirst = "A run is training. Stop it first.";
constexpr const char* kBeingStopped = "The run is being stopped. Try again in a moment.";
constexpr const char* kStillLoading = "Images are being loaded. Wait for them, or cancel.";
constexpr const char* kNoImages = "There are no images yet. Add images to train on.";
constexpr const char* kNotTraining = "No run is training.";
constexpr const char* kNothingToStop = "There is nothing to stop.";
constexpr const char* kFixedWhilePaused = "The run is paused, and the model is fixed until it ends. Stop it first.";

/// The one table. Rows: commands; columns: Empty, Loading, Ready, Running, Paused, Stopping, Finished, Failed.
constexpr std::array<std::array<Cell, kRunStates>, kCommandKinds> kTable{{
    /* Load */ {{to(S::Loading), no(kStillLoading), to(S::Loading), no(kStopRunFirst), to(S::Loading),
                 no(kBeingStopped), to(S::Loading), to(S::Loading)}},
    /* Open */
    {{to(S::Loading), no(kStillLoading), to(S::Loading), no(kStopRunFirst), to(S::Loading), no(kBeingStopped),
      to(S::Loading), to(S::Loading)}},
    /* Configure: without images, or while they come, it is remembered */
    {{to(S::Empty), to(S::Loading), to(S::Ready), no(kStopRunFirst), no(kFixedWhilePaused), no(kBeingStopped),
      to(S::Ready), to(S::Ready)}},
    /* Train */
    {{no(kNoImages), no(kStillLoading), to(S::Running), no("The run is training already."),
      no("The run is paused. Resume it."), no(kBeingStopped), to(S::Running), to(S::Running)}},
    /* Pause */
    {{no(kNotTraining), no(kNotTraining), no(kNotTraining), to(S::Paused), no("The run is paused already."),
      no(kBeingStopped), no(kNotTraining), no(kNotTraining)}},
    /* Resume */
    {{no(kNotTraining), no(kNotTraining), no("The run has not begun. Train it."), no("The run is training already."),
      to(S::Running), no(kBeingStopped), no("The run has ended. Train it for longer."),
      no("The run has failed. Train it again.")}},
    /* Stop: while loading it cancels; the state changes when the loader has let go */
    {{no(kNothingToStop), to(S::Loading), no(kNothingToStop), to(S::Stopping), to(S::Stopping), no(kBeingStopped),
      no(kNothingToStop), no(kNothingToStop)}},
    /* Adjust */
    {{no(kNoImages), no(kStillLoading), to(S::Ready), to(S::Running), to(S::Paused), no(kBeingStopped), to(S::Finished),
      to(S::Failed)}},
    /* Save */
    {{no("There is nothing to save yet. Add images first."), no(kStillLoading), to(S::Ready), to(S::Running),
      to(S::Paused), no(kBeingStopped), to(S::Finished), to(S::Failed)}},
    /* Clear */
    {{to(S::Empty), no(kStillLoading), to(S::Empty), to(S::Empty), to(S::Empty), no(kBeingStopped), to(S::Empty),
      to(S::Empty)}},
    /* Branch: a run that trains is left where it is */
    {{no(kNoImages), no(kStillLoading), no("The run has not begun: there is nothing to try again. Train it."),
      to(S::Running), to(S::Running), no(kBeingStopped), to(S::Running), to(S::Running)}},
    /* Show: Ready where what is shown was never trained; a run that trains goes on beside it */
    {{no(kNoImages), no(kStillLoading), to(S::Finished), to(S::Running), to(S::Finished), no(kBeingStopped),
      to(S::Finished), to(S::Finished)}},
    /* Edit */
    {{no(kNoImages), no(kStillLoading), to(S::Ready), to(S::Running), to(S::Paused), no(kBeingStopped), to(S::Finished),
      to(S::Failed)}},
    /* Name */
    {{no(kNoImages), no(kStillLoading), to(S::Ready), to(S::Running), to(S::Paused), no(kBeingStopped), to(S::Finished),
      to(S::Failed)}},
}};

[[noreturn]] void impossible(RunState state, const char* event) {
    throw std::logic_error(std::string("RunMachine: ") + event + " in state " + nameOf(state));
}

}  // namespace

const char* nameOf(RunState state) {
    constexpr std::array<const char*, kRunStates> kNames{"empty",  "loading",  "ready",    "running",
                                                         "paused", "stopping", "finished", "failed"};
    return kNames[static_cast<size_t>(state)];
}

const char* nameOf(CommandKind command) {
    constexpr std::array<const char*, kCommandKinds> kNames{"load",   "open", "configure", "train", "pause",
                                                            "resume", "stop", "adjust",    "save",  "clear",
                                                            "branch", "show", "edit",      "name"};
    return kNames[static_cast<size_t>(command)];
}

CommandVerdict verdictOn(RunState state, CommandKind command) {
    const Cell& cell = kTable[static_cast<size_t>(command)][static_cast<size_t>(state)];
    if (!cell.refusal) return {true, cell.next, {}};
    return {false, state, {std::string("state.") + nameOf(command) + "." + nameOf(state), cell.refusal, {}}};
}

RunState stateAfter(RunState state, RunEvent event, RunState before) {
    switch (event) {
        case RunEvent::LoadedUntrained:
            if (state != S::Loading) impossible(state, "loaded");
            return S::Ready;
        case RunEvent::LoadedTrained:
            if (state != S::Loading) impossible(state, "loaded");
            return S::Finished;
        case RunEvent::LoadGivenUp:
            if (state != S::Loading) impossible(state, "load given up");
            return before;
        case RunEvent::LoadBroke:
            if (state != S::Loading) impossible(state, "load broke");
            return S::Empty;
        case RunEvent::PlanDone:
            if (state != S::Running) impossible(state, "plan done");
            return S::Finished;
        case RunEvent::EndsByItself:
            if (state != S::Running) impossible(state, "ends by itself");
            return S::Finished;
        case RunEvent::StopDone:
            if (state != S::Stopping) impossible(state, "stop done");
            return S::Finished;
        case RunEvent::StepFailed:
            if (state != S::Running) impossible(state, "step failed");
            return S::Failed;
        case RunEvent::Broke:
            if (state == S::Empty || state == S::Loading) impossible(state, "broke");
            return S::Failed;
    }
    impossible(state, "unknown event");
}

RunState RunMachine::enter(RunState next) {
    const RunState before = state();
    if (next == RunState::Loading && before != RunState::Loading) beforeLoad_ = before;
    state_.store(next, std::memory_order_release);
    return before;
}

RunState RunMachine::happen(RunEvent event) {
    const RunState before = state();
    state_.store(stateAfter(before, event, beforeLoad_), std::memory_order_release);
    return before;
}

}  // namespace zscape
