#pragma once

#include "engine/session/diagnostics.h"
#include "engine/session/types.h"

#include <QObject>

#include <functional>

namespace zscape {

class CollapsePanel;
class DockLayout;
class SessionBridge;
class StatusLine;

/// Brings what the session finds out about the codes to the panel, marks tab and status line when it is an alarm, and
/// carries out the remedies. The panel comes as a tab behind Loss at the first alarm of a run; nothing else moves.
class CollapseWatch : public QObject {
    Q_OBJECT

public:
    /// \param guard asks about unsaved work before it calls what it is given
    CollapseWatch(SessionBridge* bridge, CollapsePanel* panel, DockLayout* docks, StatusLine* status,
                  std::function<void(std::function<void()>)> guard, QObject* parent);

private:
    void showDiagnostics();
    void showRun();
    void branch(const RunConfig& config);

    SessionBridge* bridge_ = nullptr;
    CollapsePanel* panel_ = nullptr;
    DockLayout* docks_ = nullptr;
    StatusLine* status_ = nullptr;
    std::function<void(std::function<void()>)> guard_;
    CollapseState shown_ = CollapseState::None;
};

}  // namespace zscape
