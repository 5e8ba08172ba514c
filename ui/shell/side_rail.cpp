#include "ui/shell/side_rail.h"

#include "ui/shell/dock.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/panel_frame.h"

#include <QApplication>
#include <QMenu>
#include <QMouseEvent>

namespace zscape {

SideRail::SideRail(QWidget* window) : QToolBar(tr("Panels at the side"), window) {
    setObjectName(QStringLiteral("rail"));
    setMovable(false);
    setFloatable(false);
    setOrientation(Qt::Vertical);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setFixedWidth(metrics().px(40));
    hide();
}

void SideRail::addPanel(Dock* dock, const QString& icon) {
    auto* button = new IconButton(icon, dock->panel()->title(), this);
    button->setCheckable(true);
    addWidget(button);
    const int index = static_cast<int>(entries_.size());
    entries_.push_back({dock, button});
    connect(button, &QToolButton::clicked, this, [this, index] {
        if (open_ == index) closeOpen();
        else open(index);
    });
}

void SideRail::setActive(bool active) {
    if (active == active_) return;
    active_ = active;
    if (!active) closeOpen();
    for (const Entry& entry : entries_) {
        if (active) {
            PanelFrame* panel = entry.dock->lend();
            panel->hide();
            panel->setParent(window());
        } else {
            entry.dock->takeBack();
        }
    }
    setVisible(active);
}

void SideRail::open(int index) {
    closeOpen();
    open_ = index;
    entries_[static_cast<size_t>(index)].button->setChecked(true);
    place();
    PanelFrame* panel = openPanel();
    panel->show();
    panel->raise();
    panel->setFocus(Qt::OtherFocusReason);
    qApp->installEventFilter(this);
}

bool SideRail::open(const Dock* dock) {
    for (size_t i = 0; active_ && i < entries_.size(); ++i) {
        if (entries_[i].dock != dock) continue;
        if (open_ != static_cast<int>(i)) open(static_cast<int>(i));
        return true;
    }
    return false;
}

bool SideRail::closeOpen() {
    if (open_ < 0) return false;
    qApp->removeEventFilter(this);
    const Entry& entry = entries_[static_cast<size_t>(open_)];
    entry.button->setChecked(false);
    if (entry.dock->isLent()) entry.dock->panel()->hide();
    open_ = -1;
    return true;
}

PanelFrame* SideRail::openPanel() const {
    return open_ < 0 ? nullptr : entries_[static_cast<size_t>(open_)].dock->panel();
}

void SideRail::keepInFront() {
    if (open_ < 0) return;
    place();
    openPanel()->raise();
}

void SideRail::place() {
    const Metrics& m = metrics();
    const int wide = std::clamp(window()->width() * 17 / 100, m.px(256), m.px(340));
    const QPoint corner = mapTo(window(), QPoint(width() + m.gap(), 0));
    openPanel()->setGeometry(QRect(corner, QSize(wide, height())));
}

void SideRail::resizeEvent(QResizeEvent* event) {
    QToolBar::resizeEvent(event);
    if (open_ >= 0) place();
}

bool SideRail::eventFilter(QObject* watched, QEvent* event) {
    PanelFrame* panel = openPanel();
    if (panel && event->type() == QEvent::MouseButtonPress && watched->isWidgetType() && !qApp->activePopupWidget()) {
        const auto* widget = static_cast<QWidget*>(watched);
        if (widget->window() == window() && widget != panel && !panel->isAncestorOf(widget) && widget != this &&
            !isAncestorOf(widget) && widget != window())
            closeOpen();
    }
    if (panel && watched == window() && event->type() == QEvent::Resize) place();
    return QToolBar::eventFilter(watched, event);
}

}  // namespace zscape
