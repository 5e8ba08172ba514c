#include "ui/shell/runs_controller.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/runs/run_delegate.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/panels/runs/runs_panel.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/run_deletion.h"
#include "ui/shell/run_history.h"
#include "ui/shell/run_words.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/message_strip.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>
#include <set>

namespace zscape {
RunsController::RunsController(RunHistory* history, RunsPanel* panel, DockLayout* docks, StatusLine* status,
                               QWidget* window)
    : QObject(window),
      history_(history),
      bridge_(history->bridge()),
      panel_(panel),
      docks_(docks),
      status_(status),
      window_(window),
      deletion_(new RunDeletion(history, panel->strip(), this)) {
    connect(bridge_, &SessionBridge::runsChanged, this, &RunsController::showRuns);
    connect(bridge_, &SessionBridge::stateChanged, this, &RunsController::showState);
    connect(bridge_, &SessionBridge::numbersChanged, this, &RunsController::showState);
    connect(bridge_, &SessionBridge::jobEnded, this, &RunsController::jobEnded);
    connect(panel, &RunsPanel::goToWanted, this, [this](qint64 run) { bridge_->session().show({.run = run}); });
    connect(panel, &RunsPanel::renamed, this,
            [this](qint64 run, const QString& name) { write(run, Text::Name, name); });
    connect(panel, &RunsPanel::noted, this, [this](qint64 run, const QString& note) { write(run, Text::Note, note); });
    connect(panel, &RunsPanel::startOverWanted, this, &RunsController::startOver);
    connect(panel, &RunsPanel::newRunWanted, this, [this] {
        startOver(0, false);
        docks_->reveal(PanelPlace::Model, true);
    });
    connect(panel, &RunsPanel::branchWanted, this,
            [this](qint64 run) { bridge_->session().show({.what = ShowRequest::What::Branch, .run = run}); });
    connect(panel, &RunsPanel::compareToggled, this, &RunsController::toggleCompared);
    connect(panel, &RunsPanel::commandWanted, this,
            [this](qint64 run) { command_ = bridge_->session().writeCommand(run); });
    connect(panel, &RunsPanel::curvesWanted, this, &RunsController::exportCurves);
    connect(panel, &RunsPanel::deleteWanted, this, &RunsController::remove);
    showRuns();
    showState();
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
    const bool trains = isTraining(bridge_->state());
    panel_->setTraining(trains ? epoch / static_cast<double>(std::max<int64_t>(1, planned)) : -1);
    panel_->setNewRunReason(trains                 ? tr("A run is training. Stop it first.")
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
        const auto& rows = bridge_->runs()->rows;
        const bool onlySeed = std::any_of(rows.begin(), rows.end(), [row](const RunRow& other) {
            return other.current && differInSeedOnly(*row, other);
        });
        if (row->name.empty() && onlySeed) name = tr("seed %1").arg(row->config.seed);
        else if (row->name.empty() && !row->differences.empty()) name = changeText(row->differences.front(), false);
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

void RunsController::write(qint64 run, Text which, const QString& text) {
    const RunRow* row = rowOf(run);
    if (!row) return;
    const auto known = history_->known(run);
    const auto steps = [this, known, which](const std::string& written) {
        return [this, known, which, written]() -> std::vector<RunStep> {
            return {{[=, this] {
                RunEdit edit{.run = known->number};
                (which == Text::Name ? edit.name : edit.note) = written;
                return bridge_->session().edit(edit);
            }}};
        };
    };
    const bool names = which == Text::Name;
    history_->push(std::make_unique<RunCommand>(
        history_, names ? tr("renaming %1").arg(nameOf(*row)) : tr("the note about %1").arg(nameOf(*row)),
        steps(text.toStdString()), steps(names ? row->name : row->note)));
}

void RunsController::remove(qint64 run) {
    if (const RunRow* row = rowOf(run)) deletion_->remove(*row);
}

void RunsController::jobEnded(JobId job, event::JobEnded::How how, const QString& sentence) {
    const bool done = how == event::JobEnded::How::Done;
    if (job == command_) {
        if (done) QGuiApplication::clipboard()->setText(text(bridge_->session().commandOf(job)));
        if (done) status_->say(tr("Copied"));
        else if (!sentence.isEmpty()) panel_->strip()->showMessage(Tone::Bad, sentence);
        return;
    }
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
