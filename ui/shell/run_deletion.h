#pragma once

#include "engine/session/run_list.h"
#include "ui/shell/run_history.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace zscape {

class MessageStrip;
class SessionBridge;

/// Takes runs off the list, as commands: Ctrl+Z brings one back until the project is closed, and so does the strip for
/// a while.
class RunDeletion : public QObject {
    Q_OBJECT

public:
    RunDeletion(RunHistory* history, MessageStrip* strip, QObject* parent);

    /// The one that is shown goes too: another one is shown before.
    void remove(const RunRow& row);

private:
    struct State {
        KnownRunPtr run;
        QString name;
        bool wasShown = false;
        KnownRunPtr made;  ///< begun for it, where there was no other one to show
    };
    using StatePtr = std::shared_ptr<State>;
    std::vector<RunStep> steps(const StatePtr& state);
    std::vector<RunStep> stepsBack(const StatePtr& state);
    /// What is shown instead: the newest that was trained, or else a new one.
    ShowRequest instead() const;
    void offerUndo(const StatePtr& state);
    void bringBack(const StatePtr& state);

    RunHistory* history_ = nullptr;
    SessionBridge* bridge_ = nullptr;
    MessageStrip* strip_ = nullptr;
    std::shared_ptr<const RunCommandToken> last_;  ///< the deletion that the strip speaks of
    StatePtr offered_;                             ///< what it would bring back; null: nothing
    QTimer offer_;                                 ///< until "Undo" goes
};

}  // namespace zscape
