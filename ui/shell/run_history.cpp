#include "ui/shell/run_history.h"

#include "ui/bridge/session_bridge.h"

#include <QUndoStack>

#include <algorithm>
#include <iterator>
#include <utility>

namespace zscape {

RunHistory::RunHistory(SessionBridge* bridge, QUndoStack* history, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      history_(history),
      numbering_(bridge->runs()->numbering) {
    current_ = known(bridge->info()->run);
    connect(bridge, &SessionBridge::eventArrived, this, &RunHistory::eventArrived);
    connect(bridge, &SessionBridge::runsChanged, this, &RunHistory::showRuns);
}

void RunHistory::push(std::unique_ptr<RunCommand> command) { history_->push(command.release()); }

RunCommand* RunHistory::at(int index) const {
    if (index < 0 || index >= history_->count()) return nullptr;
    return dynamic_cast<RunCommand*>(const_cast<QUndoCommand*>(history_->command(index)));
}

std::shared_ptr<const RunCommandToken> RunHistory::last() const {
    const RunCommand* command = at(history_->index() - 1);
    return command ? command->token() : nullptr;
}

void RunHistory::undo() { history_->undo(); }

void RunHistory::drop(const std::shared_ptr<const RunCommandToken>& command) {
    int index = history_->index() - 1;
    const auto isIt = [&] { return at(index) && at(index)->token() == command; };
    bool onlyOthersSince = true;
    for (; index >= 0 && !isIt(); --index) onlyOthersSince = onlyOthersSince && !at(index);
    if (index < 0) return;
    const int since = history_->index() - 1 - index;
    for (int i = 0; i < since; ++i) history_->undo();
    at(index)->dropped_ = true;
    history_->undo();
    for (int i = 0; onlyOthersSince && i < since; ++i) history_->redo();
}

// ---- which run is which ----

KnownRunPtr RunHistory::known(int64_t number) {
    if (number == 0) return current_;
    KnownRunPtr run = numbered_[number].lock();
    if (!run) numbered_[number] = run = std::make_shared<KnownRun>(KnownRun{number});
    return run;
}

bool RunHistory::isUntrained(const KnownRun& run) const {
    const RunRow* row = run.number != 0 ? bridge_->runs()->find(run.number) : nullptr;
    return row && row->step <= 0 && !row->trains;
}

void RunHistory::follow(const RunNumbers& runs) {
    const int64_t was = runs.left != 0 ? runs.left : runs.shown;
    if (was != 0 && current_->number == 0) {
        current_->number = was;
        numbered_[was] = current_;
    }
    if (runs.left != 0 && runs.shown == 0) current_ = std::make_shared<KnownRun>();
    else if (runs.shown != 0) current_ = known(runs.shown);
}

void RunHistory::showRuns() {
    if (std::exchange(numbering_, bridge_->runs()->numbering) == bridge_->runs()->numbering) return;
    // What the commands speak of is in another project.
    history_->clear();
    jobs_.clear();
    waiting_ = 0;
    then_ = {};
    numbered_.clear();
    current_ = std::make_shared<KnownRun>();
    current_ = known(bridge_->info()->run);
}

// ---- one after another ----

void RunCommand::undo() {
    ask(undo_, true);
    if (dropped_) setObsolete(true);
}

void RunCommand::ask(const Steps& steps, bool undoes) {
    if (!silent_) history_->enqueue(steps(), token_, undoes);
}

void RunHistory::enqueue(std::vector<RunStep> steps, std::shared_ptr<RunCommandToken> of, bool undoes) {
    jobs_.push_back(
        {{std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end())}, std::move(of), undoes});
    pump();
}

void RunHistory::pump() {
    while (waiting_ == 0 && !jobs_.empty()) {
        if (jobs_.front().steps.empty()) {
            jobs_.front().of->carriedOut = true;
            jobs_.pop_front();
            continue;
        }
        RunStep step = std::move(jobs_.front().steps.front());
        jobs_.front().steps.pop_front();
        waiting_ = step.send();
        then_ = std::move(step.then);
    }
}

void RunHistory::eventArrived(const Event& event) {
    if (const auto* done = std::get_if<event::CommandDone>(&event)) {
        const bool others =
            done->kind == CommandKind::Load || done->kind == CommandKind::Open || done->kind == CommandKind::Clear;
        if (others) current_ = std::make_shared<KnownRun>();
        follow(done->runs);
        if (done->id != waiting_) return;
        waiting_ = 0;
        if (const auto then = std::exchange(then_, {})) then();
        pump();
    } else if (const auto* refused = std::get_if<event::CommandRefused>(&event)) {
        if (refused->id != waiting_) return;
        waiting_ = 0;
        then_ = {};
        const Job job = std::move(jobs_.front());
        jobs_.pop_front();
        takeOff(job);
        pump();
    }
}

void RunHistory::takeOff(const Job& job) {
    RunCommand* command = at(job.undoes ? history_->index() : history_->index() - 1);
    if (!command || command->token_ != job.of) return;  // others came since, and stand on it
    command->silent_ = true;
    if (job.undoes) {
        history_->redo();
    } else {
        const bool never = !job.of->carriedOut;
        if (never) command->setObsolete(true);
        history_->undo();
        if (never) return;  // it is gone
    }
    command->silent_ = false;
}

RunStep RunHistory::goTo(std::function<KnownRunPtr()> run) {
    return {[this, run = std::move(run)]() -> CommandId {
        const KnownRunPtr to = run();
        if (!to || to == current_ || to->number == 0) return 0;
        return bridge_->session().show({.run = to->number});
    }};
}

}  // namespace zscape
