#include "ui/shell/save_trouble.h"

#include "ui/bridge/session_bridge.h"
#include "ui/shell/run_words.h"
#include "ui/text/sentence.h"
#include "ui/widgets/message_strip.h"

namespace zscape {

SaveTrouble::SaveTrouble(SessionBridge* bridge, MessageStrip* strip, std::function<void()> saveCopy, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      strip_(strip),
      saveCopy_(std::move(saveCopy)) {
    connect(bridge, &SessionBridge::infoChanged, this, &SaveTrouble::follow);
    connect(strip, &MessageStrip::dismissed, this, [this] { speaks_ = false; });
    // After whatever else was said about the same.
    connect(bridge, &SessionBridge::eventArrived, this, [this](const Event& event) {
        const auto* refused = std::get_if<event::CommandRefused>(&event);
        const auto* warning = std::get_if<event::Warning>(&event);
        const bool again =
            (refused && refused->kind == CommandKind::Save) || (warning && warning->what.code == "autosave.failed");
        if (bridge_->info()->notSaved && (again || speaks_)) tell();
    });
    connect(bridge, &SessionBridge::stateChanged, this, [this] {
        if (speaks_) tell();
    });
}

void SaveTrouble::follow() {
    const bool failed = bridge_->info()->notSaved.has_value();
    if (failed == failed_) return;
    failed_ = failed;
    if (failed) return tell();
    if (speaks_) strip_->clear();
    speaks_ = false;
}

void SaveTrouble::tell() {
    const NotSaved& failed = bridge_->info()->notSaved.value();
    StripMessage message{Tone::Bad, sentenceOf(failed.reason), {}, {}};
    QStringList note;
    if (failed.reason.code == "write.full") {
        message.sentence = tr("Not saved: the disk is full.");
        if (failed.bytesNeeded > 0 && failed.bytesFree >= 0)
            note.append(tr("%1 needed, %2 free.").arg(bytesText(failed.bytesNeeded), bytesText(failed.bytesFree)));
    }
    if (bridge_->state() == RunState::Running) note.append(tr("Training goes on."));
    message.note = note.join(QLatin1Char(' '));
    // A no to the question for another place leaves this one where it was.
    message.actions.push_back({tr("Save elsewhere…"), [this] {
                                   saveCopy_();
                                   tell();
                               }});
    message.actions.push_back({tr("Try again"), [this, place = failed.place] { bridge_->session().save(place); }});
    strip_->showMessage(std::move(message));
    speaks_ = true;
}

}  // namespace zscape
