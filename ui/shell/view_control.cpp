#include "ui/shell/view_control.h"

#include "ui/bridge/kept_settings.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/screen_place.h"
#include "ui/shell/side_rail.h"
#include "ui/theme/tokens.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QMainWindow>

namespace zscape {

namespace {
constexpr QLatin1String kGeometry("window/geometry"), kReduceMotion("view/reduceMotion"), kTheme("view/theme");
}

ViewControl::ViewControl(Actions* actions, DockLayout* docks, QMainWindow* window)
    : QObject(window),
      actions_(actions),
      docks_(docks),
      window_(window) {
    window->installEventFilter(this);
    connect(actions->planeAlone, &QAction::toggled, docks, &DockLayout::setPlaneAlone);
    connect(actions->fullScreen, &QAction::toggled, this,
            [window](bool on) { window->setWindowState(window->windowState().setFlag(Qt::WindowFullScreen, on)); });
    connect(actions->resetLayout, &QAction::triggered, this, [this] {
        actions_->planeAlone->setChecked(false);
        docks_->reset();
    });
    connect(actions->reduceMotion, &QAction::toggled, this, [](bool on) {
        ThemeController::instance().setReduceMotion(on);
        KeptSettings().setValue(kReduceMotion, on);
    });
    connect(actions->theme, &QActionGroup::triggered, this, [](QAction* action) {
        ThemeController::instance().setChoice(static_cast<ThemeChoice>(action->data().toInt()));
        KeptSettings().setValue(kTheme, action->data().toInt());
    });
}

void ViewControl::restore() {
    const KeptSettings settings;
    const QByteArray geometry = settings.value(kGeometry).toByteArray();
    if (!geometry.isEmpty()) window_->restoreGeometry(geometry);
    // It may have been left on a screen that is no longer there, or be larger than this one.
    bringOnScreen(window_);
    docks_->restore();
    actions_->reduceMotion->setChecked(settings.value(kReduceMotion, false).toBool());
    const int theme = static_cast<int>(ThemeController::instance().choice());
    for (QAction* action : actions_->theme->actions())
        if (action->data().toInt() == theme) action->setChecked(true);
}

void ViewControl::store() const {
    KeptSettings settings;
    if (!window_->isFullScreen()) settings.setValue(kGeometry, window_->saveGeometry());
    docks_->store();
}

bool ViewControl::letGoOfOne() {
    if (docks_->rail()->closeOpen()) return true;
    for (QAction* action : {actions_->planeAlone, actions_->fullScreen}) {
        if (!action->isChecked()) continue;
        action->setChecked(false);
        return true;
    }
    return false;
}

ViewControl::Sizes ViewControl::sizesNow() const {
    return {docks_->dock(PanelPlace::Data)->size(), docks_->dock(PanelPlace::Loss)->size(),
            docks_->dock(PanelPlace::Decoder)->size()};
}

bool ViewControl::eventFilter(QObject* watched, QEvent* event) {
    if (watched == window_ && event->type() == QEvent::MouseButtonPress) {
        separatorHeld_ = true;
        held_ = sizesNow();
    } else if (watched == window_ && event->type() == QEvent::MouseButtonRelease && separatorHeld_) {
        separatorHeld_ = false;
        if (!(sizesNow() == held_)) docks_->setAutomatic(false);
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace zscape
