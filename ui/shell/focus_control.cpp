#include "ui/shell/focus_control.h"

#include "ui/panels/collapse/collapse_panel.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/panels/selection/selection_panel.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/page_host.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/side_rail.h"
#include "ui/shell/status_line.h"
#include "ui/shell/tab_order.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMainWindow>
#include <QMenuBar>
#include <QStackedWidget>
#include <QTabBar>

#include <cstdlib>

namespace zscape {

FocusControl::FocusControl(const PanelSet& panels, RunToolbar* toolbar, QStackedWidget* centre, const PageHost* host,
                           const DockLayout* docks, StatusLine* status, QMainWindow* window)
    : QObject(window),
      panels_(panels),
      window_(window),
      toolbar_(toolbar),
      centre_(centre),
      host_(host),
      docks_(docks),
      status_(status) {
    window->menuBar()->installEventFilter(this);
}

bool FocusControl::eventFilter(QObject* watched, QEvent* event) {
    // Until the very end, when the window is none any more.
    if (event->type() != QEvent::KeyPress) return QObject::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Tab && key != Qt::Key_Backtab) return QObject::eventFilter(watched, event);
    // It gives the focus back to where that came from.
    QKeyEvent leave(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QApplication::sendEvent(watched, &leave);
    move(key == Qt::Key_Tab);
    return true;
}

void FocusControl::add(PanelPlace place, std::vector<QWidget*>& areas) const {
    Dock* dock = docks_->dock(place);
    // The focus cannot be given to another window: Tab would stay where it is for ever.
    if (dock->isWindow()) return;
    // The bar of its tabs lies above it, as the window's own child.
    for (QTabBar* bar : window_->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly))
        if (bar->isVisible() && std::abs(bar->geometry().bottom() + 1 - dock->geometry().top()) <= metrics().px(2) &&
            bar->geometry().center().x() >= dock->geometry().left() &&
            bar->geometry().left() <= dock->geometry().right())
            areas.push_back(bar);
    areas.push_back(dock);
}

bool FocusControl::move(bool next) const {
    std::vector<QWidget*> areas{toolbar_};
    if (host_->isOpen()) areas.push_back(host_->widget());
    areas.push_back(docks_->rail());
    // It lies over the plane, as the window's own child.
    if (PanelFrame* open = docks_->rail()->openPanel()) areas.push_back(open);
    for (const PanelPlace place : {PanelPlace::Data, PanelPlace::Model, PanelPlace::Runs}) add(place, areas);
    areas.push_back(centre_);
    for (const PanelPlace place : {PanelPlace::Decoder, PanelPlace::Selection, PanelPlace::Reconstructions,
                                   PanelPlace::Loss, PanelPlace::Collapse, PanelPlace::Interpolation})
        add(place, areas);
    areas.push_back(status_);
    return moveFocus(areas, next);
}

void FocusControl::nextPanel() const {
    QWidget* const panels[] = {
        panels_.data,      panels_.model,           panels_.runs, panels_.planePanel, panels_.decoder,
        panels_.selection, panels_.reconstructions, panels_.loss, panels_.collapse,   panels_.interpolation};
    constexpr int kCount = static_cast<int>(std::size(panels));
    const QWidget* focused = QApplication::focusWidget();
    int now = -1;
    for (int i = 0; i < kCount; ++i)
        if (focused && (panels[i] == focused || panels[i]->isAncestorOf(focused))) now = i;
    for (int step = 1; step <= kCount; ++step) {
        QWidget* const panel = panels[(now + step) % kCount];
        if (!panel->isVisible() || panel->visibleRegion().isEmpty()) continue;
        const std::vector<QWidget*> order = tabOrder({panel});
        QWidget* const to = panel == panels_.planePanel ? panels_.plane : order.empty() ? nullptr : order.front();
        if (!to) continue;
        to->window()->activateWindow();
        to->setFocus(Qt::TabFocusReason);
        return;
    }
}

}  // namespace zscape
