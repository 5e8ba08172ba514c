#pragma once

#include "engine/core/picture.h"

#include <QImage>
#include <QWidget>

#include <functional>
#include <memory>

class QMimeData;

namespace zscape {

/// One picture: scaled smoothly or by exact pixels, kept square to its own shape, with the 1 px inner rim.
/// Selectable, draggable and a drop target when told so.
class PictureView : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent = nullptr);

    void setPicture(const Picture& picture);
    void setImage(const QImage& image);
    const QImage& image() const { return image_; }
    /// Shown on the well when there is no picture.
    void setEmptyText(const QString& text);

    void setExactPixels(bool exact);
    bool exactPixels() const { return exact_; }
    void setCornerRadius(double radius);
    /// 2 px ring in accent.
    void setSelected(bool selected);
    bool isSelected() const { return selected_; }
    /// A small disc in the fill colour at the top left corner ("A"); empty for none.
    void setBadge(const QString& badge);
    /// Faint: not trained yet, or old.
    void setFaint(bool faint);

    /// A click selects, Space and Enter too; the widget takes the focus.
    void setSelectable(bool selectable);
    /// What a drag carries; called when one begins. Null result: no drag.
    void setDragSource(std::function<std::unique_ptr<QMimeData>()> source);
    /// `accepts` is asked while something is over the view, `drop` when it falls.
    void setDropTarget(std::function<bool(const QMimeData*)> accepts, std::function<void(const QMimeData*)> drop);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return width; }

Q_SIGNALS:
    void clicked();
    void doubleClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QRectF pictureRect() const;

    QImage image_;
    QString emptyText_, badge_;
    double radius_ = 4;
    bool exact_ = false, selected_ = false, faint_ = false, selectable_ = false, dropOver_ = false, pressed_ = false;
    QPoint pressedAt_;
    std::function<std::unique_ptr<QMimeData>()> dragSource_;
    std::function<bool(const QMimeData*)> accepts_;
    std::function<void(const QMimeData*)> drop_;
};

}  // namespace zscape
