#pragma once

#include "engine/session/diagnostics.h"

#include <QWidget>

#include <memory>

namespace zscape {

/// A bar for each latent dimension: its KL in nats above, its activity (log scale, with the threshold as a dashed line)
/// below. A model whose codes are points has the lower lane only.
class UnitBars : public QWidget {
    Q_OBJECT

public:
    explicit UnitBars(QWidget* parent = nullptr);

    /// Null: nothing.
    void setSnapshot(std::shared_ptr<const DiagnosticsSnapshot> snapshot);

    enum class Lane { Kl, Activity };
    /// The plot area of a lane; empty when it is not shown.
    QRectF lane(Lane which) const;
    /// The bar of a dimension (from 0).
    QRectF bar(Lane which, int dimension) const;
    /// The dimension at this place, or -1.
    int dimensionAt(QPointF position) const;
    /// "z3: KL 1.20 nats, activity 0.45, active"
    QString describe(int dimension) const;

    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    double share(Lane which, double value) const;
    void paintLane(QPainter& painter, Lane which, const QString& caption, const std::vector<double>& values) const;
    void paintDimensions(QPainter& painter) const;
    bool isActive(int dimension) const;

    std::shared_ptr<const DiagnosticsSnapshot> snapshot_;
    int hovered_ = -1;
};

}  // namespace zscape
