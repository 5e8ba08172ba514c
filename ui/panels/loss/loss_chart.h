#pragma once

#include "engine/session/types.h"
#include "ui/panels/loss/chart_lane.h"
#include "ui/panels/loss/lanes.h"
#include "ui/panels/loss/loss_curve.h"

#include <QGraphicsView>
#include <QStringList>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace zscape {

/// What the chart says of a place: of each curve the raw value of the step there, the smoothed one, and that of the
/// last held-out measure before.
struct LossReading {
    struct Row {
        QString name, raw, smoothed, heldOut;
        QColor colour;
        double y = 0;  ///< pixel of the smoothed value
    };
    QString title;  ///< "step 1,234, epoch 2.1, 15 s"
    double x = 0;   ///< pixel of the step
    std::vector<Row> rows;
    QStringList notes;  ///< which epoch was held out, marks here
};

/// The curves of one run in one or two lanes over one x axis, or one curve each of several runs in one lane, drawn by
/// Qt Charts; names and values at the lines' ends, rings, marks and what is read under the pointer lie on top.
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
    /// These curves in place of the source's, whose terms drop out, and without its marks; none of them: it is said
    /// that the runs share no term. Their ends say what was last held out. nullopt: the source's terms again.
    void setCompared(std::optional<std::vector<LossCurve>> curves);
    /// Steps that were trained and are lost: the curves of `curves` behind step `opened`, which is marked, at 22 %.
    /// Null:
    /// none are. \param curves outlives the chart, or is replaced here first
    void setLost(const LossData* curves, int64_t opened);
    /// Where that mark is; nothing where it is not seen.
    std::optional<double> lostFrom() const;
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
    LossLane laneOf(size_t curve) const { return laneOfCurve_[curve]; }
    const std::vector<LossCurve>& curves() const { return curves_; }
    /// What is read under the pointer; nothing outside the plot and where there are no steps.
    std::optional<LossReading> readingAt(QPointF pointer) const;
    /// Where the names of the marks lie, those alone that have room.
    std::vector<QRectF> markNames() const;
    /// What the numbers at the lines' ends are: "smoothed", "held out".
    QString endHeading() const;

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
    void findYRange(ChartLane& lane, LossLane which, double height) const;
    void drawLane(LossLane which, const QRectF& plot);
    /// How far from its edges a lane has its ticks, so that no label covers one of the other lane or of the x axis.
    double labelInset() const;
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
    struct PlacedMark {
        double x = 0;
        QString name;
        QRectF where;  ///< of the name; empty: it has no room
    };
    void paintMarkLines(QPainter& painter, const std::vector<PlacedMark>& marks) const;
    void paintMarkNames(QPainter& painter, const std::vector<PlacedMark>& marks) const;
    void paintLost(QPainter& painter) const;
    void paintLostMark(QPainter& painter) const;
    void paintHeldOut(QPainter& painter, const std::vector<PlacedMark>& marks) const;
    void paintEndLabels(QPainter& painter) const;
    std::vector<PlacedMark> placedMarks() const;
    std::vector<LossCurve> termsOfSource() const;
    /// No curve has anything to draw.
    bool isBlank() const;
    bool isCompared() const { return compared_.has_value(); }
    /// At the end of a curve: the value, and the pixels of where its line ends.
    double endValue(const LossCurve& curve) const;
    QPointF endOf(const LossCurve& curve, const ChartLane& lane) const;
    double yPixel(const ChartLane& lane, double value) const;
    LossReading::Row readingOf(size_t curve, double x) const;
    QString titleAt(double x) const;
    void paintHover(QPainter& painter, const LossReading& reading, double pointerY) const;
    void viewChanged(bool wasFitted);

    const LossData& data_;
    std::array<std::unique_ptr<ChartLane>, 2> lanes_;
    std::optional<std::vector<LossCurve>> compared_;
    std::vector<LossCurve> curves_;      ///< those that are drawn
    std::vector<LossLane> split_;        ///< by their values
    std::vector<LossLane> laneOfCurve_;  ///< and by the room that there is
    LaneRects rects_;
    double nameWidth_ = 0;
    double axisWidth_ = 0;
    std::vector<Tick> xTicks_;

    LossAxis axis_ = LossAxis::Step;
    bool logarithmic_ = false;
    bool ignoreOutliers_ = true;
    std::vector<Mark> marks_;
    const LossData* lost_ = nullptr;
    int64_t opened_ = 0;  ///< only with lost_
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

/// What a mark says: "β 4", "learning rate 0.0005".
QString markText(const Mark& mark);
/// How a term of the ledger is called in the window: "kl" is "KL", "ce_qp" is "H(Q,P)".
QString termName(const std::string& term);
/// "reconstruction + KL" of several.
QString termNames(const std::vector<std::string>& terms);

}  // namespace zscape
