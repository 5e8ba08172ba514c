#pragma once

#include <QRect>
#include <QString>
#include <QWidget>

namespace zscape {

/// Where the columns of the table of runs lie, side by side, each as high as the row.
struct RunColumns {
    QRect name;  ///< and what differs
    QRect best, last, steps, time;
    QRect note;

    /// \param row without its inset \param indent of a branch, in pixels
    static RunColumns in(const QRect& row, int indent = 0);
};

/// What the columns are called; over the list, which scrolls.
class RunTableHead : public QWidget {
    Q_OBJECT

public:
    explicit RunTableHead(QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace zscape
