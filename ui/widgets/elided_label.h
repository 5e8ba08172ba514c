#pragma once

#include <QLabel>

namespace zscape {

/// One line of text that ends in dots where there is no room for all of it, which its tip then says.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

}  // namespace zscape
