#pragma once

#include <QLabel>

namespace zscape {

/// A number that changes while one looks: right-aligned in the width of the widest that it can be, so that
/// nothing beside it moves.
class LiveNumber : public QLabel {
    Q_OBJECT

public:
    /// \param widest the longest text that is expected: "99,999 images/s"
    explicit LiveNumber(const QString& widest, QWidget* parent = nullptr);
    void setWidest(const QString& widest);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    QString widest_;
};

}  // namespace zscape
