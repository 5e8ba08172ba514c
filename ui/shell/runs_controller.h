#pragma once

#include "engine/session/session.h"
#include "ui/panels/loss/compared_run.h"

#include <QColor>
#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zscape {

class DockLayout;
class RunDeletion;
class RunHistory;
class RunsPanel;
class SessionBridge;
class StatusLine;

/// Carries out what a person wants of the runs in the Runs panel, and shows what came of it.
class RunsController : public QObject {
    Q_OBJECT

public:
    RunsController(RunHistory* history, RunsPanel* panel, DockLayout* docks, StatusLine* status, QWidget* window);

    /// Those whose curves are there, without the one that is shown.
    const std::vector<ComparedRun>& compared() const { return compared_; }

Q_SIGNALS:
    void comparedChanged();

private:
    void showRuns();
    void showState();
    void jobEnded(JobId job, event::JobEnded::How how, const QString& sentence);
    void startOver(qint64 run, bool anotherSeed);
    void toggleCompared(qint64 run);
    void compareNow();
    enum class Text { Name, Note };
    void write(qint64 run, Text which, const QString& text);
    void remove(qint64 run);
    void exportCurves(qint64 run);
    const RunRow* rowOf(qint64 run) const;

    RunHistory* history_ = nullptr;
    SessionBridge* bridge_ = nullptr;
    RunsPanel* panel_ = nullptr;
    DockLayout* docks_ = nullptr;
    StatusLine* status_ = nullptr;
    QWidget* window_ = nullptr;
    std::map<int64_t, int> colours_;  ///< of the runs that are compared
    std::map<int64_t, std::shared_ptr<const RunCurves>> curves_;
    std::map<JobId, int64_t> reading_;
    std::map<JobId, QString> writing_;  ///< file
    JobId command_ = 0;                 ///< that is written for the clipboard
    std::vector<ComparedRun> compared_;
    RunDeletion* deletion_ = nullptr;
};

}  // namespace zscape
