#pragma once

#include <QAbstractButton>

class QAction;

namespace zscape {

/// Looks like a field and opens the palette: an icon, its name and its key; where there is less room the name alone,
/// or the icon alone.
class SearchField : public QAbstractButton {
    Q_OBJECT

public:
    SearchField(QAction* action, QWidget* parent);

    /// As wide as it is in so much room: whole, with its name, or the icon.
    int widthIn(int room) const;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int nameWidth() const;

    QString key_;
    bool keyboardFocus_ = false;
};

}  // namespace zscape
