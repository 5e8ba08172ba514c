#pragma once

#include "engine/session/import_result.h"

#include <QColor>
#include <QTimer>
#include <QWidget>

namespace zscape {

/// How often each value is there, with a handle for the value that is black and one for that which is white, and the
/// shades between them below.
class ValueHistogram : public QWidget {
    Q_OBJECT

public:
    explicit ValueHistogram(QWidget* parent = nullptr);

    /// \param brightest what white is seen as: the colour of a channel
    /// \param of of what they are, to be told; may be empty
    void setValues(const ImportReport::Values& values, const QColor& brightest = Qt::white, const QString& of = {});
    double black() const { return black_; }
    double white() const { return white_; }
    /// Moves handles as a person does: kept in order and within the ends.
    void move(double black, double white);

    /// Keys that have not come to rest are taken now.
    void settle();

    /// Where a value lies, in pixels from the left.
    double placeOf(double value) const;
    /// The smallest step that makes sense: 1 between whole numbers.
    double step() const { return step_; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void moved();
    /// A handle was let go of, or keys have come to rest.
    void settled();
    void resetWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    /// The two handles are two places for Tab.
    bool focusNextPrevChild(bool next) override;

private:
    enum class Handle { Black, White };
    double valueAt(double x) const;
    void drag(double value);
    void say();

    ImportReport::Values values_;
    QColor brightest_ = Qt::white;
    QString of_;
    double black_ = 0, white_ = 255, step_ = 1;
    Handle handle_ = Handle::White;
    bool dragged_ = false, keyboardFocus_ = false, keyboardBefore_ = false;
    QTimer resting_;
};

}  // namespace zscape
