#pragma once

#include "engine/session/import_result.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace zscape {

class NumberField;

/// How often each value is there, with a handle for the value that is black and one for that which is white, and the
/// shades between them below.
class ValueHistogram : public QWidget {
    Q_OBJECT

public:
    explicit ValueHistogram(QWidget* parent = nullptr);

    void setValues(const ImportReport::Values& values);
    double black() const { return black_; }
    double white() const { return white_; }
    /// Moves handles as a person does: kept in order and within the ends.
    void move(double black, double white);

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
    double black_ = 0, white_ = 255, step_ = 1;
    Handle handle_ = Handle::White;
    bool dragged_ = false, keyboardFocus_ = false;
    QTimer resting_;
};

/// Which values of the files are black and white.
class ValuesDrawer : public QWidget {
    Q_OBJECT

public:
    explicit ValuesDrawer(QWidget* parent = nullptr);

    void setValues(const ImportReport::Values& values);

    ValueHistogram* histogram() const { return histogram_; }
    NumberField* blackField() const { return black_; }
    NumberField* whiteField() const { return white_; }
    QString cutText() const;

Q_SIGNALS:
    /// While a handle is dragged: for the preview.
    void shown(double black, double white);
    /// Other pixels: the images are read anew.
    void rangeWanted(const zscape::ValueRange& range);

private:
    void showMoved();

    ImportReport::Values values_;
    ValueHistogram* histogram_ = nullptr;
    NumberField* black_ = nullptr;
    NumberField* white_ = nullptr;
    QLabel* cut_ = nullptr;
};

}  // namespace zscape
