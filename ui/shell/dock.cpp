#include "ui/shell/dock.h"

#include "ui/shell/tab_order.h"
#include "ui/widgets/panel_frame.h"

#include <QAction>
#include <QMenu>

namespace zscape {

Dock::Dock(PanelFrame* panel, const QString& name, QWidget* parent)
    : QDockWidget(panel->title(), parent),
      panel_(panel),
      blankBar_(new QWidget(this)),
      blankBody_(new QWidget(this)) {
    setObjectName(name);
    setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable | QDockWidget::DockWidgetClosable);
    blankBar_->setFixedSize(1, 1);
    blankBody_->setMinimumSize(1, 1);
    blankBar_->hide();
    blankBody_->hide();
    // The layout of the window is ours to choose down to its least size: what a panel would like does not widen it.
    panel_->setMinimumSize(120, 60);
    QMenu* menu = panel_->moreMenu();
    if (!menu->isEmpty()) menu->addSeparator();
    QAction* hidePanel = menu->addAction(tr("Hide This Panel"));
    hidePanel->setObjectName(kHidePanel);
    connect(hidePanel, &QAction::triggered, this, &QDockWidget::close);
    setTitleBarWidget(panel_->takeHeader());
    setWidget(panel_);
}

PanelFrame* Dock::lend() {
    if (!lent_) {
        setTitleBarWidget(blankBar_);
        panel_->restoreHeader();
        panel_->setTopOpen(false);
        panel_->setOver(true);
        panel_->header()->setTabbed(false);
        setWidget(blankBody_);
        hide();
        lent_ = true;
    }
    return panel_;
}

void Dock::takeBack() {
    if (!lent_) return;
    lent_ = false;
    panel_->setOver(false);
    setTitleBarWidget(panel_->takeHeader());
    panel_->header()->show();
    setWidget(panel_);
    panel_->show();
}

void Dock::setTabbed(bool tabbed) {
    PanelHeader* header = panel_->header();
    header->setTabbed(tabbed);
    const bool folded = tabbed && !header->hasMore();
    panel_->setTopOpen(folded);
    QWidget* const bar = folded ? blankBar_ : header;
    if (titleBarWidget() != bar) setTitleBarWidget(bar);
    bar->show();
}

bool Dock::focusNextPrevChild(bool next) {
    return isWindow() ? moveFocus({this}, next) : QDockWidget::focusNextPrevChild(next);
}

}  // namespace zscape
