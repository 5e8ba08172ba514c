#include "ui/import/value_histogram.h"

#include "ui/import/value_facts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QKeyEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {

// At 13 px: wire/import.png.
constexpr double kBars = 60, kRamp = 8, kGap = 4, kMarker = 14, kInset = 10;
/// Keys rest for so long before the images are read anew.
constexpr int kRestMs = 400;

}  // namespace

ValueHistogram::ValueHistogram(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    resting_.setSingleShot(true);
    resting_.setInterval(kRestMs);
    connect(&resting_, &QTimer::timeout, this, &ValueHistogram::settled);
    say();
}

void ValueHistogram::setValues(const ImportReport::Values& values, const QColor& brightest, const QString& of) {
    values_ = values;
    brightest_ = brightest;
    of_ = of;
    step_ = areWhole(values) ? 1 : (values.high - values.low) / 255;
    black_ = values.black;
    white_ = values.white;
    resting_.stop();
    say();
    update();
}

void ValueHistogram::settle() {
    if (!resting_.isActive()) return;
    resting_.stop();
    Q_EMIT settled();
}

void ValueHistogram::move(double black, double white) {
    const double low = std::min(values_.low, values_.black), high = std::max(values_.high, values_.white);
    const bool moves = handle_ == Handle::Black ? black != black_ : white != white_;
    black_ = std::clamp(black, low, std::max(low, white_ - step_));
    white_ = std::clamp(white, std::min(high, black_ + step_), high);
    if (!moves) return;
    say();
    update();
    Q_EMIT moved();
}

double ValueHistogram::placeOf(double value) const {
    const double inset = metrics().px(kInset), span = width() - 2 * inset;
    return inset + span * std::clamp((value - values_.low) / (values_.high - values_.low), 0.0, 1.0);
}

double ValueHistogram::valueAt(double x) const {
    const double inset = metrics().px(kInset), span = std::max(1.0, width() - 2 * inset);
    const double value = values_.low + (values_.high - values_.low) * (x - inset) / span;
    return step_ == 1 ? std::round(value) : value;
}

QSize ValueHistogram::sizeHint() const {
    const Metrics& m = metrics();
    return {m.px(300), m.px(kBars) + m.px(kGap) + m.px(kRamp) + m.px(kMarker)};
}

void ValueHistogram::say() {
    const QString told = handle_ == Handle::Black ? tr("The value that is black: %1").arg(valueText(values_, black_))
                                                  : tr("The value that is white: %1").arg(valueText(values_, white_));
    setAccessibleName(of_.isEmpty() ? told : of_ + QStringLiteral(". ") + told);
}

void ValueHistogram::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double bars = m.px(kBars), inset = m.px(kInset), span = width() - 2 * inset;
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.raised);
    painter.drawRoundedRect(QRectF(0, 0, width(), bars), m.controlRadius(), m.controlRadius());

    // By its root: one value that is everywhere, as a background is, leaves the others to be seen.
    const int64_t most =
        values_.histogram.empty() ? 0 : *std::max_element(values_.histogram.begin(), values_.histogram.end());
    const auto count = static_cast<double>(values_.histogram.size());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (size_t i = 0; most > 0 && i < values_.histogram.size(); ++i) {
        const double share = std::sqrt(static_cast<double>(values_.histogram[i]) / static_cast<double>(most));
        const double left = inset + span * static_cast<double>(i) / count,
                     right = inset + span * static_cast<double>(i + 1) / count;
        const double middle = (left + right) / 2;
        const bool used = middle >= placeOf(black_) && middle <= placeOf(white_);
        const double high = values_.histogram[i] > 0 ? std::max(1.0, share * (bars - m.px(6))) : 0;
        const int x = qRound(left), next = qRound(right);
        painter.fillRect(QRectF(x, bars - high, std::max(1, next - x - 1), high), used ? t.text2 : t.line);
    }
    painter.setRenderHint(QPainter::Antialiasing);

    const QRectF ramp(inset, bars + m.px(kGap), span, m.px(kRamp));
    QLinearGradient shades(placeOf(black_), 0, std::max(placeOf(white_), placeOf(black_) + 1), 0);
    shades.setColorAt(0, Qt::black);
    shades.setColorAt(1, brightest_);
    painter.setBrush(shades);
    painter.setPen(t.edge);
    painter.drawRoundedRect(ramp.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);

    const auto handle = [&](double value, const QColor& shade, Handle which) {
        const double x = placeOf(value), half = m.px(6), top = ramp.bottom() - m.px(4);
        painter.setPen(QPen(t.accent, 2));
        painter.drawLine(QPointF(x, m.px(2)), QPointF(x, top));
        QPainterPath marker(QPointF(x, top));
        marker.lineTo(x + half, top + half);
        marker.lineTo(x + half, top + m.px(kMarker) + 1);
        marker.lineTo(x - half, top + m.px(kMarker) + 1);
        marker.lineTo(x - half, top + half);
        marker.closeSubpath();
        painter.setBrush(shade);
        painter.setPen(QPen(t.accent, keyboardFocus_ && handle_ == which ? 3 : 1.5));
        painter.drawPath(marker);
    };
    handle(black_, Qt::black, Handle::Black);
    handle(white_, brightest_, Handle::White);
}

void ValueHistogram::drag(double value) {
    if (handle_ == Handle::Black) move(value, white_);
    else move(black_, value);
}

void ValueHistogram::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const double x = event->position().x();
    handle_ = std::abs(x - placeOf(black_)) < std::abs(x - placeOf(white_)) ? Handle::Black : Handle::White;
    dragged_ = true;
    resting_.stop();
    drag(valueAt(x));
}

void ValueHistogram::mouseMoveEvent(QMouseEvent* event) {
    if (dragged_) drag(valueAt(event->position().x()));
}

void ValueHistogram::mouseReleaseEvent(QMouseEvent*) {
    if (!dragged_) return;
    dragged_ = false;
    if (black_ != values_.black || white_ != values_.white) Q_EMIT settled();
}

void ValueHistogram::mouseDoubleClickEvent(QMouseEvent*) {
    dragged_ = false;
    Q_EMIT resetWanted();
}

void ValueHistogram::keyPressEvent(QKeyEvent* event) {
    const bool left = event->key() == Qt::Key_Left, right = event->key() == Qt::Key_Right;
    if (!left && !right) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double by = step_ * (event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1) * (left ? -1 : 1);
    drag((handle_ == Handle::Black ? black_ : white_) + by);
    resting_.start();
}

void ValueHistogram::focusInEvent(QFocusEvent* event) {
    const bool back = event->reason() == Qt::OtherFocusReason;  // it was off for a while
    keyboardFocus_ = back ? keyboardBefore_ : isByKeyboard(*event);
    if (keyboardFocus_ && !back) handle_ = event->reason() == Qt::TabFocusReason ? Handle::Black : Handle::White;
    say();
    update();
}

void ValueHistogram::focusOutEvent(QFocusEvent*) {
    keyboardBefore_ = std::exchange(keyboardFocus_, false);
    update();
}

bool ValueHistogram::focusNextPrevChild(bool next) {
    if (keyboardFocus_ && next == (handle_ == Handle::Black)) {
        handle_ = next ? Handle::White : Handle::Black;
        say();
        update();
        return true;
    }
    return QWidget::focusNextPrevChild(next);
}

}  // namespace zscape
