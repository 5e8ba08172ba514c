#include "ui/shell/collapse_watch.h"

#include "ui/bridge/session_bridge.h"
#include "ui/panels/collapse/collapse_panel.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/status_line.h"
#include "ui/theme/tokens.h"

namespace zscape {

CollapseWatch::CollapseWatch(SessionBridge* bridge, CollapsePanel* panel, DockLayout* docks, StatusLine* status,
                             QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panel_(panel),
      docks_(docks),
      status_(status) {
    connect(bridge, &SessionBridge::diagnosticsChanged, this, &CollapseWatch::showDiagnostics);
    connect(bridge, &SessionBridge::stateChanged, this, &CollapseWatch::showRun);
    connect(&ThemeController::instance(), &ThemeController::changed, this, &CollapseWatch::showDiagnostics);
    connect(bridge, &SessionBridge::numbersChanged, this, &CollapseWatch::showRun);
    // The run that is left stays, in its project or among the unsaved ones: there is nothing to lose, and to ask.
    connect(panel, &CollapsePanel::remedyChosen, this,
            [this](const RunConfig& config) { bridge_->session().branch(config); });
    connect(status, &StatusLine::warningClicked, this, [this] { docks_->reveal(PanelPlace::Collapse, true); });
    showRun();
}

void CollapseWatch::showRun() { panel_->setRun(bridge_->state(), *bridge_->info()); }

void CollapseWatch::showDiagnostics() {
    const auto& seen = bridge_->diagnostics();
    panel_->setSnapshot(seen);
    const CollapseState alarm = seen ? seen->alarm : CollapseState::None;
    const QString text = alarm == CollapseState::Collapsed    ? tr("Posterior collapse")
                         : alarm == CollapseState::UnitsDying ? tr("Codes fall silent")
                                                              : QString();
    status_->showWarning(text, seen ? CollapsePanel::alarmSentence(*seen) : QString());
    docks_->setMarked(PanelPlace::Collapse, alarm != CollapseState::None);
    if (alarm != CollapseState::None && shown_ == CollapseState::None) docks_->reveal(PanelPlace::Collapse, false);
    shown_ = alarm;
}

}  // namespace zscape
