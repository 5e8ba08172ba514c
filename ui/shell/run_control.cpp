#include "ui/shell/run_control.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/shell/actions.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/run_words.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QFileInfo>
#include <QLocale>

#include <cmath>
#include <utility>

namespace zscape {

namespace {
constexpr int kMoreEpochs = 10;

QString epochText(double epoch) { return QLocale().toString(epoch, 'f', epoch == std::floor(epoch) ? 0 : 1); }
}  // namespace

RunControl::RunControl(SessionBridge* bridge, Actions* actions, QWidget* window)
    : QObject(window),
      bridge_(bridge),
      actions_(actions),
      window_(window) {
    connect(actions->train, &QAction::triggered, this, &RunControl::toggleTraining);
    connect(actions->stop, &QAction::triggered, this, [this] { bridge_->session().stop(); });
    connect(actions->trainMore, &QAction::triggered, this, [this] { bridge_->session().train(kMoreEpochs); });
    connect(actions->useBest, &QAction::triggered, this, [this] { useWeights(!bridge_->session().info()->showsBest); });
    connect(actions->save, &QAction::triggered, this, [this] { save(); });
    connect(actions->saveAs, &QAction::triggered, this, [this] { saveAs(); });
    connect(bridge, &SessionBridge::stateChanged, this, &RunControl::stateChanged);
    connect(bridge, &SessionBridge::eventArrived, this, &RunControl::eventArrived);
    connect(bridge, &SessionBridge::numbersChanged, this, &RunControl::showAll);
    connect(bridge, &SessionBridge::infoChanged, this, &RunControl::showWhichWeights);
    connect(bridge, &SessionBridge::imagesChanged, this, [this] {
        // What was said about other images goes with them.
        if (bridge_->images() == images_) return;
        images_ = bridge_->images();
        for (MessageStrip* strip : {planeStrip_, emptyStrip_})
            if (strip) strip->clear();
    });
}

void RunControl::setViews(RunToolbar* toolbar, StatusLine* status) {
    toolbar_ = toolbar;
    status_ = status;
    showAll();
}

void RunControl::setStrips(MessageStrip* plane, MessageStrip* empty) {
    planeStrip_ = plane;
    emptyStrip_ = empty;
}

MessageStrip* RunControl::strip() const { return bridge_->state() == RunState::Empty ? emptyStrip_ : planeStrip_; }

void RunControl::showAll() {
    const RunState state = bridge_->state();
    const RunInfo& info = *bridge_->info();
    const bool hasModel = info.parameters > 0;
    const auto& images = bridge_->images();
    QString obstacle;
    if (!info.imagesGone.empty())
        obstacle = info.noTraining.value().code == "project.images-gone" ? tr("The images are not where they were")
                                                                         : tr("The images cannot be read");
    else if (info.readOnly) obstacle = tr("Open for reading only");
    else if (info.noTraining) obstacle = sentenceOf(*info.noTraining);
    actions_->showState(state, hasModel, info.step > 0, !info.project.empty(), obstacle, images != nullptr, held_);
    if (toolbar_) toolbar_->showRun(state, info);
    if (trainWanted_ && (state == RunState::Ready || state == RunState::Finished)) trainWhenReady();
    if (status_) status_->showRun(state, info, images ? images->count() : 0, bridge_->session().pointerLatency().first);
}

void RunControl::setHeld(const QString& reason) {
    held_ = reason;
    showAll();
}

void RunControl::toggleTraining() {
    Session& session = bridge_->session();
    switch (bridge_->state()) {
        case RunState::Running: session.pause(); break;
        case RunState::Paused: session.resume(); break;
        default: session.train(); break;
    }
}

void RunControl::trainWhenReady() {
    trainWanted_ = true;
    if (actions_->train->isEnabled()) {
        trainWanted_ = false;
        bridge_->session().train();
    }
}

void RunControl::stateChanged(RunState, RunState to) {
    showAll();
    // What was said about the last state is over.
    if (planeStrip_ && to == RunState::Running) planeStrip_->clear();
    if (emptyStrip_ && to == RunState::Loading) emptyStrip_->clear();
}

void RunControl::showFinished() {
    if (!planeStrip_) return;
    const QString before = planeStrip_->sentence();
    sayHowItEnded();
    const auto info = bridge_->session().info();
    if (planeStrip_->sentence() != before) end_ = {planeStrip_->sentence(), info->run, info->step};
}

void RunControl::forgetEndOfOther() {
    const auto info = bridge_->session().info();
    if (!planeStrip_ || end_.sentence.isEmpty() || (info->run == end_.run && info->step == end_.step)) return;
    if (planeStrip_->sentence() == end_.sentence) planeStrip_->clear();
    end_ = {};
}

void RunControl::sayHowItEnded() {
    const RunInfo& info = *bridge_->info();
    if (const auto ended = std::exchange(elsewhere_, std::nullopt)) {
        planeStrip_->showMessage(Tone::Good, tr("%1 has ended.").arg(text(ended->name)), tr("Go to it"),
                                 [this, run = ended->run] { bridge_->session().show({.run = run}); });
        return;
    }
    if (!info.endedBy.code.empty())
        return planeStrip_->showMessage(Tone::Good, sentenceOf(info.endedBy), tr("Train 10 more"),
                                        [this] { bridge_->session().train(kMoreEpochs); });
    if (info.bestEpoch < 0) return;
    const auto& metrics = bridge_->session().metrics();
    const int64_t measured = metrics ? metrics->heldOut.size() : 0;
    // Where it was stopped within an epoch the last measure may be the best one.
    if (info.bestKept >= 0 && measured > 0 && info.bestTotal > 0 &&
        static_cast<int64_t>(metrics->heldOut.at(measured - 1, RunMetrics::kStep)) != info.bestKept) {
        const double last = metrics->heldOut.at(measured - 1, RunMetrics::kFixedColumns);
        const double worse = 100 * (last - info.bestTotal) / info.bestTotal;
        const QString epoch = epochText(info.bestKeptEpoch);
        return planeStrip_->showMessage(Tone::Good,
                                        tr("Epoch %1 was best held out; the last is %2 % worse.")
                                            .arg(epoch, QLocale().toString(worse, 'f', worse < 10 ? 1 : 0)),
                                        tr("Use the best (epoch %1)").arg(epoch), [this] { useWeights(true); });
    }
    const QString best = tr("Best held-out total %1 at epoch %2.")
                             .arg(QLocale().toString(info.bestTotal, 'f', 1), epochText(info.bestEpoch));
    planeStrip_->showMessage(Tone::Good, best, tr("Train 10 more"), [this] { bridge_->session().train(kMoreEpochs); });
}

void RunControl::useWeights(bool best) {
    bridge_->session().show(
        {.what = ShowRequest::What::Weights, .weights = best ? RunWeightsShown::Best : RunWeightsShown::Last});
}

void RunControl::showWhichWeights() {
    const RunInfo& info = *bridge_->info();
    actions_->showWeights(info.showsBest, info.bestKept >= 0 ? epochText(info.bestKeptEpoch) : QString());
    if (info.elsewhere) elsewhere_ = info.elsewhere;
    else if (bridge_->session().state() == RunState::Running) elsewhere_.reset();
    if (!planeStrip_ || info.showsBest == showsBest_) return;
    showsBest_ = info.showsBest;
    if (showsBest_) {
        saysBest_ = tr("These are the weights of epoch %1.").arg(epochText(info.bestKeptEpoch));
        planeStrip_->showMessage(Tone::Good, saysBest_, tr("Back to the last"), [this] { useWeights(false); });
    } else if (planeStrip_->sentence() == saysBest_) {
        planeStrip_->clear();
    }
}

void RunControl::eventArrived(const Event& event) {
    // By the event and not by the states that were seen: a short run begins and ends between two looks.
    if (const auto* changed = std::get_if<event::StateChanged>(&event)) {
        const bool ended = changed->to == RunState::Finished && isTraining(changed->from);
        // A project's run that had ended by itself says so again, where it can go on.
        const bool opened = changed->to == RunState::Finished && changed->from == RunState::Loading &&
                            !bridge_->info()->endedBy.code.empty() && !bridge_->info()->noTraining;
        if ((ended || opened) && bridge_->state() == RunState::Finished) showFinished();
        return;
    }
    if (const auto* done = std::get_if<event::CommandDone>(&event)) {
        if (done->kind == CommandKind::Configure || done->kind == CommandKind::Show) forgetEndOfOther();
        if (done->kind == CommandKind::Save && status_) status_->say(tr("Saved"));
        if (const auto found = afterSave_.find(done->id); found != afterSave_.end()) {
            const auto then = found->second;
            afterSave_.erase(found);
            if (then) then();
        }
        return;
    }
    if (const auto* refused = std::get_if<event::CommandRefused>(&event)) {
        afterSave_.erase(refused->id);
        if (refused->kind == CommandKind::Configure || refused->kind == CommandKind::Adjust) {
            Q_EMIT configurationRefused(refused->reason);
            if (bridge_->state() != RunState::Empty) return;
        }
        if (strip()) strip()->showMessage(Tone::Bad, sentenceOf(refused->reason));
        return;
    }
    if (const auto* failed = std::get_if<event::RunFailed>(&event)) {
        if (planeStrip_)
            planeStrip_->showMessage(Tone::Bad, sentenceOf(failed->reason), tr("Train on"),
                                     [this] { bridge_->session().train(); });
        return;
    }
    if (const auto* warning = std::get_if<event::Warning>(&event))
        if (strip()) strip()->showMessage(Tone::Warn, sentenceOf(warning->what));
}

void RunControl::save(std::function<void()> then) {
    const auto info = bridge_->session().info();
    // Where nothing can be saved a copy can.
    if (info->project.empty() || info->readOnly) saveAs(std::move(then));
    else saveTo(fromPath(info->project), std::move(then));
}

void RunControl::saveAs(std::function<void()> then) {
    QString name = tr("untitled");
    if (const auto& images = bridge_->images(); images && !images->sources().empty()) {
        const QString source = fromPath(images->sources().front());
        name = source.startsWith(QLatin1String("sample:")) ? source.mid(7) : QFileInfo(source).completeBaseName();
    }
    file_dialogs::save(window_, tr("Save the Project"), QStringLiteral("projects"), name + QStringLiteral(".zscape"),
                       {tr("Zscape project (*.zscape)")},
                       [this, then = std::move(then)](const QString& folder) { saveTo(folder, then); });
}

void RunControl::saveTo(const QString& folder, std::function<void()> then) {
    const CommandId id = bridge_->session().save(toPath(folder));
    if (then) afterSave_[id] = std::move(then);
}

}  // namespace zscape
