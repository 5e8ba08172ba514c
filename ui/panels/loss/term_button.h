#pragma once

#include <QAbstractButton>

namespace zscape {

/// The name of a term in the ledger, which opens its card: text with a dotted line beneath, and no box that would move
/// it.
class TermButton : public QAbstractButton {
    Q_OBJECT

public:
    /// \param name as it is shown; the accessible name says what a click does
    explicit TermButton(const QString& name, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool keyboardFocus_ = false;
};

}  // namespace zscape
