#pragma once

#include "ui/shell/dock_layout.h"
#include "ui/shell/status_line.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

class QStackedWidget;
class QWidget;

namespace zscape {

class RunControl;

/// What stands for a while in place of the plane and of the islands that it names. It hears Return itself; Esc comes by
/// `cancel`.
struct Page {
    QWidget* widget = nullptr;
    std::vector<PanelPlace> replaces;  ///< the islands that make room; the others stay
    QString trainReason;               ///< stands in the toolbar: what there is to do first
    std::function<void()> cancel;      ///< gives it up; whoever opened it closes it
};

/// All of them.
std::vector<PanelPlace> allIslands();

/// The one page that may be open: puts it into the window, and gives back what was there when it closes.
class PageHost : public QObject {
    Q_OBJECT

public:
    /// \param centre what the plane and the empty screen stand in
    PageHost(QStackedWidget* centre, DockLayout* docks, RunControl* run, StatusLine* status, QObject* parent);

    /// In place of a page that is open already. The widget gets the focus.
    void open(Page page);
    void close();
    /// Esc.
    void cancel();
    bool isOpen() const { return page_.has_value(); }
    QWidget* widget() const { return page_ ? page_->widget : nullptr; }
    void setStatus(const PageStatus& status);

Q_SIGNALS:
    /// It closed: the window shows again what belongs to the state of the run.
    void closed();

private:
    QStackedWidget* centre_ = nullptr;
    DockLayout* docks_ = nullptr;
    RunControl* run_ = nullptr;
    StatusLine* status_ = nullptr;
    std::optional<Page> page_;
    QPointer<QWidget> focusBefore_;
};

}  // namespace zscape
