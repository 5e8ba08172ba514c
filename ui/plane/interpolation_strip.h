#pragma once

#include "engine/core/picture.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QMimeData;

namespace zscape {

/// The pictures between A and B in two rows: through the latent plane, and faded pixel by pixel for contrast.
/// A stop under the pointer, or the current one, is ringed; cells too small to read show it larger.
class InterpolationStrip : public QWidget {
    Q_OBJECT

public:
    explicit InterpolationStrip(QWidget* parent = nullptr);

    void setSteps(int steps);
    int steps() const { return steps_; }
    /// Decoded pictures, as many as steps; others wait for their answer.
    void setDecoded(const std::vector<Picture>& pictures);
    /// The ends' own pictures, between which pixels fade; either empty, or of another size: no fade.
    void setEnds(const Picture& a, const Picture& b);
    /// What to do first, in place of the rows; empty: rows.
    void setMessage(const QString& message);
    void setCurrentStop(int stop);
    int currentStop() const { return current_; }
    void setHoveredStop(int stop);
    void setExactPixels(bool exact);

    /// What a drag of a decoded picture carries; called when one begins. Null result: no drag.
    void setDragSource(std::function<std::unique_ptr<QMimeData>(int stop)> source) { dragSource_ = std::move(source); }
    /// The decoded pictures beside each other, as a file has them; null while there are none.
    QImage picture() const;
    bool hasPicture() const { return !decoded_.empty() && !decoded_.front().empty(); }

    const std::vector<Picture>& decoded() const { return decoded_; }
    const std::vector<Picture>& faded() const { return faded_; }
    QRectF cellRect(int row, int stop) const;  ///< row 0: decoded, 1: faded

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void stopHovered(int stop);  ///< -1: none any more
    void stopClicked(int stop);
    void playRequested();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int stopAt(QPointF at) const;
    void layOut();
    void fade();
    void startDrag(int stop);
    const QPixmap& cell(int row, int stop);
    void paintMessage(QPainter& painter) const;

    int steps_ = 9, current_ = -1, hovered_ = -1;
    int pressed_ = -1;  ///< stop whose decoded picture is held
    QPoint pressedAt_;
    std::function<std::unique_ptr<QMimeData>(int)> dragSource_;
    bool exact_ = false;
    QString message_;
    Picture ends_[2];
    std::vector<Picture> decoded_, faded_;
    std::vector<QPixmap> cells_[2];  // scaled to the cells, made when first drawn
    int perLine_ = 9;                // each row is broken into lines where that makes its cells larger
    double side_ = 0, pitch_ = 0, linePitch_ = 0, left_ = 0, top_ = 0, rowPitch_ = 0;
};

/// `steps` pictures from a to b, pixel by pixel: (1-t) a + t b. Empty when their sizes differ.
std::vector<Picture> pixelFade(const Picture& a, const Picture& b, int steps);

}  // namespace zscape
