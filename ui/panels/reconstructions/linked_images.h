#pragma once

#include "engine/session/types.h"

#include <QColor>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

class QPainter;

namespace zscape {

class SelectionModel;

/// Images of a snapshot in a line, each with the pictures that belong to it: what hovering, choosing, arrow keys and
/// the focus do is the same however a line is laid out. An image lights up with its thumbnail and its point.
class LinkedImages : public QWidget {
    Q_OBJECT

public:
    void setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot);
    void setExactPixels(bool exact);
    /// For tooltips: "test 9399".
    void setNames(std::function<QString(qint64)> nameOf);

protected:
    /// \param line along which arrow keys go from image to image
    /// \param selection outlives it
    LinkedImages(Qt::Orientation line, SelectionModel* selection, QWidget* parent);

    /// How many images are shown.
    virtual int shownImages() const = 0;
    /// The place in the line at which a point lies, -1: none.
    virtual int placeAt(QPoint point) const = 0;
    virtual void layOut() = 0;
    /// Pictures that were drawn are drawn anew.
    virtual void forget() = 0;

    const ReconstructionsSnapshot* snapshot() const { return snapshot_.get(); }
    bool exact() const { return exact_; }
    qint64 imageAt(int place) const;
    QString nameOf(qint64 image) const;
    SelectionModel* selection() const { return selection_; }
    /// Of the frame of an image that is chosen or pointed at.
    std::optional<QColor> linkColour(qint64 image) const;
    static void paintFrame(QPainter& painter, const QRectF& cell, const QColor& colour, double radius);
    /// Around everything, when the keyboard is here and no image shown is chosen.
    void paintFocus(QPainter& painter) const;

    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int placeOf(qint64 image) const;

    SelectionModel* selection_;
    std::shared_ptr<const ReconstructionsSnapshot> snapshot_;
    std::function<QString(qint64)> nameOf_;
    Qt::Orientation line_;
    bool exact_ = false;
    bool keyboardFocus_ = false;
};

}  // namespace zscape
