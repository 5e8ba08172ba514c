#pragma once

#include "engine/session/types.h"

#include <QPixmap>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace zscape {

/// Rows In, Out and (on demand) Diff, as many columns as fit at a size that the height allows. A column is one image:
/// it lights up with its thumbnail and its point, its tooltip says name and PSNR, and it can be dragged.
class ReconstructionGrid : public QWidget {
    Q_OBJECT

public:
    explicit ReconstructionGrid(QWidget* parent = nullptr);

    void setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot);
    void setDifferences(bool shown);
    void setExactPixels(bool exact);
    /// For tooltips: "test 9399".
    void setNames(std::function<QString(qint64)> nameOf);
    void setHovered(qint64 image);
    void setSelected(qint64 image);

    int columns() const { return columns_; }
    int rows() const { return differences_ ? 3 : 2; }
    QRect cellAt(int row, int column) const;
    int columnAt(QPoint point) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// -1 when the pointer left.
    void imageHovered(qint64 image);
    void imageSelected(qint64 image);
    void columnsChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void layOut();
    void forget();
    const QPixmap& pixmapAt(int row, int column);
    qint64 imageAt(int column) const;
    int columnOf(qint64 image) const;
    int labelWidth() const;

    std::shared_ptr<const ReconstructionsSnapshot> snapshot_;
    std::function<QString(qint64)> nameOf_;
    std::vector<QPixmap> pixmaps_;  ///< rows x columns; null: not drawn yet
    bool differences_ = false;
    bool exact_ = false;
    qint64 hovered_ = -1;
    qint64 selected_ = -1;
    int pressed_ = -1;
    QPoint pressedAt_;
    bool keyboardFocus_ = false;
    int columns_ = 0;
    int side_ = 40;
};

}  // namespace zscape
