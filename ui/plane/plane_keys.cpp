// The keys, the menu and the drops of PlaneInteraction. Its mouse is in plane_interaction.cpp.
#include "ui/plane/plane_interaction.h"

#include "ui/plane/latent_plane.h"
#include "ui/plane/layer_keys.h"
#include "ui/selection/selection_model.h"
#include "ui/widgets/image.h"
#include "ui/widgets/picture_endings.h"

#include <QContextMenuEvent>
#include <QDropEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kArrow = 0.05;
constexpr double kArrowWithShift = 0.5;

// The one local file of a drop; more of them, or a folder, are data for the whole window.
QString singleFile(const QMimeData* mime) {
    if (mime->urls().size() != 1 || !mime->urls().front().isLocalFile()) return {};
    const QString path = mime->urls().front().toLocalFile();
    return looksLikePicture(path) ? path : QString();
}

}  // namespace

void PlaneInteraction::moveKept(QPointF delta) {
    QPointF from = surface_.seenView().centre();
    if (const auto& kept = surface_.chosen().kept()) from = kept->at;
    else if (const auto pointer = plane_.pointer()) from = *pointer;
    surface_.chosen().keepAt(from + delta, SelectionModel::Pace::Running);
}

void PlaneInteraction::step(int64_t by) {
    const PointCloud& cloud = plane_.points().cloud();
    if (cloud.count() == 0) return;
    const int64_t current = surface_.chosen().current();
    const int64_t image =
        current < 0 ? (by > 0 ? 0 : cloud.count() - 1) : std::clamp<int64_t>(current + by, 0, cloud.count() - 1);
    surface_.chosen().choose(image, cloud.isPlaced(image) ? std::optional(cloud.positionOf(image)) : std::nullopt,
                             SelectionModel::Pace::Running);
}

bool PlaneInteraction::key(QKeyEvent* event) {
    const bool asked = event->type() == QEvent::ShortcutOverride;
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return false;
    const double arrow = event->modifiers() & Qt::ShiftModifier ? kArrowWithShift : kArrow;
    const auto doIt = [&](auto&& action) {
        // First asked whether a shortcut of the window may have the key: these are the plane's while it has the focus.
        if (asked) event->accept();
        else action();
        return true;
    };
    const auto setEnd = [this](PathEnd end) {
        if (const auto target = plane_.target()) Q_EMIT plane_.endRequested(end, *target);
    };
    if (const auto layer = layerKeyOf(*event))
        return doIt([&] { Q_EMIT plane_.layerToggled(layer->layer, layer->alone); });
    switch (event->key()) {
        case Qt::Key_Home: return doIt([&] { plane_.fit(); });
        case Qt::Key_Plus:
        case Qt::Key_Equal: return doIt([&] { plane_.zoom(kNotch); });
        case Qt::Key_Minus: return doIt([&] { plane_.zoom(1 / kNotch); });
        case Qt::Key_Left: return doIt([&] { moveKept({-arrow, 0}); });
        case Qt::Key_Right: return doIt([&] { moveKept({arrow, 0}); });
        case Qt::Key_Up: return doIt([&] { moveKept({0, arrow}); });
        case Qt::Key_Down: return doIt([&] { moveKept({0, -arrow}); });
        case Qt::Key_A: return doIt([&] { setEnd(PathEnd::A); });
        case Qt::Key_B: return doIt([&] { setEnd(PathEnd::B); });
        case Qt::Key_BracketLeft: return doIt([&] { step(-1); });
        case Qt::Key_BracketRight: return doIt([&] { step(1); });
        case Qt::Key_V: return doIt([&] { plane_.chooseTool(PlaneToolKind::Pan); });
        case Qt::Key_M: return doIt([&] { plane_.chooseTool(PlaneToolKind::Box); });
        case Qt::Key_L: return doIt([&] { plane_.chooseTool(PlaneToolKind::Lasso); });
        case Qt::Key_Space: return doIt([&] { Q_EMIT plane_.playRequested(); });
        case Qt::Key_Escape: {
            // Nothing left to undo here: whoever has the key next may use it.
            SelectionModel& selection = surface_.chosen();
            const bool something = tools_.isDragging() || selection.current() >= 0 || !selection.selected().empty() ||
                                   selection.kept() || selection.outside();
            return something && doIt([&] {
                       if (!giveUpDrag()) selection.letGoOfOne();
                   });
        }
        default: return false;
    }
}

bool PlaneInteraction::contextMenu(QContextMenuEvent* event) {
    if (tools_.phase() != PlaneTools::Phase::Rest) return true;
    std::optional<PlaneTarget> target = plane_.target();
    if (event->reason() == QContextMenuEvent::Mouse) {
        const QPointF at = event->pos();
        if (!surface_.seenView().plotArea().contains(at)) return true;
        const int64_t image = imageAt(surface_, at);
        target = image >= 0 ? PlaneTarget{image, plane_.points().cloud().positionOf(image)}
                            : PlaneTarget{-1, surface_.seenView().toPlane(at)};
    }
    auto* menu = new QMenu(&plane_);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (target) {
        LatentPlane* plane = &plane_;
        const PlaneTarget what = *target;
        menu->addAction(LatentPlane::tr("Set as A"), plane,
                        [plane, what] { Q_EMIT plane->endRequested(PathEnd::A, what); });
        menu->addAction(LatentPlane::tr("Set as B"), plane,
                        [plane, what] { Q_EMIT plane->endRequested(PathEnd::B, what); });
        menu->addSeparator();
        const auto& images = plane->points().images();
        if (what.image >= 0 && images && !images->fileOf(what.image).empty())
            menu->addAction(LatentPlane::tr("Show file"), plane,
                            [plane, what] { Q_EMIT plane->showFileRequested(what.image); });
        menu->addAction(LatentPlane::tr("Copy code"), plane, [plane, what] { Q_EMIT plane->copyCodeRequested(what); });
        menu->addSeparator();
    }
    menu->addAction(LatentPlane::tr("Fit"), QKeySequence(Qt::Key_Home), &plane_, &LatentPlane::fit);
    menu->popup(event->globalPos());
    return true;
}

bool PlaneInteraction::dragMove(QDragMoveEvent* event) {
    const QMimeData* mime = event->mimeData();
    const bool wanted = imageIndexOf(mime) || codeOf(mime) || !singleFile(mime).isEmpty();
    if (!wanted) {
        event->ignore();
        return false;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
    return true;
}

bool PlaneInteraction::drop(QDropEvent* event) {
    const Grip grip = gripAt(surface_, event->position());
    const bool onEnd = grip == Grip::EndA || grip == Grip::EndB;
    const PathEnd end = grip == Grip::EndA ? PathEnd::A : PathEnd::B;
    const QString file = singleFile(event->mimeData());
    if (const auto image = imageIndexOf(event->mimeData())) {
        if (*image < 0 || *image >= plane_.points().cloud().count()) return false;
        const bool placed = plane_.points().cloud().isPlaced(*image);
        const PlaneTarget target{*image, placed ? plane_.points().cloud().positionOf(*image) : QPointF()};
        if (onEnd) {
            Q_EMIT plane_.endRequested(end, target);
        } else {
            surface_.chosen().choose(*image, placed ? std::optional(target.at) : std::nullopt);
        }
    } else if (const auto code = codeOf(event->mimeData())) {
        if (onEnd) Q_EMIT plane_.endCodeDropped(end, *code);
        else surface_.chosen().keepCode(*code);
    } else if (!file.isEmpty()) {
        if (onEnd) Q_EMIT plane_.endFileDropped(end, file);
        else Q_EMIT plane_.fileDropped(file, surface_.seenView().toPlane(event->position()));
    } else {
        return false;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
    return true;
}

}  // namespace zscape
