#include "ui/widgets/plain_slider.h"

#include <QSignalBlocker>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {
constexpr int kTicks = 1000;
// Where the minimum is 0 the logarithmic scale begins four decades below the maximum.
constexpr double kDecadesBelow = 1e-4;
}  // namespace

PlainSlider::PlainSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setRange(0, kTicks);
    setPageStep(kTicks / 10);
    setSingleStep(kTicks / 100);
    setFocusPolicy(Qt::TabFocus);
    connect(this, &QSlider::valueChanged, this, [this] { Q_EMIT realValueChanged(realValue()); });
}

void PlainSlider::setRealRange(double minimum, double maximum, bool logarithmic) {
    const double value = realValue();
    low_ = minimum;
    high_ = maximum;
    logarithmic_ = logarithmic;
    setRealValue(value);
}

double PlainSlider::realValue() const {
    const double share = static_cast<double>(value()) / kTicks;
    if (!logarithmic_) return low_ + (high_ - low_) * share;
    if (value() == 0) return low_;
    const double first = low_ > 0 ? low_ : high_ * kDecadesBelow;
    return first * std::pow(high_ / first, share);
}

void PlainSlider::setRealValue(double real) {
    const QSignalBlocker quiet(this);
    double share = 0;
    if (!logarithmic_) {
        share = high_ > low_ ? (real - low_) / (high_ - low_) : 0;
    } else {
        const double first = low_ > 0 ? low_ : high_ * kDecadesBelow;
        share = real <= first ? 0 : std::log(real / first) / std::log(high_ / first);
    }
    setValue(static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kTicks)));
}

void PlainSlider::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) QSlider::wheelEvent(event);
    else event->ignore();
}

}  // namespace zscape
