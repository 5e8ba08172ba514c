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
    /// A new text of the same width moves nothing and lays nothing out again: a QLabel would have the whole window laid
    /// out.
    // NOLINTNEXTLINE(bugprone-derived-method-shadowing-base-method): nobody shall get the other one
    void setText(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void changeEvent(QEvent* event) override;

private:
    void fit();

    QString widest_;
};

}  // namespace zscape
