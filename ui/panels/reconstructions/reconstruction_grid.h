#pragma once

#include "ui/panels/reconstructions/linked_images.h"

#include <QPixmap>

#include <vector>

namespace zscape {

/// Rows In, Out and (on demand) Diff, as many columns as fit at a size that the height allows, and once more below
/// where there is height left. A column is one image:
/// it lights up with its thumbnail and its point, its tooltip says name and PSNR, and it can be dragged.
class ReconstructionGrid : public LinkedImages {
    Q_OBJECT

public:
    explicit ReconstructionGrid(SelectionModel* selection, QWidget* parent = nullptr);

    void setDifferences(bool shown);
    /// Whether the run's images cannot be found, and nothing is left of them: an empty grid says so.
    void setGone(bool gone);
    bool isGone() const { return gone_; }

    /// Of all bands together.
    int columns() const { return columns_; }
    int rows() const { return differences_ ? 3 : 2; }
    QRect cellAt(int row, int column) const;
    int columnAt(QPoint point) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void columnsChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    int shownImages() const override { return columns_; }
    int placeAt(QPoint point) const override { return columnAt(point); }
    void layOut() override;
    void forget() override;

private:
    const QPixmap& pixmapAt(int row, int column);
    int labelWidth() const;
    int bandHeight() const;
    int bandGap() const;

    std::vector<QPixmap> pixmaps_;  ///< rows x columns; null: not drawn yet
    bool differences_ = false;
    bool gone_ = false;
    int pressed_ = -1;
    QPoint pressedAt_;
    int columns_ = 0;
    int across_ = 0;  ///< columns beside one another
    int side_ = 40;
};

}  // namespace zscape
