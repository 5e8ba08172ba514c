#include "ui/shell/run_change.h"

#include "ui/bridge/session_bridge.h"

#include <utility>

namespace zscape {

void RunAim::applyTo(RunConfig& config) const {
    if (key.empty()) {
        config.recipe = recipe;
        config.overrides = overrides;
    } else if (value) {
        config.overrides[key] = *value;
    } else {
        config.overrides.erase(key);
    }
}

RunChange::RunChange(RunHistory* history, const QString& text, RunAim before, RunAim after, Apply apply, int mergeId,
                     qint64 at, qint64 together)
    : RunChange(
          history, text,
          std::make_shared<State>(State{std::move(before), std::move(after), std::move(apply), {}, {}, {}, {}, {}}),
          mergeId, at, together) {}

RunChange::RunChange(RunHistory* history, const QString& text, std::shared_ptr<State> state, int mergeId, qint64 at,
                     qint64 together)
    : RunCommand(
          history, text, [history, state] { return redoOf(history, state); },
          [history, state] { return undoOf(history, state); }),
      state_(std::move(state)),
      mergeId_(mergeId),
      at_(at),
      together_(together) {}

// What is to be done is decided when its turn comes: commands before it may still be under way.
std::vector<RunStep> RunChange::redoOf(RunHistory* history, const std::shared_ptr<State>& state) {
    const RunStep bringBack{[=]() -> CommandId {
                                if (!state->takenOff) return 0;
                                return history->bridge()->session().edit({.run = state->to->number, .deleted = false});
                            },
                            [=] { state->takenOff = false; }};
    const RunStep apply{[=]() -> CommandId {
                            if (state->isBeside()) return 0;
                            state->sentAt = history->current();
                            return state->apply(state->after);
                        },
                        [=] {
                            state->from = state->sentAt;
                            state->to = history->current();
                            if (state->into) state->into->to = state->to;
                        }};
    return {bringBack, history->goTo([=] { return state->to; }), apply};
}

std::vector<RunStep> RunChange::undoOf(RunHistory* history, const std::shared_ptr<State>& state) {
    const RunStep apply{[=]() -> CommandId {
                            if (state->isBeside()) return 0;
                            state->sentAt = history->current();
                            return state->apply(state->before);
                        },
                        [=] {
                            // Another one where it was trained meanwhile.
                            state->to = state->sentAt;
                            state->from = history->current();
                        }};
    const RunStep takeOff{[=]() -> CommandId {
                              if (!state->isBeside() || history->current() == state->to) return 0;
                              if (!history->isUntrained(*state->to)) return 0;
                              return history->bridge()->session().edit({.run = state->to->number, .deleted = true});
                          },
                          [=] { state->takenOff = true; }};
    return {history->goTo([=] { return state->isBeside() ? state->from : state->to; }), apply, takeOff};
}

bool RunChange::mergeWith(const QUndoCommand* next) {
    const auto* other = dynamic_cast<const RunChange*>(next);
    if (!other || other->at_ - at_ > together_) return false;
    state_->after = other->state_->after;
    other->state_->into = state_;
    at_ = other->at_;
    setText(other->text());
    // Ended where it began: there is nothing to take back.
    if (state_->from && !state_->isBeside() && state_->before == state_->after) setObsolete(true);
    return true;
}

}  // namespace zscape
