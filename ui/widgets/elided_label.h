#pragma once

#include <QLabel>

namespace zscape {

/// One line of text with dots where there is no room for all of it, which its tip then says.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    /// Where the dots stand; at first at the end.
    void setElideMode(Qt::TextElideMode mode) { mode_ = mode; }

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    Qt::TextElideMode mode_ = Qt::ElideRight;
};

}  // namespace zscape
