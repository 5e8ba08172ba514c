#pragma once

#include <QAbstractScrollArea>
#include <QCache>
#include <QImage>
#include <QPixmap>

#include <functional>

namespace zscape {

class SelectionModel;

/// Where a grid's pictures come from. Positions count what is shown, images are indices into the image set. Ids below
/// -1 are pictures that are no images of the set yet (a running load): shown, but neither hovered, selected nor
/// dragged.
struct ThumbnailSource {
    int64_t count = 0;                           ///< positions
    std::function<int64_t(int64_t)> imageAt;     ///< position -> image
    std::function<int64_t(int64_t)> positionOf;  ///< image -> position, -1 when it is not shown
    std::function<QImage(int64_t)> picture;      ///< image -> picture; null while it is not there yet
    std::function<QString(int64_t)> name;        ///< image -> name for people
    std::function<QString(int64_t)> file;        ///< image -> path, empty when it has none
    /// Asks for the picture that an image was cut from, it outlined: `then` may be called later, and never where it is
    /// whole. May be empty.
    std::function<void(int64_t, std::function<void(const QImage&)> then)> whole = {};
};

/// Square thumbnails in rows, as many as fit, any number of them: only what is seen is ever asked for. A paint makes
/// new thumbnails for at most kPaintMilliseconds and comes back for the rest, so that scrolling never stalls.
/// A click chooses, with Ctrl one more or one less, with Shift all from the current one; arrow keys, Home, End, Page Up
/// and Down move the current one; left-drag drags the image.
class ThumbnailGrid : public QAbstractScrollArea {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit ThumbnailGrid(SelectionModel* selection, QWidget* parent = nullptr);

    /// \param samePictures what was drawn of an image is still right (more of them came, or others are shown)
    void setSource(ThumbnailSource source, bool samePictures);
    /// The picture of any image changed, or came.
    void forgetPictures();
    void setExactPixels(bool exact);
    void setEmptyText(const QString& text);

    /// Scrolls to the current image, where it is shown and out of sight.
    void showCurrent();

    int columns() const { return columns_; }
    int64_t count() const { return source_.count; }
    /// Where a position lies on the viewport now.
    QRect cellAt(int64_t position) const;
    /// The image at a point of the viewport, -1 between thumbnails.
    int64_t imageAt(QPoint point) const;
    /// The longest paint so far, in milliseconds.
    double longestPaint() const { return longestPaint_; }

    static constexpr int kPaintMilliseconds = 8;

Q_SIGNALS:
    void menuRequested(qint64 image, QPoint global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void layOut();
    void keepTop(int64_t position);
    void moveTo(int64_t position);
    void chooseRange(int64_t image, bool add);
    void chooseAll();  ///< that are shown
    void tellCurrent();
    void paintLinks(QPainter& painter, const QRectF& cell, int64_t image) const;
    void hoverAt(QPoint point);
    void showTip(QPoint at, QPoint global);
    void startDrag(int64_t image);
    QPixmap render(const QImage& picture) const;

    SelectionModel* selection_;
    ThumbnailSource source_;
    QCache<qint64, QPixmap> cache_;
    QString emptyText_;
    bool exact_ = false;
    bool scrolls_ = true;  ///< to the current image, when it becomes another one
    int64_t pressed_ = -1;
    QPoint pressedAt_;
    bool keyboardFocus_ = false;

    int columns_ = 1;
    int side_ = 48;
    int pitch_ = 54;
    int width_ = 0;
    double longestPaint_ = 0;
};

}  // namespace zscape
