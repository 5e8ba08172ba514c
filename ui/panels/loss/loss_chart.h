#pragma once

#include "engine/session/types.h"
#include "ui/panels/loss/chart_lane.h"
#include "ui/panels/loss/lanes.h"
#include "ui/panels/loss/loss_data.h"

#include <QGraphicsView>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace zscape {

/// The curves of one run in one or two lanes over one x axis, drawn by Qt Charts; names and values at the lines' ends,
/// rings, marks and what is read under the pointer lie on top.
/// Drag pans, Shift-drag zooms into a box, the wheel zooms in x at the pointer (over the y axis: in y), double-click,
/// Home and fit() show everything again.
class LossChart : public QGraphicsView {
    Q_OBJECT

public:
    /// `source` is read in refresh() and while painting, and must outlive the chart.
    explicit LossChart(const LossData& source, QWidget* parent = nullptr);
    ~LossChart() override;

    void setAxis(LossAxis axis);
    void setLogarithmic(bool logarithmic);
    void setIgnoreOutliers(bool ignore);
    void setMarks(std::vector<Mark> marks);
    /// What the run was planned for; 0: not known. While nobody zooms, the x axis of a run that goes on ends at the
    /// next round number above what has happened, until that is not far from the plan: then at the plan.
    void setPlanned(int64_t steps, double epochs);

    /// Draws what the source holds now.
    void refresh();
    void fit();
    bool fitted() const;

    /// The range of the x axis that is shown.
    std::pair<double, double> xRange() const { return {xMinimum_, xMaximum_}; }
    /// The plot areas on the widget; the lower one is empty without a lower lane.
    LaneRects lanes() const { return rects_; }
    const ChartLane& lane(LossLane which) const { return *lanes_[which == LossLane::Lower ? 1 : 0]; }
    LossLane laneOf(size_t term) const { return laneOfTerm_[term]; }

Q_SIGNALS:
    /// The view left or came back to everything (for the state of a button).
    void fittedChanged(bool fitted);

protected:
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void layOut();
    void findXRange();
    void findYRange(ChartLane& lane, LossLane which) const;
    void drawLane(LossLane which, bool shown, const QRectF& plot, const PixelColumns& columns);
    /// The lowest label of the upper lane and the highest of the lower: the lane with more of them goes without, where
    /// both do not fit.
    void keepLabelsApart();
    /// Labels that need more room than there is: \return whether the plot moved.
    bool widenAxis();
    double dataEnd() const;
    QRectF plots() const;
    int laneAt(QPointF position) const;
    double xAt(double pixel) const;
    double pixelAt(double x) const;
    void zoomX(double factor, double pixel);
    void panBy(QPointF delta, int lane);
    void zoomTo(const QRectF& box);
    void paintXLabels(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintHeldOut(QPainter& painter) const;
    void paintEndLabels(QPainter& painter) const;
    void paintHover(QPainter& painter, QPointF pointer) const;
    void viewChanged(bool wasFitted);

    const LossData& data_;
    std::array<std::unique_ptr<ChartLane>, 2> lanes_;
    std::vector<LossLane> laneOfTerm_;
    LaneRects rects_;
    double nameWidth_ = 0;
    double axisWidth_ = 0;
    std::vector<Tick> xTicks_;

    LossAxis axis_ = LossAxis::Step;
    bool logarithmic_ = false;
    bool ignoreOutliers_ = true;
    std::vector<Mark> marks_;
    int64_t plannedSteps_ = 0;
    double plannedEpochs_ = 0;

    bool autoX_ = true;
    std::array<bool, 2> autoY_ = {true, true};
    double xMinimum_ = 0;
    double xMaximum_ = 1;

    std::optional<QPointF> hover_;
    enum class Gesture { None, Pan, Box };
    Gesture gesture_ = Gesture::None;
    QPointF pressed_, moved_;
    bool keyboardFocus_ = false;
};

/// How a term of the ledger is called in the window: "kl" is "KL", "ce_qp" is "H(Q,P)".
QString termName(const std::string& term);

}  // namespace zscape
