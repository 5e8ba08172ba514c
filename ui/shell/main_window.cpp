#include "ui/shell/main_window.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/import/import_page.h"
#include "ui/panels/collapse/collapse_panel.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/reconstructions/label_swap_grid.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/actions.h"
#include "ui/shell/collapse_watch.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/drop_advice.h"
#include "ui/shell/drop_rules.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/exploration_controller.h"
#include "ui/shell/panel_binder.h"
#include "ui/shell/help_window.h"
#include "ui/shell/history_control.h"
#include "ui/shell/import_controller.h"
#include "ui/shell/leave_controller.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/page_host.h"
#include "ui/shell/palette_control.h"
#include "ui/shell/picture_memory.h"
#include "ui/shell/recipes_controller.h"
#include "ui/shell/run_control.h"
#include "ui/shell/run_history.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/runs_controller.h"
#include "ui/shell/save_trouble.h"
#include "ui/shell/screen_place.h"
#include "ui/shell/side_rail.h"
#include "ui/shell/status_line.h"
#include "ui/shell/tab_order.h"
#include "ui/shell/trouble.h"
#include "ui/shell/unsaved_guard.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"
#include "ui/widgets/return_key.h"

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>
#include <QUndoStack>

#include <algorithm>
#include <cstdlib>

namespace zscape {

MainWindow::MainWindow(SessionBridge* bridge, QWidget* parent)
    : QMainWindow(parent),
      bridge_(bridge),
      actions_(new Actions(this)),
      history_(new QUndoStack),
      selection_(new SelectionModel(*history_)),
      guard_(new UnsavedGuard(this)),
      empty_(new EmptyScreen(&recents_)),
      pages_(new QStackedWidget) {
    const Metrics& m = metrics();
    setObjectName(QStringLiteral("window"));
    setAcceptDrops(true);
    setContentsMargins(m.gap(), 0, m.gap(), 0);
    setMinimumSize(m.px(800), m.px(560));
    resize(m.px(1280), m.px(800));
    const auto guard = [this](std::function<void()> proceed) {
        guard_->ask(
            bridge_->session().info()->unsavedWork, [this](std::function<void()> then) { run_->save(std::move(then)); },
            std::move(proceed));
    };
    openController_ = new OpenController(bridge, &recents_, this, guard);
    run_ = new RunControl(bridge, actions_, this);
    buildPanels();
    buildBars();
    historyControl_ = new HistoryControl(history_, actions_, this);
    auto* runHistory = new RunHistory(bridge, history_, this);
    panelBinder_ = new PanelBinder(bridge, panels_, openController_, run_, runHistory, this);
    leaveController_ = new LeaveController(bridge, this);
    exploration_ = new ExplorationController(bridge, panels_, selection_, actions_, this);
    collapseWatch_ = new CollapseWatch(bridge, panels_.collapse, docks_, status_, this);
    runs_ = new RunsController(runHistory, panels_.runs, docks_, status_, this);
    connect(runs_, &RunsController::comparedChanged, panels_.loss,
            [this] { panels_.loss->setComparedRuns(runs_->compared()); });
    connect(exploration_, &ExplorationController::exported, status_, &StatusLine::sayExported);
    offerCopies();
    connect(exploration_, &ExplorationController::played, status_, &StatusLine::showPlaying);
    connect(status_, &StatusLine::showFileWanted, this, [](const QString& file) { showInFileManager(file); });
    const auto saveAs = [this] { run_->saveAs(); };
    trouble_ = new Trouble(bridge, panels_.plane->strip(), panels_.data, saveAs, this);
    new SaveTrouble(bridge, panels_.plane->strip(), saveAs, this);
    run_->setViews(toolbar_, status_);
    connectImport();
    recipes_ = new RecipesController(bridge, {host_, openController_, run_, actions_, panels_.model, runHistory}, this);
    dropAdvice_ = new DropAdvice(
        bridge, panels_, openController_, [this] { return whyNotOpen(); }, this);
    connectActions();
    commands_ = new PaletteControl(bridge, actions_, docks_, panelBinder_, this);
    restoreLayout();
    showState();
    // Children go in the order in which they came: these last, after everything that looks at them.
    selection_->setParent(this);
    history_->setParent(this);
}

MainWindow::~MainWindow() = default;

void MainWindow::buildPanels() {
    panels_.data = new DataPanel(selection_);
    panels_.model = new ModelPanel;
    panels_.planePanel = new LatentPlanePanel(selection_);
    panels_.plane = panels_.planePanel->plane();
    panels_.decoder = new DecoderPanel;
    panels_.reconstructions = new ReconstructionsPanel(selection_);
    panels_.loss = new LossPanel;
    panels_.interpolation = new InterpolationPanel(selection_);
    panels_.collapse = new CollapsePanel;
    panels_.runs = new RunsPanel;
    pages_->addWidget(empty_);
    pages_->addWidget(panels_.planePanel);
    pages_->setMinimumSize(metrics().px(240), metrics().px(160));
    setCentralWidget(pages_);
    docks_ = new DockLayout(this,
                            {panels_.data, panels_.model, panels_.decoder, panels_.reconstructions, panels_.loss,
                             panels_.interpolation, panels_.collapse, panels_.runs},
                            [this](QWidget* inset) {
                                panels_.decoder->setCompact(inset != nullptr);
                                panels_.plane->setInset(inset);
                            });
    connect(panels_.model, &ModelPanel::naturalHeightChanged, docks_, &DockLayout::follow);
    run_->setStrips(panels_.plane->strip(), empty_->strip());
}

// The plane, the decoder and the path know their pictures themselves.
void MainWindow::offerCopies() {
    panels_.data->setCopySource({[this] {
                                     const auto& images = bridge_->images();
                                     const int64_t current = selection_->current();
                                     return images && current >= 0 && current < images->count();
                                 },
                                 [this] { return toImage(bridge_->images()->picture(selection_->current())); }});
    panels_.reconstructions->setCopySource({[this] { return bridge_->reconstructions() != nullptr; },
                                            [this] {
                                                QWidget* shown =
                                                    panels_.reconstructions->labelsSwapped()
                                                        ? static_cast<QWidget*>(panels_.reconstructions->labelGrid())
                                                        : panels_.reconstructions->grid();
                                                return shown->grab().toImage();
                                            }});
    panels_.loss->setCopySource(
        {[this] { return bridge_->metrics() != nullptr; }, [this] { return panels_.loss->chart()->grab().toImage(); }});
    for (const PanelFrame* panel :
         {static_cast<PanelFrame*>(panels_.data), static_cast<PanelFrame*>(panels_.planePanel),
          static_cast<PanelFrame*>(panels_.decoder), static_cast<PanelFrame*>(panels_.reconstructions),
          static_cast<PanelFrame*>(panels_.loss), static_cast<PanelFrame*>(panels_.interpolation)})
        connect(panel, &PanelFrame::pictureCopied, status_, [this] { status_->say(tr("Copied")); });
}

void MainWindow::buildBars() {
    actions_->buildMenus(menuBar(), &recents_);
    menuBar()->setFixedHeight(metrics().px(28));
    docks_->fillMenu(actions_->panelsMenu);
    toolbar_ = new RunToolbar(actions_, this);
    addToolBar(Qt::TopToolBarArea, toolbar_);
    status_ = new StatusLine(this);
    setStatusBar(status_);
    // Actions that stand in no visible place still need the window to hear their keys.
    addActions({actions_->escape, actions_->nextPanel, actions_->planeAlone, actions_->fullScreen, actions_->train});
}

void MainWindow::connectActions() {
    connect(actions_->openImages, &QAction::triggered, openController_, &OpenController::chooseFolder);
    connect(actions_->openFiles, &QAction::triggered, openController_, &OpenController::chooseFiles);
    connect(actions_->openProject, &QAction::triggered, openController_, &OpenController::chooseProject);
    connect(actions_, &Actions::recentChosen, openController_, &OpenController::openRecent);
    connect(actions_->closeImages, &QAction::triggered, this, [this] {
        guard_->ask(
            bridge_->session().info()->unsavedWork, [this](std::function<void()> then) { run_->save(std::move(then)); },
            [this] { bridge_->session().clear(); });
    });
    connect(actions_->quit, &QAction::triggered, this, &QWidget::close);
    connect(empty_, &EmptyScreen::chooseFolder, openController_, &OpenController::chooseFolder);
    connect(empty_, &EmptyScreen::openProject, openController_, &OpenController::chooseProject);
    connect(empty_, &EmptyScreen::sampleChosen, this,
            [this](const QString& source) { openController_->openImages({source}); });
    connect(empty_, &EmptyScreen::recentChosen, openController_, &OpenController::openRecent);
    connect(openController_, &OpenController::described, empty_->target(), &DropTarget::showDrag);

    const std::pair<QAction*, Side> measures[] = {{actions_->measureTrain, Side::Train},
                                                  {actions_->measureHeldOut, Side::HeldOut},
                                                  {actions_->measureTest, Side::Test}};
    for (const auto& [action, side] : measures)
        connect(action, &QAction::triggered, this, [this, side = side] {
            docks_->reveal(PanelPlace::Loss, true);
            bridge_->session().measureSide(side);
        });
    connect(bridge_, &SessionBridge::imagesChanged, this, [this] {
        const auto& split = bridge_->split();
        actions_->showSides(split && (!split->heldOut.empty() || !bridge_->info()->config.heldOutSources.empty()),
                            split && !split->test.empty());
    });

    connect(actions_->nextPanel, &QAction::triggered, this, &MainWindow::focusNextPanel);
    connect(actions_->planeAlone, &QAction::toggled, docks_, &DockLayout::setPlaneAlone);
    connect(actions_->fullScreen, &QAction::toggled, this,
            [this](bool on) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, on)); });
    connect(actions_->resetLayout, &QAction::triggered, this, [this] {
        actions_->planeAlone->setChecked(false);
        docks_->reset();
    });
    connect(actions_->reduceMotion, &QAction::toggled, this, [](bool on) {
        ThemeController::instance().setReduceMotion(on);
        QSettings().setValue(QStringLiteral("view/reduceMotion"), on);
    });
    connect(actions_->theme, &QActionGroup::triggered, this, [](QAction* action) {
        ThemeController::instance().setChoice(static_cast<ThemeChoice>(action->data().toInt()));
        QSettings().setValue(QStringLiteral("view/theme"), action->data().toInt());
    });
    connect(actions_->escape, &QAction::triggered, this, &MainWindow::letGoOfOneThing);
    auto* help = new HelpWindow(this);
    connect(actions_->keys, &QAction::triggered, help, [help] { help->open(HelpWindow::Page::Keys); });
    connect(actions_->about, &QAction::triggered, help, [help] { help->open(HelpWindow::Page::About); });
    connect(&ThemeController::instance(), &ThemeController::changed, run_, &RunControl::showAll);
    connect(bridge_, &SessionBridge::stateChanged, this, &MainWindow::showState);
    connect(bridge_, &SessionBridge::infoChanged, this, &MainWindow::setTitle);
    connect(bridge_, &SessionBridge::imagesChanged, this, &MainWindow::setTitle);
}

void MainWindow::connectImport() {
    importPage_ = new ImportPage;
    pages_->addWidget(importPage_);
    host_ = new PageHost(pages_, docks_, run_, status_, this);
    importController_ = new ImportController(bridge_, host_, importPage_, this);
    connect(host_, &PageHost::closed, this, &MainWindow::showState);
    connect(openController_, &OpenController::pageWanted, importController_, &ImportController::begin);
    connect(openController_, &OpenController::pageDone, importController_, &ImportController::cancel);
    connect(importController_, &ImportController::useWanted, openController_, &OpenController::useImages);
    connect(importController_, &ImportController::failed, this,
            [this](const QString& sentence) { run_->strip()->showMessage(Tone::Bad, sentence); });
    connect(openController_, &OpenController::remarked, this, [this](const QString& sentences) {
        panels_.plane->strip()->showMessage(Tone::Warn, sentences, tr("Import settings"),
                                            [this] { openController_->importAgain(); });
    });
}

void MainWindow::showState() {
    // A first load already shows the panels, so that thumbnails fill in where they will stay.
    const bool empty = bridge_->state() == RunState::Empty;
    pages_->setCurrentWidget(host_->isOpen() ? host_->widget()
                             : empty         ? static_cast<QWidget*>(empty_)
                                             : panels_.planePanel);
    docks_->setEmpty(empty);
    if (empty) actions_->planeAlone->setChecked(false);
    setTitle();
}

void MainWindow::setTitle() {
    const auto& images = bridge_->images();
    QString name;
    if (!bridge_->info()->project.empty()) name = QString::fromStdString(bridge_->info()->project.stem().string());
    else if (images && bridge_->state() != RunState::Empty && !images->sources().empty())
        name = Recent{Recent::Kind::Images, QString::fromStdString(images->sources().front()), {}, {}}.name();
    setWindowTitle(name.isEmpty() ? tr("Zscape") : tr("%1[*] - Zscape").arg(name));
    setWindowModified(bridge_->info()->unsavedWork);
}

bool MainWindow::focusNextPrevChild(bool next) {
    std::vector<QWidget*> areas{toolbar_};
    if (host_->isOpen()) areas.push_back(host_->widget());
    const QList<QTabBar*> bars = findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly);
    const auto add = [&](PanelPlace place) {
        Dock* dock = docks_->dock(place);
        // The bar of its tabs lies above it, as the window's own child.
        for (QTabBar* bar : bars)
            if (bar->isVisible() &&
                std::abs(bar->geometry().bottom() + 1 - dock->geometry().top()) <= metrics().px(2) &&
                bar->geometry().center().x() >= dock->geometry().left() &&
                bar->geometry().left() <= dock->geometry().right())
                areas.push_back(bar);
        areas.push_back(dock);
    };
    areas.push_back(docks_->rail());
    add(PanelPlace::Data);
    add(PanelPlace::Model);
    add(PanelPlace::Runs);
    areas.push_back(pages_);
    for (const PanelPlace place : {PanelPlace::Decoder, PanelPlace::Reconstructions, PanelPlace::Loss,
                                   PanelPlace::Collapse, PanelPlace::Interpolation})
        add(place);
    areas.push_back(status_);
    return moveFocus(areas, next);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (!pressByReturn(*event, focusWidget())) QMainWindow::keyPressEvent(event);
}

void MainWindow::focusNextPanel() {
    QWidget* const panels[] = {panels_.data,       panels_.model,    panels_.runs,
                               panels_.planePanel, panels_.decoder,  panels_.reconstructions,
                               panels_.loss,       panels_.collapse, panels_.interpolation};
    constexpr int kCount = static_cast<int>(std::size(panels));
    int now = -1;
    for (int i = 0; i < kCount; ++i)
        if (focusWidget() && (panels[i] == focusWidget() || panels[i]->isAncestorOf(focusWidget()))) now = i;
    for (int step = 1; step <= kCount; ++step) {
        QWidget* panel = panels[(now + step) % kCount];
        if (!panel->isVisible() || panel->visibleRegion().isEmpty()) continue;
        if (panel == panels_.planePanel) {
            panels_.plane->setFocus(Qt::TabFocusReason);
            return;
        }
        for (QWidget* child : panel->findChildren<QWidget*>()) {
            if ((child->focusPolicy() & Qt::TabFocus) && child->isVisible() && child->isEnabled() &&
                !child->focusProxy()) {
                child->setFocus(Qt::TabFocusReason);
                return;
            }
        }
    }
}

void MainWindow::letGoOfOneThing() {
    if (host_->isOpen()) return host_->cancel();
    if (docks_->rail()->closeOpen()) return;
    if (actions_->planeAlone->isChecked()) {
        actions_->planeAlone->setChecked(false);
        return;
    }
    if (actions_->fullScreen->isChecked()) {
        actions_->fullScreen->setChecked(false);
        return;
    }
    selection_->letGoOfOne();
}

bool MainWindow::event(QEvent* event) {
    // A press on the window itself, where no widget lies, takes hold of a separator: sizes are the person's from then
    // on.
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease) {
        const QSize dataSize = docks_->dock(PanelPlace::Data)->size(), loss = docks_->dock(PanelPlace::Loss)->size(),
                    decoder = docks_->dock(PanelPlace::Decoder)->size();
        if (event->type() == QEvent::MouseButtonPress) {
            separatorHeld_ = true;
            heldData_ = dataSize;
            heldLoss_ = loss;
            heldDecoder_ = decoder;
        } else if (separatorHeld_) {
            separatorHeld_ = false;
            const bool handled = QMainWindow::event(event);
            if (dataSize != heldData_ || loss != heldLoss_ || decoder != heldDecoder_) docks_->setAutomatic(false);
            return handled;
        }
    }
    return QMainWindow::event(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    docks_->follow();
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    // Sizes given before the window is on the screen do not hold.
    QMetaObject::invokeMethod(docks_, &DockLayout::follow, Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange) actions_->fullScreen->setChecked(isFullScreen());
}

QString MainWindow::whyNotOpen() const {
    if (actions_->openImages->isEnabled()) return {};
    return bridge_->state() == RunState::Loading ? tr("Images are being read: others can be opened when they are in")
                                                 : tr("Pause or stop training to open other images");
}

// Refused drags are taken too, so that it is said why: it is their moves that are refused.
void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    event->setDropAction(Qt::CopyAction);
    event->accept();
    if (dropAdvice_->last().does && bridge_->state() == RunState::Empty && !host_->isOpen())
        empty_->target()->showDrag(dropAdvice_->last().sentence);
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event) {
    if (dropAdvice_->last().does) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
    } else {
        event->ignore();
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    openController_->stopDescribing();
    empty_->target()->showDrag({});
}

void MainWindow::dropEvent(QDropEvent* event) {
    const bool does = dropAdvice_->onWindow(event->mimeData()).does;
    openController_->stopDescribing();
    empty_->target()->showDrag({});
    const Drop drop = dropOf(event->mimeData());
    if (!does) return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    if (drop.kind == Drop::Kind::Project) openController_->openProject(drop.paths.first());
    // One picture beside the plane is meant for the model too: it does not replace all images by one.
    else if (drop.kind == Drop::Kind::OneImage && panels_.plane->isVisible())
        exploration_->openFile(drop.paths.first());
    else openController_->importImages(drop.paths);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!closing_) {
        const auto leave = [this] {
            closing_ = true;
            bridge_->session().forgetUnsaved();
            // Queued: this may be called from inside of the first closeEvent.
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        };
        event->ignore();
        guard_->ask(
            bridge_->session().info()->unsavedWork, [this](std::function<void()> then) { run_->save(std::move(then)); },
            leave);
        return;
    }
    storeLayout();
    event->accept();
    Q_EMIT closed();
}

void MainWindow::leave() {
    leaveController_->begin([this](const std::optional<ErrorInfo>& reason) {
        if (reason) Q_EMIT lost(sentenceOf(*reason));
        closing_ = true;
        close();
    });
}

void MainWindow::offerUnsaved(const std::vector<std::filesystem::path>& projects) {
    constexpr size_t kOffered = 3;
    for (size_t i = std::min(projects.size(), kOffered); i-- > 0;) {
        const QString path = fromPath(projects[i]);
        recents_.add({Recent::Kind::Project, path, tr("not saved"), QFileInfo(path).lastModified()});
    }
}

void MainWindow::storeLayout() {
    QSettings settings;
    if (!isFullScreen()) settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    docks_->store();
}

void MainWindow::restoreLayout() {
    const QSettings settings;
    const QByteArray geometry = settings.value(QStringLiteral("window/geometry")).toByteArray();
    if (!geometry.isEmpty()) restoreGeometry(geometry);
    // It may have been left on a screen that is no longer there, or be larger than this one.
    bringOnScreen(this);
    docks_->restore();
    rememberPictures(panels_.interpolation, panels_.decoder);
    actions_->reduceMotion->setChecked(settings.value(QStringLiteral("view/reduceMotion"), false).toBool());
    const int theme = static_cast<int>(ThemeController::instance().choice());
    for (QAction* action : actions_->theme->actions())
        if (action->data().toInt() == theme) action->setChecked(true);
}

}  // namespace zscape
