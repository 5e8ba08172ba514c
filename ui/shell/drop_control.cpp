#include "ui/shell/drop_control.h"

#include "ui/bridge/session_bridge.h"
#include "ui/plane/latent_plane.h"
#include "ui/shell/drop_advice.h"
#include "ui/shell/drop_rules.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/exploration_controller.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/page_host.h"

#include <QDropEvent>
#include <QMimeData>

namespace zscape {

DropControl::DropControl(SessionBridge* bridge, const Parts& parts, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      parts_(parts) {
    connect(parts.open, &OpenController::described, parts.empty->target(), &DropTarget::showDrag);
}

bool DropControl::handle(QEvent& event) {
    switch (event.type()) {
        case QEvent::DragEnter: enter(static_cast<QDropEvent&>(event)); return true;
        case QEvent::DragMove: move(static_cast<QDropEvent&>(event)); return true;
        case QEvent::DragLeave: leave(); return true;
        case QEvent::Drop: drop(static_cast<QDropEvent&>(event)); return true;
        default: return false;
    }
}

// Refused drags are taken too, so that it is said why: it is their moves that are refused.
void DropControl::enter(QDropEvent& event) {
    event.setDropAction(Qt::CopyAction);
    event.accept();
    if (parts_.advice->last().does && bridge_->state() == RunState::Empty && !parts_.host->isOpen())
        parts_.empty->target()->showDrag(parts_.advice->last().sentence);
}

void DropControl::move(QDropEvent& event) {
    if (!parts_.advice->last().does) return event.ignore();
    event.setDropAction(Qt::CopyAction);
    event.accept();
}

void DropControl::leave() {
    parts_.open->stopDescribing();
    parts_.empty->target()->showDrag({});
}

void DropControl::drop(QDropEvent& event) {
    const bool does = parts_.advice->onWindow(event.mimeData()).does;
    leave();
    if (!does) return;
    const Drop drop = dropOf(event.mimeData());
    event.setDropAction(Qt::CopyAction);
    event.accept();
    if (drop.kind == Drop::Kind::Project) parts_.open->openProject(drop.paths.first());
    // One picture beside the plane is meant for the model too: it does not replace all images by one.
    else if (drop.kind == Drop::Kind::OneImage && parts_.plane->isVisible())
        parts_.exploration->openFile(drop.paths.first());
    else parts_.open->importImages(drop.paths);
}

}  // namespace zscape
