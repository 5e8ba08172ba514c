#pragma once

#include "engine/session/types.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <optional>

class QWidget;

namespace zscape {

class Actions;
class MessageStrip;
class RunToolbar;
class SessionBridge;
class StatusLine;

/// Train, pause, stop, save: from actions to the session, and from the session's state to actions, toolbar, status
/// and messages.
class RunControl : public QObject {
    Q_OBJECT

public:
    RunControl(SessionBridge* bridge, Actions* actions, QWidget* window);

    void setViews(RunToolbar* toolbar, StatusLine* status);
    /// Where messages stand: over the plane, and on the empty screen.
    void setStrips(MessageStrip* plane, MessageStrip* empty);

    /// Saves, asking for a name when there is none; `then` follows when it is on the disk.
    void save(std::function<void()> then = {});
    void saveAs(std::function<void()> then = {});
    /// Train when it is possible: at once or as soon as there is a model.
    void trainWhenReady();
    void showAll();
    /// While a page is open nothing trains; `reason` says what comes first. Empty: no page.
    void setHeld(const QString& reason);

    /// The strip that is seen now.
    MessageStrip* strip() const;

Q_SIGNALS:
    /// A configuration or a live setting was refused: for the model's panel.
    void configurationRefused(const zscape::ErrorInfo& reason);

private:
    void toggleTraining();
    void stateChanged(RunState from, RunState to);
    void eventArrived(const Event& event);
    void showFinished();
    void sayHowItEnded();
    /// How one ended is not said beside another.
    void forgetEndOfOther();
    /// That the best weights are looked at, and the way back; or nothing of it any more.
    void showWhichWeights();
    void useWeights(bool best);
    void saveTo(const QString& folder, std::function<void()> then);

    SessionBridge* bridge_ = nullptr;
    Actions* actions_ = nullptr;
    QWidget* window_ = nullptr;
    RunToolbar* toolbar_ = nullptr;
    StatusLine* status_ = nullptr;
    MessageStrip* planeStrip_ = nullptr;
    MessageStrip* emptyStrip_ = nullptr;
    std::map<CommandId, std::function<void()>> afterSave_;
    QString held_;  ///< why nothing may train while a page is open
    bool trainWanted_ = false;
    std::optional<TrainingElsewhere> elsewhere_;  ///< as it was before a run ended
    bool showsBest_ = false;                      ///< as it was said last
    QString saysBest_;                            ///< the sentence that says so
    std::shared_ptr<const ImageSet> images_;      ///< that the messages are about
    struct End {
        QString sentence;
        int64_t run = 0, step = 0;
    };
    End end_;  ///< what was said last of a run's end, and of which
};

}  // namespace zscape
