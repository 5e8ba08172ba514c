#pragma once

#include "ui/plane/plane_points.h"

#include <QWidget>

#include <algorithm>
#include <optional>
#include <vector>

class QPainter;

namespace zscape {

/// The groups' colours and names, floating over the plane. A click hides a group, a double click shows it alone. Names
/// that have no room in two rows are a list of a third of the plane's width, which the wheel or a drag of its bar
/// scrolls.
class PlaneLegend : public QWidget {
    Q_OBJECT

public:
    explicit PlaneLegend(QWidget* parent = nullptr);

    /// Of classes: an entry for each. With a `scale` its colours as a bar between its ends.
    void setGroups(const std::vector<PointGroup>& groups, PlaneColour colour, const std::optional<PointScale>& scale);
    /// Lays the entries out and sets the widget's size: in two rows no wider than `width` where they have room, else in
    /// a list no wider than `narrow` and no higher than `height`.
    void arrange(int width, int narrow, int height);
    /// Where the entry of a group is, in the widget's coordinates; empty while it is scrolled out of sight.
    QRect entryRect(int group) const;
    /// Pixels that the list can be scrolled by; 0 where all is seen.
    int scrollRange() const { return std::max(0, contentHeight_ - height()); }
    void scrollTo(int offset);

Q_SIGNALS:
    void toggled(int group);
    void isolated(int group);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    struct Entry {
        int group;
        QString text;
        QRect rect;
    };
    /// \returns false where `rows` rows of `width` do not hold all
    bool layOut(int width, int rows);
    int groupAt(QPoint at) const;
    QRect scrollBar() const;
    QString elided(const QString& name) const;
    void paintScale(QPainter& painter, const PointScale& scale) const;

    std::vector<PointGroup> groups_;
    std::optional<PointScale> scale_;
    QRect scaleRect_;
    std::vector<Entry> entries_;
    int contentWidth_ = 0, contentHeight_ = 0;
    int scrolled_ = 0;
    int pressed_ = -1;
    std::optional<int> grabbed_;  ///< where on the bar it is dragged
};

}  // namespace zscape
