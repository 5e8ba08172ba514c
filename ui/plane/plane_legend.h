#pragma once

#include "ui/plane/plane_points.h"

#include <QWidget>

#include <optional>
#include <vector>

class QPainter;

namespace zscape {

/// The groups' colours and names, floating over the plane. A click hides a group, a double click shows it alone.
class PlaneLegend : public QWidget {
    Q_OBJECT

public:
    explicit PlaneLegend(QWidget* parent = nullptr);

    /// Of classes: an entry for each. With a `scale` its colours as a bar between its ends.
    void setGroups(const std::vector<PointGroup>& groups, PlaneColour colour, const std::optional<PointScale>& scale);
    /// Lays the entries out in rows no wider than `width`, at most `height` high; sets the widget's size.
    void arrange(int width, int height);
    /// Where the entry of a group is, in the widget's coordinates; empty when there is no room for it.
    QRect entryRect(int group) const;

Q_SIGNALS:
    void toggled(int group);
    void isolated(int group);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    struct Entry {
        int group;
        QString text;
        QRect rect;
    };
    int groupAt(QPoint at) const;
    QString elided(const QString& name) const;
    void paintScale(QPainter& painter, const PointScale& scale) const;

    std::vector<PointGroup> groups_;
    std::optional<PointScale> scale_;
    QRect scaleRect_;
    std::vector<Entry> entries_;
    int leftOut_ = 0;
    QRect leftOutRect_;
    int pressed_ = -1;
};

}  // namespace zscape
