#pragma once

#include "engine/session/diagnostics.h"
#include "engine/session/types.h"

#include <QObject>

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
    CollapseWatch(SessionBridge* bridge, CollapsePanel* panel, DockLayout* docks, StatusLine* status, QObject* parent);

private:
    void showDiagnostics();
    void showRun();

    SessionBridge* bridge_ = nullptr;
    CollapsePanel* panel_ = nullptr;
    DockLayout* docks_ = nullptr;
    StatusLine* status_ = nullptr;
    CollapseState shown_ = CollapseState::None;
};

}  // namespace zscape
