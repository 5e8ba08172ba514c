#include "ui/shell/selection_control.h"

#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/selection/member_grid.h"
#include "ui/panels/selection/selection_panel.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/number_worker.h"
#include "ui/shell/panel_binder.h"
#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QEvent>
#include <QFileInfo>
#include <QScopedValueRollback>

#include <algorithm>

namespace zscape {

namespace {

constexpr size_t kReconstructed = 12;  // as many as Reconstructions shows by itself
/// While a run trains codes are others four times a second: nobody reads numbers that fast.
constexpr int kNumbersAgainAfter = 1000;  // milliseconds
constexpr int kLookAtCopyingEvery = 100;  // milliseconds
/// A decode that is not answered in this time was lost with its model.
constexpr qint64 kDecodeIsLostAfter = 3000;  // milliseconds

NamedSelections namedFrom(const NamedImages& named, int64_t images) {
    NamedSelections selections;
    for (const NamedImageList& list : named) {
        NamedSelection selection{text(list.name), text(list.note),
                                 std::make_shared<const ImageBits>(ImageBits::of(images, list.images))};
        if (!list.gone.empty()) selection.gone = std::make_shared<const std::vector<std::string>>(list.gone);
        selections.push_back(std::move(selection));
    }
    return selections;
}

NamedImages namedTo(const NamedSelections& selections) {
    NamedImages named;
    for (const NamedSelection& selection : selections)
        named.push_back({selection.name.toStdString(), selection.note.toStdString(), selection.images->members(),
                         selection.gone ? *selection.gone : std::vector<std::string>()});
    return named;
}

}  // namespace

SelectionControl::SelectionControl(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection,
                                   Actions* actions, DockLayout* docks, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      selection_(selection),
      actions_(actions),
      docks_(docks),
      worker_(new NumberWorker(
          [this](const auto& question, const SelectionCodes& codes) {
              if (question.images != bridge_->images()) return;
              panels_.selection->setCodes(codes);
              decodeMean(codes.mean);
          },
          [this](const auto& question, const SelectionPictures& pictures) {
              if (question.images == bridge_->images()) panels_.selection->setPictures(pictures);
          },
          this)) {
    again_.setSingleShot(true);
    again_.setInterval(kNumbersAgainAfter);
    connect(&again_, &QTimer::timeout, this, &SelectionControl::ask);
    connect(bridge, &SessionBridge::imagesChanged, this, &SelectionControl::takeImages);
    connect(bridge, &SessionBridge::codesChanged, this, [this] {
        if (!again_.isActive()) again_.start();
    });
    connect(bridge, &SessionBridge::answerArrived, this, &SelectionControl::answered);
    connect(selection, &SelectionModel::seenChanged, this, &SelectionControl::follow);
    connect(selection, &SelectionModel::namedChanged, this, &SelectionControl::tellNamed);
    connect(selection, &SelectionModel::selectedChanged, this, &SelectionControl::offerActions);
    connect(actions, &Actions::stateShown, this, &SelectionControl::offerActions);
    connect(actions->nameSelection, &QAction::triggered, this, &SelectionControl::nameSelection);
    connect(actions->invertSelection, &QAction::triggered, selection, &SelectionModel::invert);
    connect(panels.selection, &SelectionPanel::nameWanted, this, &SelectionControl::nameSelection);
    connect(panels.selection, &SelectionPanel::showInDataWanted, this, [this] {
        docks_->reveal(PanelPlace::Data, true);
        panels_.data->showSelected();
    });
    connect(panels.selection, &SelectionPanel::reconstructionsWanted, this, [this] {
        std::vector<int64_t> members = panels_.selection->members()->members();
        members.resize(std::min(members.size(), kReconstructed));
        bridge_->session().followReconstructions(std::move(members));
        docks_->reveal(PanelPlace::Reconstructions, true);
    });
    connect(panels.selection, &SelectionPanel::tableWanted, this, &SelectionControl::exportTable);
    connect(panels.selection, &SelectionPanel::filesWanted, this, &SelectionControl::copyFiles);
    connect(panels.selection, &SelectionPanel::copyingCancelled, this, [this] { bridge_->session().cancel(copying_); });
    copyLook_.setInterval(kLookAtCopyingEvery);
    connect(&copyLook_, &QTimer::timeout, this, &SelectionControl::showCopying);
    connect(bridge, &SessionBridge::jobEnded, this, &SelectionControl::jobEnded);
    panels.selection->installEventFilter(this);
    offerActions();
}

bool SelectionControl::eventFilter(QObject* watched, QEvent* event) {
    if (watched == panels_.selection && event->type() == QEvent::Show) ask();
    return QObject::eventFilter(watched, event);
}

// After whoever else hears of other images: the selection is of these by then.
void SelectionControl::takeImages() {
    const auto& images = bridge_->images();
    if (images == images_) return;
    images_ = images;
    panels_.selection->setImages(images);
    worker_->forget();
    const QScopedValueRollback<bool> taking(taking_, true);
    selection_->setNamed(images ? namedFrom(*bridge_->session().namedImages(), images->count()) : NamedSelections());
    offerActions();
}

void SelectionControl::tellNamed() {
    // Other images come with names of their own.
    if (taking_ || !images_ || images_ != bridge_->images() || selection_->images() != images_->count()) return;
    bridge_->session().nameImages(std::make_shared<const NamedImages>(namedTo(selection_->named())));
}

void SelectionControl::offerActions() {
    const QString held = actions_->heldReason();
    const QString none = !held.isEmpty() ? held : !images_ ? tr("There are no images") : QString();
    const QString nothing = none.isEmpty() && selection_->selected().empty() ? tr("Nothing is selected") : none;
    setReason(actions_->nameSelection, nothing);
    setReason(actions_->invertSelection, none);
}

QString SelectionControl::noteOfSelected() const {
    const ImageBits& selected = selection_->selected();
    const int label = images_->labelOf(selected.next(0));
    if (label < 0 || selected.count() < 2) return selection_->made();
    // All of a label, and nothing else.
    for (int64_t image = 0; image < images_->count(); ++image)
        if (selected.contains(image) != (images_->labelOf(image) == label)) return selection_->made();
    return tr("label %1").arg(text(images_->labelNames()[static_cast<size_t>(label)]));
}

void SelectionControl::nameSelection() {
    if (selection_->selected().empty() || !images_) return;
    const auto isTaken = [this](const QString& name) {
        return std::any_of(selection_->named().begin(), selection_->named().end(),
                           [&](const NamedSelection& named) { return named.name == name; });
    };
    int number = static_cast<int>(selection_->named().size()) + 1;
    while (isTaken(tr("Selection %1").arg(number))) ++number;
    selection_->nameSelected(tr("Selection %1").arg(number), noteOfSelected());
    docks_->reveal(PanelPlace::Selection, true);
    panels_.selection->renameLast();
}

void SelectionControl::exportTable() {
    file_dialogs::save(panels_.selection->window(), tr("Save a Table of the Selected Images"), QStringLiteral("tables"),
                       tr("selection") + QStringLiteral(".csv"),
                       {tr("CSV table (*.csv)"), tr("JSON (*.json)"), tr("NumPy array of the codes (*.npy)")},
                       [this](const QString& file) {
                           const ImageBits& selected = selection_->selected();
                           tables_[bridge_->session().exportTable(toPath(file), selected.members())] = file;
                       });
}

QString SelectionControl::nameOfSelected() const {
    for (const NamedSelection& named : selection_->named())
        if (*named.images == selection_->selected()) return named.name;
    return tr("selected images");
}

void SelectionControl::copyFiles() {
    file_dialogs::folder(panels_.selection->window(), tr("Copy the Selected Images into a New Folder In"),
                         [this](const QString& folder) {
                             if (copying_ != 0) return;
                             copied_ = selection_->selected().count();
                             copying_ = bridge_->session().copyImages(toPath(folder), nameOfSelected().toStdString(),
                                                                      selection_->selected().members());
                             copyLook_.start();
                             showCopying();
                         });
}

void SelectionControl::showCopying() {
    std::optional<Progress> progress;
    if (copying_ != 0) progress = Progress{"Copying files", 0, copied_, -1};
    for (const JobStatus& job : bridge_->session().jobs())
        if (job.id == copying_) progress = job.progress;
    panels_.selection->setCopying(progress);
}

void SelectionControl::jobEnded(JobId job, event::JobEnded::How how, const QString& sentence) {
    MessageStrip* strip = panels_.selection->strip();
    if (job == copying_) {
        const QString folder = fromPath(bridge_->session().copiedTo(job));
        copying_ = 0;
        copyLook_.stop();
        showCopying();
        if (how == event::JobEnded::How::Failed) strip->showMessage(Tone::Bad, sentence);
        if (how == event::JobEnded::How::Done)
            strip->showMessage(
                Tone::Good,
                tr("%1 image(s) in %2", nullptr, counted(copied_)).arg(number(copied_), QFileInfo(folder).fileName()),
                tr("Show"), [folder] { showInFileManager(folder); });
        return;
    }
    const auto found = tables_.find(job);
    if (found == tables_.end()) return;
    const QString file = found->second;
    tables_.erase(found);
    if (how == event::JobEnded::How::Failed) strip->showMessage(Tone::Bad, sentence);
    if (how == event::JobEnded::How::Done)
        strip->showMessage(Tone::Good, tr("Table in %1").arg(QFileInfo(file).fileName()), tr("Show"),
                           [file] { showInFileManager(file); });
}

void SelectionControl::follow() {
    docks_->setSelecting(selection_->seen()->count() > 1);
    ask();
}

void SelectionControl::ask() {
    const ImageBitsPtr& seen = selection_->seen();
    const auto& images = bridge_->images();
    if (seen->count() < 2 || !panels_.selection->isVisible() || (images && images->count() != seen->images())) return;
    const auto& codes = bridge_->codes();
    worker_->ask({images, codes && codes->count == seen->images() ? codes : nullptr, seen});
}

void SelectionControl::decodeMean(const std::vector<float>& mean) {
    if (mean.empty()) return;
    mean_ = mean;
    // One at a time: in its lane every question waits its turn.
    if (ticket_ != 0 && sinceDecode_.elapsed() < kDecodeIsLostAfter) {
        meanWaits_ = true;
        return;
    }
    meanWaits_ = false;
    ticket_ = bridge_->session().decode(Lane::Files, {{mean_}});
    sinceDecode_.start();
}

void SelectionControl::answered(Lane lane) {
    if (lane != Lane::Files || ticket_ == 0) return;
    const auto answer = bridge_->session().fileAnswer(ticket_);
    if (!answer) return;
    ticket_ = 0;
    if (!answer->pictures.empty()) panels_.selection->setDecodedMean(answer->pictures.front());
    if (meanWaits_) decodeMean(mean_);
}

}  // namespace zscape
