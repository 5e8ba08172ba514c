#include "ui/shell/main_window.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/import/import_page.h"
#include "ui/panels/collapse/collapse_panel.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/panels/selection/selection_panel.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/actions.h"
#include "ui/shell/collapse_watch.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/drop_advice.h"
#include "ui/shell/drop_control.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/exploration_controller.h"
#include "ui/shell/focus_control.h"
#include "ui/shell/panel_binder.h"
#include "ui/shell/panel_copies.h"
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
#include "ui/shell/selection_control.h"
#include "ui/shell/status_line.h"
#include "ui/shell/trouble.h"
#include "ui/shell/unsaved_guard.h"
#include "ui/shell/view_control.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/return_key.h"

#include <QAction>
#include <QCloseEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenuBar>
#include <QStackedWidget>
#include <QUndoStack>

#include <algorithm>

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
    new SelectionControl(bridge, panels_, selection_, actions_, docks_, this);
    collapseWatch_ = new CollapseWatch(bridge, panels_.collapse, docks_, status_, this);
    runs_ = new RunsController(runHistory, panels_.runs, docks_, status_, this);
    connect(runs_, &RunsController::comparedChanged, panels_.loss,
            [this] { panels_.loss->setComparedRuns(runs_->compared()); });
    connect(exploration_, &ExplorationController::exported, status_, &StatusLine::sayExported);
    auto* copies = new PanelCopies(bridge, panels_, selection_, this);
    connect(copies, &PanelCopies::copied, status_, [this] { status_->say(tr("Copied")); });
    connect(exploration_, &ExplorationController::played, status_, &StatusLine::showPlaying);
    connect(exploration_, &ExplorationController::mapStatusChanged, status_, &StatusLine::showMap);
    connect(status_, &StatusLine::showFileWanted, this, [](const QString& file) { showInFileManager(file); });
    const auto saveAs = [this] { run_->saveAs(); };
    trouble_ = new Trouble(bridge, panels_.plane->strip(), panels_.data, saveAs, this);
    new SaveTrouble(bridge, panels_.plane->strip(), saveAs, this);
    run_->setViews(toolbar_, status_);
    connectImport();
    recipes_ = new RecipesController(bridge, {host_, openController_, run_, actions_, panels_.model, runHistory}, this);
    dropAdvice_ = new DropAdvice(
        bridge, panels_, openController_, [this] { return whyNotOpen(); }, this);
    drops_ = new DropControl(bridge, {openController_, exploration_, dropAdvice_, host_, empty_, panels_.plane}, this);
    view_ = new ViewControl(actions_, docks_, this);
    focus_ = new FocusControl(panels_, toolbar_, pages_, host_, docks_, status_, this);
    connectActions();
    commands_ = new PaletteControl(bridge, actions_, docks_, {panels_.planePanel, empty_, status_}, panelBinder_, this);
    view_->restore();
    rememberPictures(panels_.interpolation, panels_.decoder);
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
    panels_.selection = new SelectionPanel(selection_);
    pages_->addWidget(empty_);
    pages_->addWidget(panels_.planePanel);
    pages_->setMinimumSize(metrics().px(240), metrics().px(160));
    setCentralWidget(pages_);
    docks_ = new DockLayout(this,
                            {panels_.data, panels_.model, panels_.decoder, panels_.reconstructions, panels_.loss,
                             panels_.interpolation, panels_.collapse, panels_.runs, panels_.selection},
                            [this](QWidget* inset) {
                                panels_.decoder->setCompact(inset != nullptr);
                                panels_.plane->setInset(inset);
                            });
    connect(panels_.model, &ModelPanel::naturalHeightChanged, docks_, &DockLayout::follow);
    connect(docks_, &DockLayout::besideChanged, panels_.decoder, &DecoderPanel::setBeside);
    run_->setStrips(panels_.plane->strip(), empty_->strip());
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

    connect(actions_->nextPanel, &QAction::triggered, focus_, &FocusControl::nextPanel);
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

bool MainWindow::focusNextPrevChild(bool next) { return focus_->move(next); }

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (!pressByReturn(*event, focusWidget())) QMainWindow::keyPressEvent(event);
}

void MainWindow::letGoOfOneThing() {
    if (host_->isOpen()) return host_->cancel();
    if (!view_->letGoOfOne()) selection_->letGoOfOne();
}

bool MainWindow::event(QEvent* event) { return (drops_ && drops_->handle(*event)) || QMainWindow::event(event); }

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
    view_->store();
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

}  // namespace zscape
