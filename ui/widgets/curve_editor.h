#pragma once

#include "engine/core/curve.h"

#include <QWidget>

#include <vector>

namespace zscape {

/// A line that a hand draws. A click sets a point down, a point is dragged; a double click, the right button or Delete
/// take it away (one stays). Keys: left and right choose a point, up and down change its value, with Shift left and
/// right its place.
class CurveEditor : public QWidget {
    Q_OBJECT

public:
    /// Values lie within [minimum, maximum]; places are told in `unit`.
    CurveEditor(double minimum, double maximum, QString unit, QWidget* parent = nullptr);

    /// Not empty, ascending. Emits nothing; a drag goes on.
    void setPoints(const std::vector<CurvePoint>& points);
    const std::vector<CurvePoint>& points() const { return points_; }
    int chosen() const { return chosen_; }

    /// Where a point is drawn, in the widget.
    QPointF position(const CurvePoint& point) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// A person has changed the line; while a point is dragged, once it is let go.
    void edited();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRectF plot() const;
    CurvePoint pointAt(const QPointF& position) const;
    int nearest(const QPointF& position) const;  ///< -1: none within reach
    void moveChosen(CurvePoint to);
    void remove(int index);
    void fitRange();

    double minimum_, maximum_;
    QString unit_;
    std::vector<CurvePoint> points_{{0, 0}};
    double places_ = 1, values_ = 1;  ///< what the plot reaches to
    int chosen_ = 0;
    int hovered_ = -1;
    bool dragging_ = false;
    bool moved_ = false;
};

}  // namespace zscape
