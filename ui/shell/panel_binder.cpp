#include "ui/shell/panel_binder.h"

#include "ui/bridge/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/run_control.h"
#include "ui/shell/setting_history.h"
#include "ui/widgets/message_strip.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDesktopServices>
#include <QEvent>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QUrl>

namespace zscape {

namespace {

constexpr size_t kFollowed = 12;

bool trains(RunState state) {
    return state == RunState::Running || state == RunState::Paused || state == RunState::Stopping;
}

}  // namespace

void showInFileManager(const QString& file) {
    const QString folder = QFileInfo(file).absolutePath();
    QDBusMessage ask = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.FileManager1"), QStringLiteral("/org/freedesktop/FileManager1"),
        QStringLiteral("org.freedesktop.FileManager1"), QStringLiteral("ShowItems"));
    ask << QStringList{QUrl::fromLocalFile(file).toString()} << QString();
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(ask));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, [watcher, folder] {
        const QDBusPendingReply<> reply = *watcher;
        if (reply.isError()) QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
        watcher->deleteLater();
    });
}

PanelBinder::PanelBinder(SessionBridge* bridge, const PanelSet& panels, OpenController* openController, RunControl* run,
                         QUndoStack* history, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      settings_(new SettingHistory(bridge, history, this)) {
    connectData(openController);
    connectModel(run);
    connectReconstructions();
    connectLoss();
    connect(bridge, &SessionBridge::imagesChanged, this, &PanelBinder::showImages);
    connect(bridge, &SessionBridge::stateChanged, this, &PanelBinder::showState);
    connect(bridge, &SessionBridge::numbersChanged, this, &PanelBinder::showInfo);
    showInfo();
    showState();
}

void PanelBinder::connectData(OpenController* openController) {
    DataPanel* data = panels_.data;
    connect(bridge_, &SessionBridge::previewChanged, this, [this] {
        const auto& job = bridge_->loadProgress();
        std::optional<Progress> progress;
        if (job) {
            progress = job->progress;
            progress->verb = verbOf(job->progress).toStdString();
        }
        panels_.data->setLoading(bridge_->preview(), progress);
    });
    connect(data, &DataPanel::importSettingsWanted, openController, &OpenController::importAgain);
    connect(data, &DataPanel::cancelRequested, this, [this] { bridge_->session().stop(); });
    connect(data, &DataPanel::showFileRequested, this, [this](qint64 image) {
        const auto& images = bridge_->images();
        if (images && image >= 0 && image < images->count() && !images->fileOf(image).empty())
            showInFileManager(fromPath(images->fileOf(image)));
    });
}

void PanelBinder::connectModel(RunControl* run) {
    ModelPanel* model = panels_.model;
    try {
        model->setRecipes(recipes());
        recipesThere_ = true;
    } catch (const Error& error) {
        model->strip()->showMessage(Tone::Bad, sentenceOf(error.info()));
    }
    connect(model, &ModelPanel::recipeChosen, this, &PanelBinder::chooseRecipe);
    connect(model, &ModelPanel::settingChanged, this,
            [this](const QString& key, const SettingValue& value) { changeSetting(key.toStdString(), value); });
    connect(model, &ModelPanel::liveAdjusted, this,
            [this](const QString& key, double value) { changeSetting(key.toStdString(), value); });
    connect(run, &RunControl::configurationRefused, this,
            [this](const ErrorInfo& reason) { panels_.model->setProblem(reason); });
    connect(bridge_, &SessionBridge::eventArrived, this, [this](const Event& event) {
        const auto* done = std::get_if<event::CommandDone>(&event);
        if (done && (done->kind == CommandKind::Configure || done->kind == CommandKind::Adjust))
            panels_.model->clearProblem();
    });
}

void PanelBinder::chooseRecipe(const QString& name) {
    if (name.toStdString() == bridge_->session().info()->config.recipe) return;
    configure([name](RunConfig& config) {
        config.recipe = name.toStdString();
        config.overrides.clear();  // another recipe has settings of its own
    });
}

void PanelBinder::changeSetting(const std::string& key, const SettingValue& value) { settings_->change(key, value); }

void PanelBinder::connectReconstructions() {
    ReconstructionsPanel* panel = panels_.reconstructions;
    panel->installEventFilter(this);
    panel->setNames([this](qint64 image) {
        const auto& images = bridge_->images();
        return images && image >= 0 && image < images->count() ? text(images->nameOf(image)) : QString();
    });
    connect(bridge_, &SessionBridge::reconstructionsChanged, this,
            [this] { panels_.reconstructions->setSnapshot(bridge_->reconstructions()); });
    connect(panel, &ReconstructionsPanel::labelsWanted, this,
            [this](bool wanted) { bridge_->session().swapLabels(wanted); });
    connect(panel, &ReconstructionsPanel::shuffleRequested, this, [this] {
        const auto& images = bridge_->images();
        const auto& split = bridge_->split();
        if (!images || images->count() == 0) return;
        std::vector<int64_t> chosen;
        auto* random = QRandomGenerator::global();
        const bool heldOut = split && !split->heldOut.empty();
        const int64_t many = heldOut ? static_cast<int64_t>(split->heldOut.size()) : images->count();
        for (size_t i = 0; i < kFollowed && static_cast<int64_t>(i) < many; ++i) {
            const int64_t at = random->bounded(static_cast<qint64>(many));
            chosen.push_back(heldOut ? split->heldOut[static_cast<size_t>(at)] : at);
        }
        bridge_->session().followReconstructions(std::move(chosen));
    });
}

void PanelBinder::connectLoss() {
    LossPanel* loss = panels_.loss;
    connect(bridge_, &SessionBridge::metricsGrew, this, [this] { panels_.loss->setMetrics(bridge_->metrics()); });
    connect(bridge_, &SessionBridge::marksChanged, this,
            [this] { panels_.loss->setMarks(bridge_->session().marks()); });
    connect(bridge_, &SessionBridge::sideMeasured, this,
            [this] { panels_.loss->setSideMeasure(bridge_->sideMeasure().get()); });
    connect(loss, &LossPanel::exportRequested, this, [this, loss] {
        file_dialogs::save(
            loss->window(), tr("Save the Curves"), QStringLiteral("tables"), tr("curves") + QStringLiteral(".csv"),
            {tr("CSV table (*.csv)")},
            [this](const QString& file) { curveFiles_[bridge_->session().exportCurves(toPath(file))] = file; });
    });
    connect(bridge_, &SessionBridge::jobEnded, this,
            [this, loss](JobId job, event::JobEnded::How how, const QString& sentence) {
                const auto found = curveFiles_.find(job);
                if (found == curveFiles_.end()) return;
                const QString file = found->second;
                curveFiles_.erase(found);
                if (how == event::JobEnded::How::Failed) loss->strip()->showMessage(Tone::Bad, sentence);
                if (how == event::JobEnded::How::Done)
                    loss->strip()->showMessage(Tone::Good, tr("Curves in %1").arg(QFileInfo(file).fileName()),
                                               tr("Show"), [file] { showInFileManager(file); });
            });
}

bool PanelBinder::eventFilter(QObject* watched, QEvent* event) {
    if (watched == panels_.reconstructions && (event->type() == QEvent::Show || event->type() == QEvent::Hide))
        bridge_->wantReconstructions(event->type() == QEvent::Show);
    return QObject::eventFilter(watched, event);
}

void PanelBinder::showImages() {
    const auto& images = bridge_->images();
    panels_.data->setImages(images);
    panels_.data->setSplit(bridge_->split());
    if (!images) panels_.reconstructions->setSnapshot(nullptr);
}

void PanelBinder::showState() {
    const RunState state = bridge_->state();
    panels_.data->setTraining(trains(state));
    panels_.model->setTraining(trains(state));
    showInfo();
}

void PanelBinder::showInfo() {
    const RunInfo& info = *bridge_->info();
    ModelPanel* model = panels_.model;
    if (!info.spec.recipe.name.empty()) model->setSpec(info.spec);
    else if (recipesThere_) model->setRecipe(info.config.recipe);
    model->setParameters(info.parameters);
    model->setSecondsPerEpoch(info.secondsPerEpoch);
    model->setLedger(info.ledger);
    panels_.loss->setRun(bridge_->info());
    panels_.loss->setPlanned(info.epochsPlanned * info.stepsPerEpoch, static_cast<double>(info.epochsPlanned));
}

void PanelBinder::configure(const std::function<void(RunConfig&)>& change) {
    RunConfig config = bridge_->session().info()->config;
    change(config);
    bridge_->session().configure(config);
    // Where it is refused the form shows the model that is there.
    bridge_->tellNumbers();
}

}  // namespace zscape
