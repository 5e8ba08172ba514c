#pragma once

#include <QComboBox>

namespace zscape {

/// A combo box without a box, for a panel's header: text and arrow. The wheel turns it only with the focus.
class HeaderCombo : public QComboBox {
    Q_OBJECT

public:
    /// \param boxed true for a form's field
    explicit HeaderCombo(const QString& name, QWidget* parent = nullptr, bool boxed = false);

    /// What is chosen costs much: a closed list is turned neither by the wheel nor by keys. Arrows open it, Return
    /// chooses.
    void setChosenInList(bool only) { onlyInList_ = only; }

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool onlyInList_ = false;
};

}  // namespace zscape
