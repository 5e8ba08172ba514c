#pragma once

#include "engine/session/diagnostics.h"
#include "engine/session/types.h"
#include "ui/widgets/panel_frame.h"

#include <memory>

class QLabel;
class QScrollArea;
class QHBoxLayout;
class QVBoxLayout;

namespace zscape {

class InformationChart;
class RemedyList;
class UnitBars;

/// The panel "Posterior collapse": what each dimension of the codes still says, their information over the run, a strip
/// when they fall silent, and the ways out. Where there is room the charts stand beside the remedies, which scroll;
/// else above them in one column that scrolls.
class CollapsePanel : public PanelFrame {
    Q_OBJECT

public:
    explicit CollapsePanel(QWidget* parent = nullptr);

    /// Null: nothing is known yet.
    void setSnapshot(std::shared_ptr<const DiagnosticsSnapshot> snapshot);
    /// For the remedies: what they start from, and whether they may.
    void setRun(RunState state, const RunInfo& info);

    UnitBars* bars() const { return bars_; }
    InformationChart* information() const { return information_; }
    RemedyList* remedies() const { return remedies_; }
    QString summaryText() const;
    QString noteText() const;
    QString emptyText() const;

    /// "The codes say nothing since step 986."; empty without an alarm. The numbers stand in the summary.
    static QString alarmSentence(const DiagnosticsSnapshot& snapshot);

Q_SIGNALS:
    void remedyChosen(const zscape::RunConfig& config);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void arrange();
    void fitCharts();
    void showSummary();
    void showAlarm();
    void showNote();

    std::shared_ptr<const DiagnosticsSnapshot> snapshot_;
    RunState state_ = RunState::Empty;
    std::shared_ptr<const RunInfo> info_;
    CollapseState told_ = CollapseState::None;  ///< what the strip says, or said until it was closed
    int64_t toldSince_ = -1;
    QLabel* summary_ = nullptr;
    QLabel* empty_ = nullptr;
    QLabel* note_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    QWidget* contents_ = nullptr;
    QWidget* charts_ = nullptr;
    QHBoxLayout* row_;               ///< charts (when beside) and scroll_
    QVBoxLayout* column_ = nullptr;  ///< of contents_
    UnitBars* bars_ = nullptr;
    InformationChart* information_ = nullptr;
    RemedyList* remedies_ = nullptr;
    bool beside_ = false;
};

}  // namespace zscape
