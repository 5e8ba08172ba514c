#pragma once

#include <QFrame>

namespace zscape {

/// A small card over the window that is as high as what it shows. Esc or a click beside it closes it.
class PopupCard : public QFrame {
    Q_OBJECT

public:
    /// Beneath the anchor with both left rims in line, beneath it with both right rims in line, or above that.
    enum class Place { BeneathLeft, BeneathRight, AboveRight };

    /// \param width at a 13 px font
    PopupCard(int width, Place place, QWidget* parent);

    /// At `anchor`, within its window.
    void openAt(const QWidget* anchor);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void lay();

    int width_;
    Place place_;
    const QWidget* anchor_ = nullptr;
};

}  // namespace zscape
