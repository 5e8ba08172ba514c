#pragma once

#include "ui/shell/panel_set.h"

#include <QObject>

#include <vector>

class QMainWindow;
class QStackedWidget;

namespace zscape {

class DockLayout;
class PageHost;
enum class PanelPlace;
class RunToolbar;
class StatusLine;

/// Where keys move the focus to in the whole window. Tab goes through what the window itself holds; a panel that floats
/// is a window of its own, with a way round of its own (Dock). F6 goes on to the next panel, whatever window it is in.
class FocusControl : public QObject {
    Q_OBJECT

public:
    /// \param centre what the plane and the pages stand in
    FocusControl(const PanelSet& panels, RunToolbar* toolbar, QStackedWidget* centre, const PageHost* host,
                 const DockLayout* docks, StatusLine* status, QMainWindow* window);

    /// One place on, or back. \return false: there is no place for the focus
    bool move(bool next) const;
    void nextPanel() const;

protected:
    /// In the menu bar Tab would go from menu to menu, as Right does, for ever: it leaves it.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void add(PanelPlace place, std::vector<QWidget*>& areas) const;

    PanelSet panels_;
    QMainWindow* window_;
    RunToolbar* toolbar_;
    QStackedWidget* centre_;
    const PageHost* host_;
    const DockLayout* docks_;
    StatusLine* status_;
};

}  // namespace zscape
