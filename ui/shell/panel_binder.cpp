#include "ui/shell/panel_binder.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/run_control.h"
#include "ui/shell/run_words.h"
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

#include <algorithm>
#include <map>
#include <set>

namespace zscape {

namespace {

constexpr size_t kFollowed = 12;

/// So many held-out images (or any, where none is) at random, each once; each label has its turn before one has a
/// second.
std::vector<int64_t> drawSpread(const ImageSet& images, const Split* split, size_t count) {
    constexpr int kTries = 600;
    const std::vector<int64_t> none;
    const std::vector<int64_t>& heldOut = split ? split->heldOut : none;
    const int64_t many = heldOut.empty() ? images.count() : std::ssize(heldOut);
    std::set<int64_t> drawn;
    std::map<int, size_t> groupOf;  // labels in the order in which they were drawn
    std::vector<std::vector<int64_t>> groups;
    for (int i = 0; i < kTries && std::ssize(drawn) < many; ++i) {
        const int64_t at = QRandomGenerator::global()->bounded(static_cast<qint64>(many));
        const int64_t image = heldOut.empty() ? at : heldOut[static_cast<size_t>(at)];
        if (!drawn.insert(image).second) continue;
        const auto [group, first] = groupOf.try_emplace(images.labelOf(image), groups.size());
        if (first) groups.emplace_back();
        groups[group->second].push_back(image);
    }
    std::vector<int64_t> chosen;
    for (size_t round = 0; chosen.size() < std::min(count, drawn.size()); ++round)
        for (const std::vector<int64_t>& some : groups)
            if (round < some.size() && chosen.size() < count) chosen.push_back(some[round]);
    return chosen;
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
                         RunHistory* history, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      settings_(new SettingHistory(history, this)) {
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
        if (job) progress = job->progress;
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
        if (!done || (done->kind != CommandKind::Configure && done->kind != CommandKind::Adjust)) return;
        showInfo();  // before what was given is forgotten, which would show what was there before
        panels_.model->clearProblem();
    });
}

void PanelBinder::chooseRecipe(const QString& name) { settings_->chooseRecipe(name.toStdString()); }

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
    connect(bridge_, &SessionBridge::infoChanged, panel->grid(),
            [this, panel] { panel->grid()->setGone(!bridge_->info()->imagesGone.empty() && !bridge_->images()); });
    connect(panel, &ReconstructionsPanel::labelsWanted, this,
            [this](bool wanted) { bridge_->session().swapLabels(wanted); });
    connect(panel, &ReconstructionsPanel::shuffleRequested, this, [this] {
        const auto& images = bridge_->images();
        const auto& split = bridge_->split();
        if (!images || images->count() == 0) return;
        bridge_->session().followReconstructions(drawSpread(*images, split.get(), kFollowed));
    });
    connect(panel, &ReconstructionsPanel::drawWanted, this,
            [this](quint64 draw) { bridge_->session().drawReconstructions(draw); });
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
    panels_.data->setTraining(isUnderWay(state));
    panels_.model->setTraining(isUnderWay(state));
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

}  // namespace zscape
