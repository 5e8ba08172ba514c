#pragma once

#include "engine/session/metrics.h"
#include "engine/session/side_measure.h"
#include "ui/panels/loss/compared_run.h"
#include "ui/panels/loss/ledger_table.h"
#include "ui/panels/loss/loss_data.h"
#include "ui/widgets/panel_frame.h"

#include <QTimer>

#include <memory>
#include <vector>

class QAction;

namespace zscape {

class HeaderCombo;
class IconButton;
class LossChart;

/// The Loss panel: the chart with its axis picker, logarithmic switch and menu, or in its place the ledger of the loss.
/// Reads new rows twice a second while it is seen, and not at all while it is hidden.
class LossPanel : public PanelFrame {
    Q_OBJECT

public:
    explicit LossPanel(QWidget* parent = nullptr);

    /// The run to show; null for none. The same run again costs nothing.
    void setMetrics(std::shared_ptr<const RunMetrics> metrics);
    void setMarks(const std::vector<Mark>& marks);
    /// What the run was planned for; 0 when it is not known.
    void setPlanned(int64_t steps, double epochs);

    /// The run whose ledger is shown, as it is now.
    void setRun(std::shared_ptr<const RunInfo> info);
    /// Other runs, laid over this one on what all of them share (sharedTerms): its terms drop out, and with them its
    /// marks; a picker offers the shared terms together and each by itself. None: this run alone. Of more than
    /// kMostComparedRuns - 1 the first ones. \pre metrics are not null
    void setComparedRuns(std::vector<ComparedRun> runs);

    /// A side of the split as it was measured, or as far as it is, in the panel's strip; null takes it away.
    void setSideMeasure(const SideMeasure* measure);

    /// Takes the rows that are there now (what the timer does).
    void refresh();

    LossChart* chart() const { return chart_; }
    const LossData& data() const { return data_; }
    HeaderCombo* axisPicker() const { return axis_; }
    /// Which of the shared terms are compared; hidden while nothing is.
    HeaderCombo* objectivePicker() const { return objective_; }
    IconButton* logarithmicButton() const { return logarithmic_; }
    IconButton* ledgerButton() const { return ledgerButton_; }
    LedgerTable* ledger() const { return ledger_; }
    QAction* ignoreOutliersAction() const { return ignoreOutliers_; }
    QAction* exportAction() const { return export_; }

Q_SIGNALS:
    /// "Curves as CSV" was chosen.
    void exportRequested();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void showLedger(bool shown);
    void refreshLedger();
    /// The run that is shown has curves, and it is known what they measure.
    bool isComparable() const;
    void showLost();
    /// The shared terms of the compared runs, as they are now, in the picker.
    void offerObjectives();
    /// The curves of what is picked, in the chart.
    void compare();

    LossData data_;
    std::shared_ptr<const RunMetrics> metrics_;
    std::vector<Mark> marks_;
    std::vector<ComparedRun> compared_;                    ///< without the run that is shown
    std::vector<std::string> shared_;                      ///< terms
    std::vector<std::unique_ptr<LossData>> comparedData_;  ///< that of the run that is shown last, if it has any
    std::shared_ptr<const RunInfo> info_;
    std::unique_ptr<LossData> lost_;  ///< the curves of info_->lostWeights
    bool measured_ = false;           ///< the strip tells a measure
    LossChart* chart_ = nullptr;
    LedgerTable* ledger_ = nullptr;
    IconButton* ledgerButton_ = nullptr;
    HeaderCombo* axis_ = nullptr;
    HeaderCombo* objective_ = nullptr;
    IconButton* logarithmic_ = nullptr;
    QAction* ignoreOutliers_ = nullptr;
    QAction* export_ = nullptr;
    QTimer timer_;
};

}  // namespace zscape
