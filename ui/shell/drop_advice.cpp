#include "ui/shell/drop_advice.h"

#include "ui/bridge/session_bridge.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/interpolation_slot.h"
#include "ui/plane/latent_plane.h"
#include "ui/shell/drop_note.h"
#include "ui/shell/drop_rules.h"
#include "ui/shell/open_controller.h"
#include "ui/widgets/image.h"
#include "ui/widgets/picture_view.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QMainWindow>
#include <QMimeData>

#include <utility>

namespace zscape {

namespace {
QString letterOf(PathEnd end) { return end == PathEnd::A ? QStringLiteral("A") : QStringLiteral("B"); }
}  // namespace

DropAdvice::DropAdvice(SessionBridge* bridge, const PanelSet& panels, OpenController* open,
                       std::function<QString()> opens, QMainWindow* window)
    : QObject(window),
      bridge_(bridge),
      panels_(panels),
      open_(open),
      opens_(std::move(opens)),
      window_(window),
      note_(new DropNote(window)) {
    for (QObject* watched : {static_cast<QObject*>(window), static_cast<QObject*>(panels.plane),
                             static_cast<QObject*>(panels.interpolation->slot(PathEnd::A)->picture()),
                             static_cast<QObject*>(panels.interpolation->slot(PathEnd::B)->picture())})
        watched->installEventFilter(this);
    // The look into what is dragged has counted.
    connect(open, &OpenController::described, this, [this](const QString& sentence) {
        if (note_->does() && !note_->sentence().isEmpty()) note_->say(sentence, true);
    });
}

DropAdvice::Advice DropAdvice::onWindow(const QMimeData* mime) const {
    if (imageIndexOf(mime) || codeOf(mime)) return {tr("Drop it on the plane, or on A or B in Interpolation"), false};
    const Drop drop = dropOf(mime);
    if (drop.kind == Drop::Kind::Nothing)
        return {tr("Only files and folders of this computer can be opened here"), false};
    const bool plane = bridge_->state() != RunState::Empty && panels_.plane->isVisible();
    if (drop.kind == Drop::Kind::OneImage && plane) {
        if (!bridge_->codes()) return {tr("There is no model yet that could place a picture"), false};
        return {tr("Show where %1 lies on the plane").arg(QFileInfo(drop.paths.first()).fileName()), true};
    }
    if (const QString reason = opens_(); !reason.isEmpty()) return {reason, false};
    return {open_->describe(drop), true};
}

DropAdvice::Advice DropAdvice::onPlane(const QMimeData* mime, QPointF at) const {
    const std::optional<PathEnd> end = panels_.plane->endAt(at);
    if (imageIndexOf(mime))
        return {end ? tr("Make this image %1").arg(letterOf(*end)) : tr("Show where this image lies"), true};
    if (codeOf(mime)) return {end ? tr("Make this place %1").arg(letterOf(*end)) : tr("Keep this place"), true};
    const Drop drop = dropOf(mime);
    if (drop.kind == Drop::Kind::OneImage && end && bridge_->codes())
        return {tr("Make %1 %2").arg(QFileInfo(drop.paths.first()).fileName(), letterOf(*end)), true};
    return onWindow(mime);
}

DropAdvice::Advice DropAdvice::at(const QObject* watched, const QDropEvent& event) const {
    const QMimeData* mime = event.mimeData();
    if (watched == window_) return onWindow(mime);
    if (watched == panels_.plane) return onPlane(mime, event.position());
    const PathEnd end = watched == panels_.interpolation->slot(PathEnd::A)->picture() ? PathEnd::A : PathEnd::B;
    if (imageIndexOf(mime)) return {tr("Make this image %1").arg(letterOf(end)), true};
    if (codeOf(mime)) return {tr("Make this place %1").arg(letterOf(end)), true};
    const Drop drop = dropOf(mime);
    if (drop.paths.size() == 1 && QFileInfo(drop.paths.first()).isFile())
        return {tr("Make %1 %2").arg(QFileInfo(drop.paths.first()).fileName(), letterOf(end)), true};
    return {tr("%1 takes one picture").arg(letterOf(end)), false};
}

bool DropAdvice::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::DragEnter:
        case QEvent::DragMove: {
            last_ = at(watched, *static_cast<const QDropEvent*>(event));
            // The empty window's target says itself what a drop does.
            const bool said = last_.does && bridge_->state() == RunState::Empty;
            note_->say(said ? QString() : last_.sentence, last_.does);
            break;
        }
        case QEvent::DragLeave:
        case QEvent::Drop: note_->say({}, false); break;
        default: break;
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace zscape
