#pragma once

#include "engine/session/types.h"

#include <QPixmap>
#include <QStringList>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace zscape {

/// Codes of a conditional model with every label: a row for an image, the input first, then what its code decodes to with
/// each label; the image's own label is framed. As many rows as fit; the pictures shrink to a least side, and labels for which
/// even that leaves no room, or that the snapshot leaves out, are missing (see shownLabels()). A row lights up with its
/// thumbnail and its point.
class LabelSwapGrid : public QWidget {
    Q_OBJECT

public:
    explicit LabelSwapGrid(QWidget* parent = nullptr);

    void setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot);
    void setLabels(const QStringList& names);
    /// The label of an image, below 0: none; and its name for tooltips.
    void setImages(std::function<int(qint64)> labelOf, std::function<QString(qint64)> nameOf);
    void setExactPixels(bool exact);
    void setHovered(qint64 image);
    void setSelected(qint64 image);

    int rows() const { return rows_; }
    int shownLabels() const { return shownLabels_; }
    int labels() const { return static_cast<int>(labels_.size()); }
    /// Column 0 is the input, column 1 the first label.
    QRect cellAt(int row, int column) const;

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// -1 when the pointer left.
    void imageHovered(qint64 image);
    void imageSelected(qint64 image);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Cell { int row = -1, column = -1; };
    void layOut();
    void forget();
    void paintNames(QPainter& painter) const;
    const QPixmap& pixmapAt(int row, int column);
    Cell cellUnder(QPoint point) const;
    qint64 imageAt(int row) const;
    int rowOf(qint64 image) const;
    int namesHeight() const;

    std::shared_ptr<const ReconstructionsSnapshot> snapshot_;
    QStringList labels_;
    std::function<int(qint64)> labelOf_;
    std::function<QString(qint64)> nameOf_;
    std::vector<QPixmap> pixmaps_;  ///< rows x (1 + labels); null: not drawn yet
    bool exact_ = false;
    qint64 hovered_ = -1;
    qint64 selected_ = -1;
    int rows_ = 0;
    int shownLabels_ = 0;
    int side_ = 0;
};

}  // namespace zscape
