#pragma once

#include "ui/plane/plane_hits.h"
#include "ui/plane/plane_region.h"
#include "ui/selection/selection_model.h"

#include <QElapsedTimer>
#include <QPointF>
#include <QString>

#include <optional>
#include <vector>

namespace zscape {

class PlaneSurface;

/// What a drag on the plane does. Places are screen coordinates, in logical pixels.
class PlaneTool {
public:
    virtual ~PlaneTool() = default;
    virtual void begin(QPointF at) = 0;
    virtual void goOn(QPointF at) = 0;
    virtual void finish(Combine how) = 0;
    /// As if it had not begun, but for the view.
    virtual void cancel() = 0;
    virtual Qt::CursorShape cursor() const = 0;

protected:
    explicit PlaneTool(PlaneSurface& plane) : plane_(plane) {}
    PlaneSurface& plane_;
};

/// Moves the view.
class PanTool : public PlaneTool {
public:
    explicit PanTool(PlaneSurface& plane) : PlaneTool(plane) {}
    void begin(QPointF at) override { last_ = at; }
    void goOn(QPointF at) override;
    void finish(Combine) override {}
    void cancel() override {}
    Qt::CursorShape cursor() const override { return Qt::ClosedHandCursor; }

private:
    QPointF last_;
};

/// Selects what lies in a box or within a lasso. The line is kept in plane coordinates: the view may move meanwhile.
class RegionTool : public PlaneTool {
public:
    enum class Shape { Box, Lasso };
    RegionTool(PlaneSurface& plane, Shape shape) : PlaneTool(plane), shape_(shape) {}
    void begin(QPointF at) override;
    void goOn(QPointF at) override;
    void finish(Combine how) override;
    void cancel() override;
    Qt::CursorShape cursor() const override { return Qt::CrossCursor; }

private:
    PlaneRegion region() const;
    void show(std::vector<QPointF> corners);

    Shape shape_;
    std::vector<QPointF> line_;  // of a box the two corners
    QString note_;               // how many points lie within
    QElapsedTimer sinceCount_;   // since they were counted, while a line is drawn
    qint64 countTook_ = 0;       // milliseconds
};

/// Moves A, B, or both with the path between them.
class EndsTool : public PlaneTool {
public:
    explicit EndsTool(PlaneSurface& plane) : PlaneTool(plane) {}
    /// \param grip EndA, EndB or Path
    void take(Grip grip) { grip_ = grip; }
    void begin(QPointF at) override;
    void goOn(QPointF at) override;
    void finish(Combine) override;
    void cancel() override;
    Qt::CursorShape cursor() const override { return Qt::ClosedHandCursor; }

private:
    Grip grip_ = Grip::Path;
    QPointF from_;
    PathEnds before_;
};

}  // namespace zscape
