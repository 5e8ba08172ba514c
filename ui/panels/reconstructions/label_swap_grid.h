#pragma once

#include "ui/panels/reconstructions/linked_images.h"

#include <QPixmap>
#include <QStringList>

#include <functional>
#include <vector>

namespace zscape {

/// Codes of a conditional model with every label: a row for an image, the input first, then what its code decodes to
/// with each label; the image's own label is framed. As many rows as fit; the pictures shrink to a least side, and
/// labels for which even that leaves no room, or that the snapshot leaves out, are missing (see shownLabels()). A row
/// lights up with its thumbnail and its point.
class LabelSwapGrid : public LinkedImages {
    Q_OBJECT

public:
    explicit LabelSwapGrid(SelectionModel* selection, QWidget* parent = nullptr);

    /// \param labelOf the label of an image, below 0: none
    void setLabels(const QStringList& names, std::function<int(qint64)> labelOf);

    int rows() const { return rows_; }
    int shownLabels() const { return shownLabels_; }
    int labels() const { return static_cast<int>(labels_.size()); }
    /// Column 0 is the input, column 1 the first label.
    QRect cellAt(int row, int column) const;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    int shownImages() const override { return rows_; }
    int placeAt(QPoint point) const override { return cellUnder(point).row; }
    void layOut() override;
    void forget() override;

private:
    struct Cell {
        int row = -1, column = -1;
    };
    void paintNames(QPainter& painter) const;
    const QPixmap& pixmapAt(int row, int column);
    Cell cellUnder(QPoint point) const;
    int namesHeight() const;

    QStringList labels_;
    std::function<int(qint64)> labelOf_;
    std::vector<QPixmap> pixmaps_;  ///< rows x (1 + labels); null: not drawn yet
    int rows_ = 0;
    int shownLabels_ = 0;
    int side_ = 0;
};

}  // namespace zscape
