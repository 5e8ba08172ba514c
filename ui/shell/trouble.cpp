#include "ui/shell/trouble.h"

#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/panel_binder.h"
#include "ui/shell/run_words.h"
#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"

#include <algorithm>

namespace zscape {

namespace {

/// Labels that images bear, and the run does not know.
QStringList newLabels(const ModelSpec& spec, const ImageSet* images) {
    QStringList names;
    const std::vector<std::string>& known = spec.shape.labelNames;
    if (!images || known.empty()) return names;
    for (const std::string& name : images->labelNames())
        if (std::find(known.begin(), known.end(), name) == known.end()) names.append(text(name));
    return names;
}

}  // namespace

Trouble::Trouble(SessionBridge* bridge, MessageStrip* strip, DataPanel* data, std::function<void()> saveCopy,
                 QWidget* window)
    : QObject(window),
      bridge_(bridge),
      strip_(strip),
      data_(data),
      saveCopy_(std::move(saveCopy)),
      window_(window) {
    connect(bridge, &SessionBridge::infoChanged, this,
            [this] { data_->setGone(!bridge_->info()->imagesGone.empty()); });
    connect(strip, &MessageStrip::dismissed, this, [this] { shown_ = false; });
    // After whatever else was said about the opening.
    connect(bridge, &SessionBridge::eventArrived, this, [this](const Event& event) {
        const auto* done = std::get_if<event::CommandDone>(&event);
        if (done && (done->kind == CommandKind::Open || done->kind == CommandKind::Show)) show();
        // A wrong answer is told, and another may be given.
        const auto* refused = std::get_if<event::CommandRefused>(&event);
        if (refused && refused->kind == CommandKind::Open && !bridge_->info()->imagesGone.empty())
            strip_->showMessage(Tone::Bad, sentenceOf(refused->reason), tr("Locate…"), [this] { locate(); });
        // A copy was saved to a place of one's own, other images are there: nothing stands in the way any more.
        const bool over = done && (done->kind == CommandKind::Save || done->kind == CommandKind::Load ||
                                   done->kind == CommandKind::Clear || done->kind == CommandKind::Configure);
        if (over && shown_) show();
    });
}

void Trouble::show() {
    const RunInfo& info = *bridge_->info();
    const bool before = std::exchange(shown_, true);
    if (!info.imagesGone.empty()) {
        strip_->showMessage(
            Tone::Warn, sentenceOf(info.noTraining.value()), tr("Locate…"), [this] { locate(); },
            tr("Last seen at %1").arg(fromPath(info.imagesGone.front())));
    } else if (info.readOnly) {
        StripMessage message{Tone::Info, sentenceOf(*info.readOnly), {}, {}, StripStay::WhileItIsSo};
        message.actions.push_back({tr("Save a copy…"), [this] {
                                       saveCopy_();
                                       show();
                                   }});
        strip_->showMessage(std::move(message));
    } else if (info.noTraining && !info.elsewhere) {
        strip_->showMessage({Tone::Info, sentenceOf(*info.noTraining), {}, {}, StripStay::UntilClosed});
    } else if (!showLostWeights() && !showNewLabels()) {
        if (before) strip_->clear();
        shown_ = false;
    }
}

bool Trouble::showLostWeights() {
    const auto& lost = bridge_->info()->lostWeights;
    if (!lost) return false;
    const QString newest = number(lost->newest), opened = number(lost->opened);
    // What is wrong with the file stands behind its name.
    const QString reason = lost->reason.code == "project.checkpoint" && lost->reason.arguments.size() > 1
                               ? sentenceOf({{}, "%1", {lost->reason.arguments[1]}}) + QLatin1Char('.')
                               : sentenceOf(lost->reason);
    StripMessage message{Tone::Warn,
                         tr("The newest weights are damaged; step %1 was opened.").arg(opened),
                         tr("Step %1: %2 Train goes on from step %3.").arg(newest, reason, opened),
                         {}};
    message.actions.push_back({tr("Show file"), [file = fromPath(lost->file)] { showInFileManager(file); }});
    strip_->showMessage(std::move(message));
    return true;
}

bool Trouble::showNewLabels() {
    const RunInfo& info = *bridge_->info();
    const QStringList labels = newLabels(info.spec, bridge_->images().get());
    if (labels.isEmpty() || info.elsewhere) return false;
    const int count = counted(labels.size());
    // What is told labels cannot be asked about images of others: they have no points.
    const QString sentence =
        info.spec.conditional()
            ? tr("%1 (is|are) not among this run's labels: (its|their) images are left out.", nullptr, count)
            : tr("%1 (is|are) not among this run's labels: grey here.", nullptr, count);
    StripMessage message{Tone::Info, sentence.arg(listText(labels)), {}, {}};
    message.actions.push_back({tr("New run with them"), [this] {
                                   RunConfig config = bridge_->info()->config;
                                   bridge_->session().configure(std::move(config));
                               }});
    strip_->showMessage(std::move(message));
    return true;
}

void Trouble::locate() {
    file_dialogs::folder(window_, tr("Where the Images Are Now"), [this](const QString& folder) { locateIn(folder); });
    // A no leaves the question where it was.
    show();
}

void Trouble::locateIn(const QString& folder) {
    OpenRequest request;
    request.project = bridge_->info()->project;
    // Those that are gone may be the ones to measure on alone.
    const RunInfo& info = *bridge_->info();
    request.run = info.run;  // this one's images, whichever run is the current one by now
    (info.imagesGone == info.config.heldOutSources ? request.heldOut : request.images) = pathBytes(folder);
    bridge_->session().open(std::move(request));
}

}  // namespace zscape
