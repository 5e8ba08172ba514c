#include "ui/shell/dock_layout.h"

#include "ui/bridge/kept_settings.h"
#include "ui/shell/dock.h"
#include "ui/shell/side_rail.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/panel_frame.h"

#include <QAction>
#include <QMainWindow>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTabBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {

const char* const kNames[kPanels] = {"data",          "model",    "decoder", "reconstructions", "loss",
                                     "interpolation", "collapse", "runs",    "selection"};
constexpr int kTabs = 34;          // what the style makes their bar
constexpr int kLayoutVersion = 3;  // 2: with Runs, 3: with Selection

}  // namespace

LayoutShape shapeFor(QSize window) {
    const Metrics& m = metrics();
    LayoutShape shape;
    shape.decoderTabs = window.height() < m.px(760);
    shape.shelfTabs = window.width() < m.px(1180);
    shape.rail = window.width() < m.px(1040);
    shape.inset = window.width() < m.px(900);
    return shape;
}

LayoutSizes sizesFor(QSize window) {
    const Metrics& m = metrics();
    LayoutSizes sizes{};
    sizes.left = std::clamp(static_cast<int>(std::lround(window.width() * 0.17)), m.px(256), m.px(340));
    sizes.right = std::clamp(static_cast<int>(std::lround(window.width() * 0.20)), m.px(286), m.px(480));
    sizes.shelf = std::clamp(static_cast<int>(std::lround(window.height() * 0.24)), m.px(196), m.px(340));
    // Header, a square picture between paddings, and beneath it coordinates and buttons.
    const double roomier = static_cast<double>(sizes.right - m.px(286)) / std::max(1, m.px(480) - m.px(286));
    sizes.decoder = m.header() + (sizes.right - 2 * m.padding()) + m.px(64 + 14 * roomier);
    sizes.beside = m.px(236);
    const bool rail = shapeFor(window).rail;
    const int column = rail ? m.px(40) : sizes.left + m.gap();
    sizes.loss = static_cast<int>(std::lround((window.width() - 2 * m.gap() - column - m.gap()) * 0.38));
    return sizes;
}

DockLayout::DockLayout(QMainWindow* window, const std::array<PanelFrame*, kPanels>& panels,
                       std::function<void(QWidget*)> inset)
    : QObject(window),
      window_(window),
      rail_(new SideRail(window)),
      inset_(std::move(inset)) {
    window_->setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    window_->setDocumentMode(true);
    window_->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window_->setCorner(Qt::TopLeftCorner, Qt::LeftDockWidgetArea);
    window_->setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window_->setCorner(Qt::TopRightCorner, Qt::RightDockWidgetArea);
    window_->setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    for (int i = 0; i < kPanels; ++i) {
        auto* dock = new Dock(panels[static_cast<size_t>(i)], QLatin1String(kNames[i]), window);
        docks_[static_cast<size_t>(i)] = dock;
        connect(dock, &QDockWidget::topLevelChanged, this, [this] {
            if (!arranging_) setAutomatic(false);
            showTitles();
        });
        connect(dock, &QDockWidget::dockLocationChanged, this, [this] { showTitles(); });
        dock->hide();
    }
    hideAtFirst();
    window_->addToolBar(Qt::LeftToolBarArea, rail_);
    rail_->addPanel(dock(PanelPlace::Data), QStringLiteral("images"));
    rail_->addPanel(dock(PanelPlace::Model), QStringLiteral("model"));
    rail_->addPanel(dock(PanelPlace::Runs), QStringLiteral("runs"));
    rail_->hide();
}

void DockLayout::fillMenu(QMenu* menu) {
    for (int i = 0; i < kPanels; ++i) {
        Dock* dock = docks_[static_cast<size_t>(i)];
        QAction* action = menu->addAction(dock->panel()->title());
        action->setCheckable(true);
        connect(menu, &QMenu::aboutToShow, action,
                [this, i, action] { action->setChecked(!hiddenByPerson_[static_cast<size_t>(i)]); });
        connect(action, &QAction::triggered, this, [this, i](bool shown) {
            hiddenByPerson_[static_cast<size_t>(i)] = !shown;
            if (shown) reveal(static_cast<PanelPlace>(i), true);
            else if (automatic_) arrange();
            else docks_[static_cast<size_t>(i)]->hide();
        });
        connect(dock->panel()->moreMenu()->actions().constLast(), &QAction::triggered, this, [this, i] {
            hiddenByPerson_[static_cast<size_t>(i)] = true;
            if (automatic_) arrange();
        });
    }
}

void DockLayout::hideAtFirst() {
    hiddenByPerson_.fill(false);
    hiddenByPerson_[static_cast<size_t>(PanelPlace::Collapse)] = true;
}

bool DockLayout::isInFront(PanelPlace place) const {
    return dock(place)->isVisible() && !dock(place)->visibleRegion().isEmpty();
}

void DockLayout::reveal(PanelPlace place, bool front) {
    hiddenByPerson_[static_cast<size_t>(place)] = false;
    Dock* shown = dock(place);
    if (automatic_) {
        arrange();
    } else if (!shown->isVisible() && wanted(place)) {
        shown->show();
        Dock* loss = dock(PanelPlace::Loss);
        if (place == PanelPlace::Collapse && !shown->isFloating() && loss->isVisible() && !loss->isFloating()) {
            window_->tabifyDockWidget(loss, shown);
            loss->raise();
        }
        showTitles();
    }
    if (front && wanted(place) && !rail_->open(shown)) shown->raise();
    rail_->keepInFront();
}

void DockLayout::setSelecting(bool selecting) {
    if (selecting == selecting_) return;
    selecting_ = selecting;
    Dock* selection = dock(PanelPlace::Selection);
    const auto beside = window_->tabifiedDockWidgets(selection);
    const bool withReconstructions = beside.contains(dock(PanelPlace::Reconstructions));
    // In the decoder's own tabs it would take the decoder away.
    if (withReconstructions && !beside.contains(dock(PanelPlace::Decoder))) {
        if (selecting) {
            raisedSelection_ = !isInFront(PanelPlace::Selection);
            selection->raise();
        } else if (raisedSelection_ && isInFront(PanelPlace::Selection)) {
            dock(PanelPlace::Reconstructions)->raise();
        }
    }
    if (!selecting) raisedSelection_ = false;
    if (automatic_) applySizes();
}

void DockLayout::setMarked(PanelPlace place, bool marked) {
    const QString name = dock(place)->panel()->title();
    dock(place)->setWindowTitle(marked ? QStringLiteral("● ") + name : name);
}

bool DockLayout::wanted(PanelPlace place) const {
    return !empty_ && !planeAlone_ && !hiddenByPerson_[static_cast<size_t>(place)] &&
           !replaced_[static_cast<size_t>(place)];
}

bool DockLayout::replacing() const { return std::find(replaced_.begin(), replaced_.end(), true) != replaced_.end(); }

void DockLayout::setReplaced(const std::vector<PanelPlace>& places) {
    std::array<bool, kPanels> replaced{};
    for (const PanelPlace place : places) replaced[static_cast<size_t>(place)] = true;
    if (replaced == replaced_) return;
    const bool own = !automatic_ && !empty_ && !planeAlone_;
    // A layout of a person's own is kept, and comes back as it was.
    if (own && !replacing()) manualState_ = window_->saveState(kLayoutVersion);
    replaced_ = replaced;
    if (own && !replacing()) window_->restoreState(manualState_, kLayoutVersion);
    else arrange();
}

void DockLayout::setEmpty(bool empty) {
    if (empty == empty_) return;
    empty_ = empty;
    arrange();
    if (!empty && !automatic_ && !manualState_.isEmpty() && !replacing())
        window_->restoreState(manualState_, kLayoutVersion);
}

void DockLayout::setPlaneAlone(bool alone) {
    if (alone == planeAlone_) return;
    if (alone && !automatic_) manualState_ = window_->saveState(kLayoutVersion);
    planeAlone_ = alone;
    if (!alone && !automatic_) {
        inset_(nullptr);
        dock(PanelPlace::Decoder)->takeBack();
        window_->restoreState(manualState_, kLayoutVersion);
        return;
    }
    arrange();
}

void DockLayout::reset() {
    automatic_ = true;
    hideAtFirst();
    arrange();
}

void DockLayout::follow() {
    hideEmptyBars();
    if (empty_) return;
    const LayoutShape shape = shapeFor(window_->size());
    if (shape != shape_ && automatic_) arrange();
    else if (automatic_) applySizes();
}

void DockLayout::arrange() {
    const QScopedValueRollback<bool> busy(arranging_, true);
    shape_ = shapeFor(window_->size());
    const bool bare = empty_ || planeAlone_ || std::find(replaced_.begin(), replaced_.end(), false) == replaced_.end();
    const bool collapseInFront = isInFront(PanelPlace::Collapse), runsInFront = isInFront(PanelPlace::Runs),
               selectionInFront = isInFront(PanelPlace::Selection);
    inset_(nullptr);
    dock(PanelPlace::Decoder)->takeBack();
    rail_->setActive(shape_.rail && !bare);
    for (Dock* d : docks_) {
        if (d->isFloating()) d->setFloating(false);
        window_->removeDockWidget(d);
    }
    if (bare) {
        rail_->setVisible(false);
        // Alone the plane still shows what the decoder draws there.
        if (planeAlone_ && !empty_ && !replacing() && !hiddenByPerson_[static_cast<size_t>(PanelPlace::Decoder)])
            inset_(dock(PanelPlace::Decoder)->lend());
        return;
    }
    const auto add = [this](Qt::DockWidgetArea area, PanelPlace place) {
        if (!wanted(place)) return;
        window_->addDockWidget(area, dock(place), area == Qt::BottomDockWidgetArea ? Qt::Horizontal : Qt::Vertical);
        dock(place)->show();
    };
    const auto tab = [this, &add](PanelPlace first, PanelPlace second, Qt::DockWidgetArea area) {
        if (!wanted(second)) return;
        add(area, second);
        if (wanted(first)) window_->tabifyDockWidget(dock(first), dock(second));
    };
    if (!shape_.rail) {
        add(Qt::LeftDockWidgetArea, PanelPlace::Data);
        add(Qt::LeftDockWidgetArea, PanelPlace::Model);
        tab(PanelPlace::Model, PanelPlace::Runs, Qt::LeftDockWidgetArea);
        if (!runsInFront && wanted(PanelPlace::Model)) dock(PanelPlace::Model)->raise();
    }
    if (!shape_.inset) {
        add(Qt::RightDockWidgetArea, PanelPlace::Decoder);
        const PanelPlace below = wanted(PanelPlace::Selection) ? PanelPlace::Selection : PanelPlace::Reconstructions;
        if (shape_.decoderTabs) tab(PanelPlace::Decoder, below, Qt::RightDockWidgetArea);
        else add(Qt::RightDockWidgetArea, below);
        if (below == PanelPlace::Selection) tab(below, PanelPlace::Reconstructions, Qt::RightDockWidgetArea);
    } else if (wanted(PanelPlace::Decoder)) {
        inset_(dock(PanelPlace::Decoder)->lend());
    }
    if (shape_.shelfTabs) {
        add(Qt::BottomDockWidgetArea, PanelPlace::Interpolation);
        tab(PanelPlace::Interpolation, PanelPlace::Loss, Qt::BottomDockWidgetArea);
        if (shape_.inset) {
            tab(PanelPlace::Interpolation, PanelPlace::Reconstructions, Qt::BottomDockWidgetArea);
            tab(PanelPlace::Interpolation, PanelPlace::Selection, Qt::BottomDockWidgetArea);
        }
        tab(PanelPlace::Interpolation, PanelPlace::Collapse, Qt::BottomDockWidgetArea);
        if (wanted(PanelPlace::Interpolation)) dock(PanelPlace::Interpolation)->raise();
    } else {
        add(Qt::BottomDockWidgetArea, PanelPlace::Loss);
        tab(PanelPlace::Loss, PanelPlace::Collapse, Qt::BottomDockWidgetArea);
        if (wanted(PanelPlace::Loss)) dock(PanelPlace::Loss)->raise();
        add(Qt::BottomDockWidgetArea, PanelPlace::Interpolation);
    }
    if (!shape_.inset) {
        const bool inFront = selectionInFront || (selecting_ && !shape_.decoderTabs);
        if (inFront && wanted(PanelPlace::Selection)) dock(PanelPlace::Selection)->raise();
        else if (wanted(PanelPlace::Reconstructions)) dock(PanelPlace::Reconstructions)->raise();
    }
    // Who was reading it goes on reading it.
    if (collapseInFront && wanted(PanelPlace::Collapse)) dock(PanelPlace::Collapse)->raise();
    if (shape_.decoderTabs && wanted(PanelPlace::Decoder) && !shape_.inset) dock(PanelPlace::Decoder)->raise();
    showTitles();
    applySizes();
    rail_->keepInFront();
    // Once all of it is laid out.
    QMetaObject::invokeMethod(this, &DockLayout::hideEmptyBars, Qt::QueuedConnection);
}

// Sizes that a person has made stay as they are.
bool DockLayout::besideSelection() const {
    return selecting_ && automatic_ && !shape_.decoderTabs && !shape_.inset && wanted(PanelPlace::Selection) &&
           wanted(PanelPlace::Decoder);
}

void DockLayout::applySizes() {
    if (const bool beside = besideSelection(); std::exchange(beside_, beside) != beside) Q_EMIT besideChanged(beside);
    if (empty_ || planeAlone_) return;
    const LayoutSizes sizes = sizesFor(window_->size());
    QList<QDockWidget*> across, down;
    QList<int> widths, heights;
    const auto set = [this](QList<QDockWidget*>& docks, QList<int>& values, PanelPlace place, int value) {
        Dock* d = dock(place);
        if (!wanted(place) || d->isLent() || d->isFloating()) return;
        docks.append(d);
        values.append(value);
    };
    // 28 menus, 40 toolbar, 28 status: what is left is the columns' height.
    const Metrics& m = metrics();
    const int column = window_->height() - m.px(28 + 40 + 28);
    const Dock* form = dock(PanelPlace::Model);
    const int above = form->isLent()                                                    ? 0
                      : window_->tabifiedDockWidgets(dock(PanelPlace::Model)).isEmpty() ? m.header()
                                                                                        : m.px(kTabs);
    const int natural = form->panel()->sizeHint().height() + above;
    const int model = std::clamp(natural, m.px(200), std::max(m.px(200), column * 6 / 10));
    set(across, widths, PanelPlace::Data, sizes.left);
    set(across, widths, PanelPlace::Decoder, sizes.right);
    if (!shape_.shelfTabs) {
        const int shelf = window_->width() - 2 * m.gap() - sizes.left - m.gap();
        set(across, widths, PanelPlace::Loss, sizes.loss);
        set(across, widths, PanelPlace::Interpolation, shelf - m.gap() - sizes.loss);
    }
    set(down, heights, PanelPlace::Data, column - m.gap() - model);
    set(down, heights, PanelPlace::Model, model);
    set(down, heights, shape_.shelfTabs ? PanelPlace::Interpolation : PanelPlace::Loss, sizes.shelf);
    if (!shape_.decoderTabs) {
        const int decoder = besideSelection() ? sizes.beside : sizes.decoder;
        const PanelPlace below = wanted(PanelPlace::Selection) ? PanelPlace::Selection : PanelPlace::Reconstructions;
        set(down, heights, PanelPlace::Decoder, decoder);
        set(down, heights, below, column - m.gap() - sizes.shelf - m.gap() - decoder);
    }
    if (!down.isEmpty()) window_->resizeDocks(down, heights, Qt::Vertical);
    if (!across.isEmpty()) window_->resizeDocks(across, widths, Qt::Horizontal);
}

// Where docks were put into one group before the rest was laid out, Qt leaves a bar behind, shown and without tabs.
void DockLayout::hideEmptyBars() {
    for (QTabBar* bar : window_->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly))
        if (bar->count() == 0) bar->hide();
}

void DockLayout::showTitles() {
    for (Dock* d : docks_)
        if (!d->isLent()) d->setTabbed(!d->isFloating() && !window_->tabifiedDockWidgets(d).isEmpty());
    // The window makes its tab bars itself, with a line across and stretched tabs.
    for (QTabBar* bar : window_->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        bar->setDrawBase(false);
        bar->setExpanding(false);
        bar->setElideMode(Qt::ElideRight);
        giveMenu(bar);
    }
}

void DockLayout::giveMenu(QTabBar* bar) {
    const QString name = QStringLiteral("more");
    if (bar->findChild<IconButton*>(name)) return;
    auto* more = new IconButton(QStringLiteral("more"), tr("More about this panel"), bar);
    more->setObjectName(name);
    connect(more, &QToolButton::clicked, this, [this, bar, more] {
        for (Dock* d : docks_)
            if (bar->tabText(bar->currentIndex()) == d->windowTitle())
                d->panel()->moreMenu()->popup(more->mapToGlobal(more->rect().bottomLeft()));
    });
    bar->installEventFilter(this);
    placeMenu(bar);
    more->show();
}

void DockLayout::placeMenu(const QTabBar* bar) {
    auto* more = bar->findChild<IconButton*>(QStringLiteral("more"));
    if (!more) return;
    more->adjustSize();
    more->move(bar->width() - more->width() - metrics().px(6), (bar->height() - more->height()) / 2);
}

bool DockLayout::eventFilter(QObject* watched, QEvent* event) {
    if (const auto* bar = qobject_cast<const QTabBar*>(watched); bar && event->type() == QEvent::Resize) placeMenu(bar);
    return QObject::eventFilter(watched, event);
}

void DockLayout::store() const {
    KeptSettings settings;
    settings.setValue(QStringLiteral("layout/automatic"), automatic_);
    QStringList hidden;
    for (int i = 0; i < kPanels; ++i)
        if (hiddenByPerson_[static_cast<size_t>(i)] && static_cast<PanelPlace>(i) != PanelPlace::Collapse)
            hidden.append(QLatin1String(kNames[i]));
    settings.setValue(QStringLiteral("layout/hidden"), hidden);
    settings.setValue(QStringLiteral("layout/collapseShown"),
                      !hiddenByPerson_[static_cast<size_t>(PanelPlace::Collapse)]);
    if (!automatic_)
        settings.setValue(QStringLiteral("layout/docks"),
                          empty_ || planeAlone_ || replacing() ? manualState_ : window_->saveState(kLayoutVersion));
}

void DockLayout::restore() {
    const KeptSettings settings;
    automatic_ = settings.value(QStringLiteral("layout/automatic"), true).toBool();
    manualState_ = settings.value(QStringLiteral("layout/docks")).toByteArray();
    if (manualState_.isEmpty()) automatic_ = true;
    const QStringList hidden = settings.value(QStringLiteral("layout/hidden")).toStringList();
    for (int i = 0; i < kPanels; ++i)
        hiddenByPerson_[static_cast<size_t>(i)] = hidden.contains(QLatin1String(kNames[i]));
    hiddenByPerson_[static_cast<size_t>(PanelPlace::Collapse)] =
        !settings.value(QStringLiteral("layout/collapseShown"), false).toBool();
}

}  // namespace zscape
