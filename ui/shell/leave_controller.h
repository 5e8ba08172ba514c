#pragma once

#include "engine/core/error.h"
#include "engine/session/types.h"

#include <QObject>

#include <functional>
#include <optional>

namespace zscape {

class SessionBridge;

/// Leaving without a person to ask (the desktop ends, a terminal closes): the run stops after its step, and what an
/// ordinary close would offer to keep is kept: in its project, or among the unsaved ones.
class LeaveController : public QObject {
    Q_OBJECT

public:
    explicit LeaveController(SessionBridge* bridge, QObject* parent = nullptr);

    /// Calls `done` once, with the reason where something could not be kept. A second call does nothing.
    void begin(std::function<void(std::optional<ErrorInfo>)> done);

private:
    void goOn();
    void take(const Event& event);
    void end(std::optional<ErrorInfo> lost);

    SessionBridge* bridge_ = nullptr;
    std::function<void(std::optional<ErrorInfo>)> done_;
    bool stopped_ = false;
    CommandId save_ = 0;
};

}  // namespace zscape
