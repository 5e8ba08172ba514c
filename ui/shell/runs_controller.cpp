#include "ui/shell/runs_controller.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/runs/run_delegate.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/message_strip.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>
#include <set>

namespace zscape {
namespace {

constexpr int kUndoOffered = 10'000;  // milliseconds

}  // namespace

RunsController::RunsController(SessionBridge* bridge, RunsPanel* panel, DockLayout* docks, StatusLine* status,
                               QWidget* window)
    : QObject(window),
      bridge_(bridge),
      panel_(panel),
      docks_(docks),
      status_(status),
      window_(window) {
    undo_.setSingleShot(true);
    undo_.setInterval(kUndoOffered);
    connect(&undo_, &QTimer::timeout, this, [this] { panel_->strip()->clear(); });
    connect(bridge, &SessionBridge::runsChanged, this, &RunsController::showRuns);
    connect(bridge, &SessionBridge::stateChanged, this, &RunsController::showState);
    connect(bridge, &SessionBridge::numbersChanged, this, &RunsController::showState);
    connect(bridge, &SessionBridge::eventArrived, this, &RunsController::eventArrived);
    connect(bridge, &SessionBridge::jobEnded, this, &RunsController::jobEnded);
    connect(panel, &RunsPanel::goToWanted, this, [this](qint64 run) { bridge_->session().show({.run = run}); });
    connect(panel, &RunsPanel::renamed, this, [this](qint64 run, const QString& name) {
        bridge_->session().edit({.run = run, .name = name.toStdString()});
    });
    connect(panel, &RunsPanel::noted, this, [this](qint64 run, const QString& note) {
        bridge_->session().edit({.run = run, .note = note.toStdString()});
    });
    connect(panel, &RunsPanel::startOverWanted, this, &RunsController::startOver);
    connect(panel, &RunsPanel::newRunWanted, this, [this] {
        startOver(0, false);
        docks_->reveal(PanelPlace::Model, true);
    });
    connect(panel, &RunsPanel::branchWanted, this,
            [this](qint64 run) { bridge_->session().show({.what = ShowRequest::What::Branch, .run = run}); });
    connect(panel, &RunsPanel::compareToggled, this, &RunsController::toggleCompared);
    connect(panel, &RunsPanel::commandWanted, this, [this](qint64 run) {
        QGuiApplication::clipboard()->setText(text(bridge_->session().commandOf(run)));
        status_->say(tr("Copied"));
    });
    connect(panel, &RunsPanel::curvesWanted, this, &RunsController::exportCurves);
    connect(panel, &RunsPanel::deleteWanted, this, &RunsController::remove);
    showRuns();
    showState();
}

bool RunsController::trains() const {
    const RunState state = bridge_->state();
    return state == RunState::Running || state == RunState::Stopping;
}

const RunRow* RunsController::rowOf(qint64 run) const { return bridge_->runs()->find(run); }

void RunsController::showRuns() {
    panel_->setRuns(bridge_->runs());
    const size_t count = bridge_->runs()->rows.size();
    docks_->dock(PanelPlace::Runs)
        ->setWindowTitle(count > 1 ? tr("Runs %1").arg(static_cast<int>(count)) : panel_->title());
    // Those that are gone, and the one that is shown, are compared no more.
    const size_t before = colours_.size();
    std::erase_if(colours_, [this](const auto& entry) {
        const RunRow* row = rowOf(entry.first);
        return !row || row->current || row->trains;
    });
    if (colours_.size() != before) compareNow();
}

void RunsController::showState() {
    const RunInfo& info = *bridge_->info();
    const double epoch = info.elsewhere ? info.elsewhere->epoch : info.epoch;
    const int64_t planned = info.elsewhere ? info.elsewhere->epochsPlanned : info.epochsPlanned;
    panel_->setTraining(trains() ? epoch / static_cast<double>(std::max<int64_t>(1, planned)) : -1);
    panel_->setNewRunReason(trains()               ? tr("A run is training. Stop it first.")
                            : info.parameters == 0 ? tr("There is no model yet")
                            : info.lastStep == 0   ? tr("The run that is shown is not trained yet")
                            : !bridge_->images()   ? tr("There are no images")
                                                   : QString());
}

void RunsController::startOver(qint64 run, bool anotherSeed) {
    ShowRequest request;
    request.what = ShowRequest::What::StartOver;
    request.run = run;
    if (anotherSeed) {
        // The next that no run has.
        std::set<uint64_t> taken;
        for (const RunRow& row : bridge_->runs()->rows) taken.insert(row.config.seed);
        const RunRow* row = rowOf(run);
        uint64_t seed = row ? row->config.seed + 1 : 1;
        while (taken.contains(seed)) ++seed;
        request.seed = seed;
    }
    bridge_->session().show(request);
}

void RunsController::toggleCompared(qint64 run) {
    if (colours_.erase(run) == 0) {
        if (colours_.size() + 1 >= kMostComparedRuns) {
            panel_->strip()->showMessage(Tone::Info,
                                         tr("Loss shows at most %1 runs.").arg(static_cast<int>(kMostComparedRuns)));
            return;
        }
        std::set<int> taken;
        for (const auto& entry : colours_) taken.insert(entry.second);
        int colour = 0;
        while (taken.contains(colour)) ++colour;
        colours_[run] = colour;
    }
    compareNow();
}

void RunsController::compareNow() {
    panel_->setCompared(colours_);
    std::erase_if(curves_, [this](const auto& entry) { return !colours_.contains(entry.first); });
    compared_.clear();
    for (const auto& [run, colour] : colours_) {
        const auto found = curves_.find(run);
        if (found == curves_.end()) {
            const bool asked = std::any_of(reading_.begin(), reading_.end(),
                                           [run = run](const auto& entry) { return entry.second == run; });
            if (!asked) reading_[bridge_->session().readCurves(run)] = run;
            continue;
        }
        const RunRow* row = rowOf(run);
        if (!row || row->current) continue;
        QString name = nameOf(*row);
        if (row->name.empty() && !row->differences.empty()) name = changeText(row->differences.front(), false);
        std::string likelihood;
        const auto& known = recipes();
        const auto recipe = std::find_if(known.begin(), known.end(),
                                         [&](const Recipe& candidate) { return candidate.name == row->recipe; });
        if (recipe != known.end())
            for (const auto& [role, kind] : recipe->parts)
                if (role == "likelihood") likelihood = kind;
        compared_.push_back({name, colour, found->second->metrics, found->second->marks, likelihood});
    }
    Q_EMIT comparedChanged();
}

void RunsController::exportCurves(qint64 run) {
    const RunRow* row = rowOf(run);
    if (!row) return;
    file_dialogs::save(window_, tr("Save the Curves"), QStringLiteral("curves"), nameOf(*row) + QStringLiteral(".csv"),
                       {tr("Table (*.csv)")}, [this, run](const QString& file) {
                           writing_[bridge_->session().exportCurves(toPath(file), run)] = file;
                       });
}

void RunsController::remove(qint64 run) {
    const RunRow* row = rowOf(run);
    if (!row) return;
    const QString name = nameOf(*row);
    const auto removeIt = [this, run, name] {
        const CommandId id = bridge_->session().edit({.run = run, .deleted = true});
        then_[id] = [this, run, name] { offerUndo(run, name); };
    };
    if (!row->current) return removeIt();
    // Another one is shown first: the newest that was trained, or else a new one.
    const auto& rows = bridge_->runs()->rows;
    const RunRow* next = nullptr;
    for (const RunRow& other : rows)
        if (!other.current && (!next || other.step > 0 || next->step <= 0)) next = &other;
    ShowRequest request;
    if (next) {
        request.run = next->id;
    } else {
        request.what = ShowRequest::What::StartOver;
    }
    // One that is nowhere yet is kept by going, and has its number then.
    const auto before = bridge_->runs();
    then_[bridge_->session().show(request)] = [this, run, name, removeIt, before] {
        if (run != 0) return removeIt();
        bridge_->look();
        for (const RunRow& now : bridge_->runs()->rows) {
            const bool known = std::any_of(before->rows.begin(), before->rows.end(),
                                           [&](const RunRow& old) { return old.id == now.id; });
            if (known || now.current || now.id == 0) continue;
            const CommandId id = bridge_->session().edit({.run = now.id, .deleted = true});
            then_[id] = [this, id = now.id, name] { offerUndo(id, name); };
        }
    };
}

void RunsController::offerUndo(qint64 run, const QString& name) {
    panel_->strip()->showMessage(Tone::Info, tr("Deleted %1.").arg(name), tr("Undo"), [this, run] {
        undo_.stop();
        bridge_->session().edit({.run = run, .deleted = false});
    });
    undo_.start();
}

void RunsController::eventArrived(const Event& event) {
    if (const auto* done = std::get_if<event::CommandDone>(&event)) {
        const auto found = then_.find(done->id);
        if (found == then_.end()) return;
        const auto then = std::move(found->second);
        then_.erase(found);
        then();
    } else if (const auto* refused = std::get_if<event::CommandRefused>(&event)) {
        then_.erase(refused->id);  // RunControl says why
    }
}

void RunsController::jobEnded(JobId job, event::JobEnded::How how, const QString& sentence) {
    const bool done = how == event::JobEnded::How::Done;
    if (const auto read = reading_.find(job); read != reading_.end()) {
        const int64_t run = read->second;
        reading_.erase(read);
        if (done) curves_[run] = bridge_->session().curvesOf(job);
        else if (!sentence.isEmpty()) panel_->strip()->showMessage(Tone::Bad, sentence);
        if (!done) colours_.erase(run);
        compareNow();
    } else if (const auto written = writing_.find(job); written != writing_.end()) {
        const QString file = written->second;
        writing_.erase(written);
        if (done) status_->sayExported(file);
        else if (!sentence.isEmpty()) panel_->strip()->showMessage(Tone::Bad, sentence);
    }
}

}  // namespace zscape
