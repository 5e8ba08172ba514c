#include "ui/shell/trouble.h"

#include "ui/bridge/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/shell/file_dialogs.h"
#include "ui/widgets/message_strip.h"

namespace zscape {

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
    // After whatever else was said about the opening.
    connect(bridge, &SessionBridge::eventArrived, this, [this](const Event& event) {
        const auto* done = std::get_if<event::CommandDone>(&event);
        if (done && done->kind == CommandKind::Open) show();
        // A wrong answer is told, and another may be given.
        const auto* refused = std::get_if<event::CommandRefused>(&event);
        if (refused && refused->kind == CommandKind::Open && !bridge_->info()->imagesGone.empty())
            strip_->showMessage(Tone::Bad, sentenceOf(refused->reason), tr("Locate…"), [this] { locate(); });
        // What could not be saved is still there: perhaps another disk has room for it.
        if (refused && refused->kind == CommandKind::Save) offerAnotherPlace(Tone::Bad, refused->reason);
        const auto* warning = std::get_if<event::Warning>(&event);
        if (warning && warning->what.code == "autosave.failed") offerAnotherPlace(Tone::Warn, warning->what);
        // A copy was saved to a place of one's own, other images are there: nothing stands in the way any more.
        const bool over = done && (done->kind == CommandKind::Save || done->kind == CommandKind::Load ||
                                   done->kind == CommandKind::Clear);
        if (over && shown_) show();
    });
}

void Trouble::offerAnotherPlace(Tone tone, const ErrorInfo& reason) {
    strip_->showMessage(tone, sentenceOf(reason), tr("Save to another place…"), saveCopy_);
    shown_ = true;
}

void Trouble::show() {
    const RunInfo& info = *bridge_->info();
    if (!info.imagesGone.empty()) {
        strip_->showMessage(
            Tone::Warn, sentenceOf(info.noTraining.value()), tr("Locate…"), [this] { locate(); },
            tr("Last seen at %1").arg(fromPath(info.imagesGone.front())));
    } else if (info.readOnly) {
        strip_->showMessage(Tone::Info, sentenceOf(*info.readOnly), tr("Save a copy…"), [this] {
            saveCopy_();
            show();
        });
    } else if (info.noTraining) {
        strip_->showMessage(Tone::Info, sentenceOf(*info.noTraining));
    } else {
        if (shown_) strip_->clear();
        shown_ = false;
        return;
    }
    shown_ = true;
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
