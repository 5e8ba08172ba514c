#include "ui/shell/run_deletion.h"

#include "ui/bridge/session_bridge.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/widgets/message_strip.h"
#include "ui/shell/run_words.h"

#include <utility>

namespace zscape {
namespace {

constexpr int kUndoOffered = 10'000;  // milliseconds

}  // namespace

RunDeletion::RunDeletion(RunHistory* history, MessageStrip* strip, QObject* parent)
    : QObject(parent),
      history_(history),
      bridge_(history->bridge()),
      strip_(strip) {
    offer_.setSingleShot(true);
    offer_.setInterval(kUndoOffered);
    connect(&offer_, &QTimer::timeout, this, [this] {
        strip_->clear();
        offered_.reset();
    });
}

void RunDeletion::remove(const RunRow& row) {
    auto state = std::make_shared<State>();
    state->run = history_->known(row.id);
    state->name = nameOf(row);
    auto command = std::make_unique<RunCommand>(
        history_, tr("deleting %1").arg(state->name), [this, state] { return steps(state); },
        [this, state] { return stepsBack(state); });
    last_ = command->token();
    history_->push(std::move(command));
}

ShowRequest RunDeletion::instead() const {
    const RunRow* next = nullptr;
    for (const RunRow& other : bridge_->runs()->rows)
        if (!other.current && (!next || other.step > 0 || next->step <= 0)) next = &other;
    ShowRequest request;
    if (next) request.run = next->id;
    else request.what = ShowRequest::What::StartOver;
    return request;
}

std::vector<RunStep> RunDeletion::steps(const StatePtr& state) {
    return {{[=, this]() -> CommandId {
                 state->wasShown = state->run == history_->current();
                 if (!state->wasShown) return 0;
                 const ShowRequest request = instead();
                 if (request.what == ShowRequest::What::StartOver) state->made = std::make_shared<KnownRun>();
                 return bridge_->session().show(request);
             },
             [=, this] {
                 if (state->made) state->made = history_->current();
             }},
            {[=, this] { return bridge_->session().edit({.run = state->run->number, .deleted = true}); },
             [=, this] { offerUndo(state); }}};
}

std::vector<RunStep> RunDeletion::stepsBack(const StatePtr& state) {
    return {{[=, this] { return bridge_->session().edit({.run = state->run->number, .deleted = false}); },
             [=, this] {
                 if (offered_ != state) return;
                 strip_->clear();
                 offered_.reset();
             }},
            {[=, this]() -> CommandId {
                // Beside a run that trains only what was trained can be looked at.
                const bool trains = isTraining(bridge_->state());
                if (!state->wasShown || (trains && history_->isUntrained(*state->run))) return 0;
                return bridge_->session().show({.run = state->run->number});
            }},
            {[=, this]() -> CommandId {
                const KnownRunPtr made = std::exchange(state->made, nullptr);
                if (!made || made == history_->current() || !history_->isUntrained(*made)) return 0;
                return bridge_->session().edit({.run = made->number, .deleted = true});
            }}};
}

void RunDeletion::offerUndo(const StatePtr& state) {
    offered_ = state;
    strip_->showMessage(Tone::Info, tr("Deleted %1.").arg(state->name), tr("Undo"),
                        [this, state] { bringBack(state); });
    offer_.start();
}

void RunDeletion::bringBack(const StatePtr& state) {
    offer_.stop();
    // Something else may have been done since: then that stays, and this is one more command.
    if (last_ && history_->last() == last_) return history_->undo();
    history_->push(std::make_unique<RunCommand>(
        history_, tr("bringing %1 back").arg(state->name), [this, state] { return stepsBack(state); },
        [this, state] { return steps(state); }));
}

}  // namespace zscape
