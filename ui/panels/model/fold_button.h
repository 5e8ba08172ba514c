#pragma once

#include <QAbstractButton>

namespace zscape {

/// A line that unfolds what lies beneath it: an arrow and its name, without a box.
class FoldButton : public QAbstractButton {
    Q_OBJECT

public:
    explicit FoldButton(const QString& name, QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    bool keyboardFocus_ = false;
};

}  // namespace zscape
