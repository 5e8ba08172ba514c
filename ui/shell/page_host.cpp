#include "ui/shell/page_host.h"

#include "ui/shell/run_control.h"

#include <QApplication>
#include <QStackedWidget>

namespace zscape {

std::vector<PanelPlace> allIslands() {
    std::vector<PanelPlace> all;
    all.reserve(kPanels);
    for (int i = 0; i < kPanels; ++i) all.push_back(static_cast<PanelPlace>(i));
    return all;
}

PageHost::PageHost(QStackedWidget* centre, DockLayout* docks, RunControl* run, StatusLine* status, QObject* parent)
    : QObject(parent),
      centre_(centre),
      docks_(docks),
      run_(run),
      status_(status) {}

void PageHost::open(Page page) {
    if (!page_) focusBefore_ = QApplication::focusWidget();
    page_ = std::move(page);
    if (centre_->indexOf(page_->widget) < 0) centre_->addWidget(page_->widget);
    docks_->setReplaced(page_->replaces);
    centre_->setCurrentWidget(page_->widget);
    run_->setHeld(page_->trainReason);
    page_->widget->setFocus(Qt::OtherFocusReason);
}

void PageHost::close() {
    if (!page_) return;
    page_.reset();
    docks_->setReplaced({});
    status_->setPage(std::nullopt);
    run_->setHeld({});
    Q_EMIT closed();
    if (focusBefore_ && focusBefore_->isVisible()) focusBefore_->setFocus(Qt::OtherFocusReason);
}

void PageHost::cancel() {
    if (!page_ || !page_->cancel) return;
    const auto give = page_->cancel;  // closing it forgets the page
    give();
}

void PageHost::setStatus(const PageStatus& status) {
    if (page_) status_->setPage(status);
}

}  // namespace zscape
