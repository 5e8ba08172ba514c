#pragma once

#include "engine/session/diagnostics.h"

#include <QWidget>

#include <memory>

namespace zscape {

/// The mutual information of pictures and codes over the steps, with the dashed line above which N codes cannot see,
/// and a mark where the alarm began.
class InformationChart : public QWidget {
    Q_OBJECT

public:
    explicit InformationChart(QWidget* parent = nullptr);

    /// Null, or a model without variance: nothing.
    void setSnapshot(std::shared_ptr<const DiagnosticsSnapshot> snapshot);

    QRectF plot() const;
    /// Where a reading lies on the widget.
    QPointF at(double step, double information) const;
    /// "Step 4,930: 6.51 of at most 7.60 nats, 14 of 16 active"
    QString describe(const CollapseReading& reading) const;

    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void paintAxes(QPainter& painter) const;
    void paintCeiling(QPainter& painter) const;
    void paintLine(QPainter& painter) const;
    bool drawn() const { return snapshot_ && snapshot_->hasVariance && !snapshot_->history.empty(); }

    std::shared_ptr<const DiagnosticsSnapshot> snapshot_;
};

}  // namespace zscape
