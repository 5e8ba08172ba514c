#include "ui/shell/leave_controller.h"

#include "ui/bridge/session_bridge.h"

#include <utility>

namespace zscape {

LeaveController::LeaveController(SessionBridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {}

void LeaveController::begin(std::function<void(std::optional<ErrorInfo>)> done) {
    if (done_) return;
    done_ = std::move(done);
    connect(bridge_, &SessionBridge::stateChanged, this, &LeaveController::goOn);
    connect(bridge_, &SessionBridge::eventArrived, this, &LeaveController::take);
    goOn();
}

void LeaveController::goOn() {
    if (save_ != 0) return;
    Session& session = bridge_->session();
    switch (session.state()) {
        case RunState::Running:
        case RunState::Paused:
            if (!std::exchange(stopped_, true)) session.stop();
            return;
        case RunState::Stopping: return;
        case RunState::Empty:
        case RunState::Loading: end({}); return;
        case RunState::Ready:
        case RunState::Finished:
        case RunState::Failed: break;
    }
    if (session.info()->unsavedWork) save_ = session.save({});
    else end({});
}

void LeaveController::take(const Event& event) {
    if (const auto* saved = std::get_if<event::CommandDone>(&event); saved && saved->id == save_) end({});
    if (const auto* refused = std::get_if<event::CommandRefused>(&event); refused && refused->id == save_)
        end(refused->reason);
}

void LeaveController::end(std::optional<ErrorInfo> lost) {
    disconnect(bridge_, nullptr, this, nullptr);
    done_(std::move(lost));
}

}  // namespace zscape
