#pragma once

#include "engine/session/types.h"

#include <QObject>
#include <QUndoCommand>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

class QUndoStack;

namespace zscape {

class SessionBridge;

/// One of the project's runs, known before it has a number in it.
struct KnownRun {
    int64_t number = 0;  ///< 0: it is the one that is shown, and was not saved yet
};
using KnownRunPtr = std::shared_ptr<KnownRun>;

/// What a command asks the session for: one thing after another, each when the one before is done.
struct RunStep {
    std::function<CommandId()> send;  ///< 0: there is nothing to do
    std::function<void()> then = {};  ///< after it was carried out; may be empty
};

class RunCommand;
/// A command as it is known after it may be gone.
struct RunCommandToken {
    bool carriedOut = false;  ///< once at least
};

/// The way of all commands that change runs: they go to the session in the order of the gestures, and one that it
/// refuses is taken off the history (RunControl says why). Knows which run is which before it has a number.
class RunHistory : public QObject {
    Q_OBJECT

public:
    /// \param history outlives it
    RunHistory(SessionBridge* bridge, QUndoStack* history, QObject* parent);

    SessionBridge* bridge() const { return bridge_; }
    /// Done now, and again by redo; taken back by undo.
    void push(std::unique_ptr<RunCommand> command);
    /// The command that Ctrl+Z takes back; null where that is none of runs.
    std::shared_ptr<const RunCommandToken> last() const;
    void undo();
    /// Takes the command back and off the history, where it stands there and is done: it is not offered again. What
    /// was done since stays done, but for changes of runs, which can be redone.
    void drop(const std::shared_ptr<const RunCommandToken>& command);

    /// The run that is shown. Never null.
    const KnownRunPtr& current() const { return current_; }
    /// By its number; 0: the one that is shown.
    KnownRunPtr known(int64_t number);
    /// Whether it stands in the list and was never trained.
    bool isUntrained(const KnownRun& run) const;

    // ---- steps ----
    /// Shows it, where it is not shown already.
    RunStep goTo(std::function<KnownRunPtr()> run);

private:
    friend class RunCommand;
    struct Job {
        std::deque<RunStep> steps;
        std::shared_ptr<RunCommandToken> of;
        bool undoes = false;
    };
    void enqueue(std::vector<RunStep> steps, std::shared_ptr<RunCommandToken> of, bool undoes);
    void pump();
    void eventArrived(const Event& event);
    void follow(const RunNumbers& runs);
    void takeOff(const Job& job);
    /// The command at `index` of the history; null where that is none of runs.
    RunCommand* at(int index) const;
    void showRuns();

    SessionBridge* bridge_ = nullptr;
    QUndoStack* history_ = nullptr;
    std::deque<Job> jobs_;
    CommandId waiting_ = 0;  ///< for its end; 0: for none
    std::function<void()> then_;
    KnownRunPtr current_ = std::make_shared<KnownRun>();
    std::map<int64_t, std::weak_ptr<KnownRun>> numbered_;
    uint64_t numbering_ = 0;
};

/// A command on the history whose undo and redo are asked of the session.
class RunCommand : public QUndoCommand {
public:
    using Steps = std::function<std::vector<RunStep>()>;
    RunCommand(RunHistory* history, const QString& text, Steps redo, Steps undo)
        : QUndoCommand(text),
          history_(history),
          redo_(std::move(redo)),
          undo_(std::move(undo)) {}

    void redo() override { ask(redo_, false); }
    void undo() override;
    std::shared_ptr<const RunCommandToken> token() const { return token_; }

private:
    friend class RunHistory;
    void ask(const Steps& steps, bool undoes);

    RunHistory* history_ = nullptr;
    Steps redo_, undo_;
    std::shared_ptr<RunCommandToken> token_ = std::make_shared<RunCommandToken>();
    bool silent_ = false;   ///< only the history's place changes
    bool dropped_ = false;  ///< taken back once more, and gone
};

}  // namespace zscape
