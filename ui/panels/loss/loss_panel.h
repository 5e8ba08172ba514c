#pragma once

#include "engine/session/metrics.h"
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

/// The Loss panel: the chart with its axis picker, logarithmic switch and menu. Reads new rows twice a second while it
/// is seen, and not at all while it is hidden.
class LossPanel : public PanelFrame {
    Q_OBJECT

public:
    explicit LossPanel(QWidget* parent = nullptr);

    /// The run to show; null for none. The same run again costs nothing.
    void setMetrics(std::shared_ptr<const RunMetrics> metrics);
    void setMarks(const std::vector<Mark>& marks);
    /// What the run was planned for; 0 when it is not known.
    void setPlanned(int64_t steps, double epochs);

    /// Takes the rows that are there now (what the timer does).
    void refresh();

    LossChart* chart() const { return chart_; }
    const LossData& data() const { return data_; }
    HeaderCombo* axisPicker() const { return axis_; }
    IconButton* logarithmicButton() const { return logarithmic_; }
    QAction* ignoreOutliersAction() const { return ignoreOutliers_; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    LossData data_;
    LossChart* chart_;
    HeaderCombo* axis_;
    IconButton* logarithmic_;
    QAction* ignoreOutliers_;
    QTimer timer_;
};

}  // namespace zscape
