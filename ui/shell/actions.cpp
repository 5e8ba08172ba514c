#include "ui/shell/actions.h"

#include "ui/shell/recents.h"
#include "ui/shell/run_words.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/command_name.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace zscape {

Actions::Actions(QObject* parent) : QObject(parent) {
    makeFile();
    undo = make(tr("Undo"), QStringLiteral("undo"), QKeySequence(Qt::CTRL | Qt::Key_Z));
    redo = make(tr("Redo"), QStringLiteral("redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    nameSelection = make(tr("Name the Selection"), QStringLiteral("plus"), QKeySequence(Qt::CTRL | Qt::Key_G));
    invertSelection = make(tr("Invert the Selection"), {}, QKeySequence(Qt::CTRL | Qt::Key_I));
    makeRun();
    makePlane();
    makeView();
    keys = make(tr("Keyboard and Mouse"), {}, QKeySequence(Qt::Key_F1));
    about = make(tr("About Zscape"));
    commands = make(tr("Search Commands"), QStringLiteral("search"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    escape = make(tr("Let Go of One Thing"), {}, QKeySequence(Qt::Key_Escape));
}

QAction* Actions::make(const QString& text, const QString& iconName, const QKeySequence& shortcut) {
    auto* action = new QAction(text, this);
    action->setObjectName(text.section(QLatin1Char('\t'), 0, 0));
    if (!iconName.isEmpty()) action->setIcon(icon(iconName));
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    return action;
}

void Actions::makeFile() {
    openImages = make(tr("Open Images…"), QStringLiteral("images"), QKeySequence(Qt::CTRL | Qt::Key_N));
    openFiles = make(tr("Open Image Files or Arrays…"), {}, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    openProject = make(tr("Open Project…"), QStringLiteral("open"), QKeySequence(Qt::CTRL | Qt::Key_O));
    save = make(tr("Save Project"), QStringLiteral("save"), QKeySequence(Qt::CTRL | Qt::Key_S));
    saveAs = make(tr("Save Project As…"), {}, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    closeImages = make(tr("Close Images"), {}, QKeySequence(Qt::CTRL | Qt::Key_W));
    quit = make(tr("Quit"), {}, QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
}

void Actions::makeRun() {
    train = make(tr("Train"), QStringLiteral("play"), QKeySequence(Qt::Key_T));
    stop = make(tr("Stop"), QStringLiteral("stop"));
    trainMore = make(tr("Train 10 More Epochs"));
    useBest = make(tr("Use the Best Weights"), QStringLiteral("diamond"));
    recipes = make(tr("Recipes…"));
    measureTrain = make(tr("Measure the Training Images"));
    measureHeldOut = make(tr("Measure the Held-Out Images"));
    measureTest = make(tr("Measure the Test Images"));
}

// The plane reads these keys itself, since they mean something only while it has the focus: the menu shows them.
void Actions::makePlane() {
    fit = make(tr("Fit") + QStringLiteral("\tHome"), QStringLiteral("fit"));
    zoomIn = make(tr("Zoom In") + QStringLiteral("\t+"));
    zoomOut = make(tr("Zoom Out") + QStringLiteral("\t-"));
    for (const PlaneLayer layer : kAllLayers) {
        const auto at = static_cast<size_t>(layer);
        layers[at] = make(layerName(layer) + QLatin1Char('\t') + QString::number(at + 1));
        setCommandName(layers[at], tr("Layer: %1").arg(layerName(layer)));
        layers[at]->setCheckable(true);
    }
    for (const LayerPreset preset : kAllPresets) {
        QAction*& action = presets[static_cast<size_t>(preset)];
        action = make(presetName(preset));
        action->setObjectName(QStringLiteral("Layers: ") + presetName(preset));  // Points is a layer, too
        setCommandName(action, tr("Layers: %1").arg(presetName(preset)));
        action->setCheckable(true);
    }
    playPath = make(tr("Play the Path") + QStringLiteral("\tSpace"), QStringLiteral("play"));
    exportStrip = make(tr("Export the Path…"), QStringLiteral("export"), QKeySequence(Qt::CTRL | Qt::Key_E));
}

void Actions::makeView() {
    nextPanel = make(tr("Next Panel"), {}, QKeySequence(Qt::Key_F6));
    planeAlone = make(tr("Plane Alone"), {}, QKeySequence(Qt::Key_F9));
    planeAlone->setCheckable(true);
    fullScreen = make(tr("Full Screen"), {}, QKeySequence(Qt::Key_F11));
    fullScreen->setCheckable(true);
    resetLayout = make(tr("Reset Layout"));
    reduceMotion = make(tr("Reduce Motion"));
    reduceMotion->setCheckable(true);
    theme = new QActionGroup(this);
    const std::pair<QString, ThemeChoice> choices[] = {
        {tr("As the System"), ThemeChoice::System}, {tr("Dark"), ThemeChoice::Dark}, {tr("Light"), ThemeChoice::Light}};
    for (const auto& [text, choice] : choices) {
        QAction* action = theme->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(choice));
        action->setChecked(choice == ThemeChoice::System);
    }
}

void Actions::buildMenus(QMenuBar* bar, Recents* recents) {
    QMenu* file = bar->addMenu(tr("&File"));
    file->addActions({openImages, openFiles, openProject});
    QMenu* recent = file->addMenu(tr("Open Recent"));
    connect(recents, &Recents::changed, recent, [this, recent, recents] { fillRecents(recent, recents); });
    fillRecents(recent, recents);
    file->addSeparator();
    file->addActions({save, saveAs, closeImages});
    file->addSeparator();
    file->addAction(quit);

    QMenu* edit = bar->addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions({nameSelection, invertSelection});

    QMenu* run = bar->addMenu(tr("&Run"));
    run->addActions({train, stop, trainMore, useBest});
    run->addSeparator();
    run->addAction(recipes);
    run->addSeparator();
    run->addActions({measureTrain, measureHeldOut, measureTest});

    QMenu* plane = bar->addMenu(tr("&Plane"));
    plane->addActions({fit, zoomIn, zoomOut});
    QMenu* layersMenu = plane->addMenu(tr("Layers"));
    for (QAction* preset : presets) layersMenu->addAction(preset);
    layersMenu->addSeparator();
    for (QAction* layer : layers) layersMenu->addAction(layer);
    plane->addSeparator();
    plane->addActions({playPath, exportStrip});

    QMenu* view = bar->addMenu(tr("&View"));
    panelsMenu = view->addMenu(tr("Panels"));
    view->addActions({nextPanel, planeAlone, fullScreen, resetLayout});
    view->addSeparator();
    view->addSection(tr("Theme"));
    view->addActions(theme->actions());
    view->addSeparator();
    view->addAction(reduceMotion);

    QMenu* help = bar->addMenu(tr("&Help"));
    help->addActions({commands, keys, about});
    // Why what is off is off.
    for (QMenu* menu : {file, edit, run, plane, view}) menu->setToolTipsVisible(true);
}

void Actions::fillRecents(QMenu* menu, Recents* recents) {
    menu->clear();
    setReason(menu->menuAction(), recents->list().isEmpty() ? tr("Nothing was opened yet") : QString());
    for (const Recent& recent : recents->list()) {
        QString name = recent.name();
        name.replace(QLatin1Char('&'), QStringLiteral("&&"));
        QAction* action = menu->addAction(
            icon(recent.kind == Recent::Kind::Project ? QStringLiteral("open") : QStringLiteral("images")),
            name + QLatin1Char('\t') + recent.shownPath());
        // Queued: what is chosen comes to the top of this list, and this action is deleted then.
        connect(
            action, &QAction::triggered, this,
            [this, recent] { Q_EMIT recentChosen(recent.path, recent.kind == Recent::Kind::Project); },
            Qt::QueuedConnection);
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Forget These")), &QAction::triggered, recents, &Recents::clear, Qt::QueuedConnection);
}

void Actions::showSides(bool heldOut, bool test) {
    hasHeldOut_ = heldOut;
    hasTest_ = test;
    enableMeasures();
}

void Actions::showWeights(bool best, const QString& epoch) {
    if (best == showsBest_ && epoch == bestEpoch_) return;
    showsBest_ = best;
    bestEpoch_ = epoch;
    offerWeights();
    Q_EMIT stateShown();
}

void Actions::offerWeights() {
    const Shown now = shown();
    useBest->setText(showsBest_ ? tr("Back to the Last Weights") : tr("Use the Best Weights"));
    setCommandHint(useBest, showsBest_ || bestEpoch_.isEmpty() ? QString() : tr("epoch %1").arg(bestEpoch_));
    setReason(useBest, !now.held.isEmpty()                   ? now.held
                       : now.state == RunState::Empty        ? tr("There are no images")
                       : now.state == RunState::Loading      ? tr("The images are being read")
                       : isUnderWay(now.state)               ? tr("Stop the run first")
                       : !showsBest_ && bestEpoch_.isEmpty() ? tr("No best weights are kept of this run")
                                                             : QString());
}

void Actions::showLayers(const LayerSet& shown, const std::array<QString, kPlaneLayers>& reasons) {
    for (const PlaneLayer layer : kAllLayers) layers[static_cast<size_t>(layer)]->setChecked(shown.shows(layer));
    const auto chosen = shown.preset();
    for (const LayerPreset preset : kAllPresets) presets[static_cast<size_t>(preset)]->setChecked(chosen == preset);
    if (reasons == layerReasons_) return;
    layerReasons_ = reasons;
    offerLayers();
}

void Actions::offerLayers() {
    const Shown now = shown();
    const QString reason = !now.held.isEmpty()            ? now.held
                           : now.state == RunState::Empty ? tr("There are no images")
                                                          : QString();
    for (QAction* preset : presets) setReason(preset, reason);
    for (size_t layer = 0; layer < layers.size(); ++layer)
        setReason(layers[layer], reason.isEmpty() ? layerReasons_[layer] : reason);
}

void Actions::showPath(bool there) {
    hasPath_ = there;
    offerPath();
}

void Actions::offerPath() {
    const Shown now = shown();
    const QString reason = !now.held.isEmpty()            ? now.held
                           : now.state == RunState::Empty ? tr("There are no images")
                           : hasPath_                     ? QString()
                                                          : tr("Choose A and B first: there is no path yet.");
    for (QAction* action : {playPath, exportStrip}) setReason(action, reason);
}

void Actions::enableMeasures() {
    const Shown now = shown();
    const bool rest = now.hasModel && now.hasImages &&
                      (now.state == RunState::Ready || now.state == RunState::Finished ||
                       now.state == RunState::Paused || now.state == RunState::Failed);
    const QString busy = !now.held.isEmpty() ? now.held : rest ? QString() : tr("When nothing trains");
    const std::pair<QAction*, bool> sides[] = {
        {measureTrain, true}, {measureHeldOut, hasHeldOut_}, {measureTest, hasTest_}};
    for (const auto& [action, there] : sides)
        setReason(action, !busy.isEmpty() ? busy : there ? QString() : tr("This split has no such images"));
}

QString Actions::whyNoTraining() const {
    const Shown now = shown();
    if (!now.held.isEmpty()) return now.held;
    switch (now.state) {
        case RunState::Empty: return tr("Add images to train on");
        case RunState::Loading: return tr("The images are being read");
        case RunState::Stopping: return tr("The step in hand ends");
        default: return now.hasModel ? now.obstacle : tr("There is no model yet");
    }
}

void Actions::showState(RunState state, bool hasModel, bool trained, bool hasProject, const QString& obstacle,
                        bool hasImages, const QString& held) {
    const Shown now{state, hasModel, trained, hasProject, obstacle, hasImages, held};
    if (shown_ == now) return;
    shown_ = now;
    const bool running = state == RunState::Running;
    const bool paused = state == RunState::Paused;
    const auto first = [](std::initializer_list<QString> reasons) {
        for (const QString& reason : reasons)
            if (!reason.isEmpty()) return reason;
        return QString();
    };
    const QString none = state == RunState::Empty ? tr("There are no images") : QString();
    const QString reading = state == RunState::Loading ? tr("The images are being read") : QString();
    const QString ends = state == RunState::Stopping ? tr("The step in hand ends") : QString();

    train->setText(running ? tr("Pause") : paused ? tr("Resume") : tr("Train"));
    train->setIcon(icon(running ? QStringLiteral("pause") : QStringLiteral("play")));
    trainReason_ = whyNoTraining();
    setReason(train, trainReason_);
    setReason(stop, !held.isEmpty() ? held : running || paused ? QString() : tr("Nothing is training"));
    setReason(trainMore, first({trainReason_, running || paused ? tr("The run is not at its end yet") : QString(),
                                trained ? QString() : tr("Train first")}));
    setReason(recipes, first({held, none, reading, ends, running || paused ? tr("Stop the run first") : QString(),
                              hasImages ? QString() : tr("There are no images")}));
    enableMeasures();
    offerWeights();
    const QString nothing = hasModel && hasImages ? QString() : tr("There is nothing to save yet");
    for (QAction* action : {save, saveAs}) setReason(action, first({none, reading, nothing}));
    save->setText(hasProject ? tr("Save Project") : tr("Save Project…"));
    const QString busy = first({running ? tr("Pause or stop the run first") : QString(), reading, ends});
    for (QAction* action : {openImages, openFiles, openProject}) setReason(action, busy);
    setReason(closeImages, first({held, busy, none}));
    for (QAction* action : {fit, zoomIn, zoomOut, nextPanel, planeAlone, resetLayout})
        setReason(action, first({held, none}));
    offerLayers();
    offerPath();
    if (panelsMenu) {
        setReason(panelsMenu->menuAction(), first({held, none}));
        panelsMenu->setEnabled(panelsMenu->menuAction()->isEnabled());  // it opens from the toolbar too
    }
    Q_EMIT stateShown();
}

}  // namespace zscape
