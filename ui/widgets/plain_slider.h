#pragma once

#include <QSlider>

namespace zscape {

/// A slider of real numbers, linear or logarithmic. The wheel turns it only while it has the focus, so that a panel
/// can be scrolled over it.
class PlainSlider : public QSlider {
    Q_OBJECT

public:
    explicit PlainSlider(QWidget* parent = nullptr);

    /// \param logarithmic needs 0 <= minimum < maximum; a minimum of 0 is the slider's left end only
    void setRealRange(double minimum, double maximum, bool logarithmic = false);
    /// Emits nothing.
    void setRealValue(double value);
    double realValue() const;

Q_SIGNALS:
    /// By a person's hand only.
    void realValueChanged(double value);

protected:
    void wheelEvent(QWheelEvent* event) override;

private:
    double low_ = 0, high_ = 1;
    bool logarithmic_ = false;
};

}  // namespace zscape
