#include "ui/panels/collapse/unit_bars.h"

#include "ui/panels/loss/ticks.h"
#include "ui/theme/tokens.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kLeastActivity = 1e-4;  // the lower end of the log scale
constexpr double kLeastKlRange = 0.1;    // nats: below it, all bars are seen to be nothing
constexpr double kBarHeadroom = 1.08;

double captionHeight() { return QFontMetricsF(axisFont()).height(); }
double axisWidth() { return QFontMetricsF(axisFont()).horizontalAdvance(QStringLiteral("0.001")) + metrics().px(6); }

}  // namespace

UnitBars::UnitBars(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setAccessibleName(tr("KL and activity of each latent dimension"));
}

void UnitBars::setSnapshot(std::shared_ptr<const DiagnosticsSnapshot> snapshot) {
    if (snapshot == snapshot_) return;
    snapshot_ = std::move(snapshot);
    if (!snapshot_ || hovered_ >= snapshot_->dimensions()) hovered_ = -1;
    QStringList lines;
    constexpr int kMostTold = 64;
    for (int i = 0; snapshot_ && i < std::min(snapshot_->dimensions(), kMostTold); ++i) lines.append(describe(i));
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
    update();
}

QSize UnitBars::minimumSizeHint() const { return {metrics().px(120), metrics().px(84)}; }

QRectF UnitBars::lane(Lane which) const {
    if (!snapshot_ || (which == Lane::Kl && !snapshot_->hasVariance)) return {};
    const double caption = captionHeight(), left = axisWidth();
    const double all = height() - caption;  // the numbers of the dimensions stand below
    const double split = snapshot_->hasVariance ? std::round(all * 0.52) : 0;
    const double top = which == Lane::Kl ? 0 : split, bottom = which == Lane::Kl ? split : all;
    return {left, top + caption, std::max(0.0, width() - left),
            std::max(0.0, bottom - top - caption - metrics().px(2))};
}

double UnitBars::share(Lane which, double value) const {
    const std::vector<double>& values = which == Lane::Kl ? snapshot_->kl : snapshot_->activity;
    const double most = *std::max_element(values.begin(), values.end());
    if (which == Lane::Kl) return std::clamp(value / (std::max(most, kLeastKlRange) * kBarHeadroom), 0.0, 1.0);
    const double top = std::log10(std::max(most, 1.0) * kBarHeadroom), bottom = std::log10(kLeastActivity);
    return std::clamp((std::log10(std::max(value, kLeastActivity)) - bottom) / (top - bottom), 0.0, 1.0);
}

QRectF UnitBars::bar(Lane which, int dimension) const {
    const QRectF area = lane(which);
    if (area.isEmpty() || dimension < 0 || dimension >= snapshot_->dimensions()) return {};
    const double pitch = area.width() / snapshot_->dimensions();
    const double gap = pitch >= 4 ? std::clamp(pitch * 0.25, 1.0, 12.0) : 0;
    const double value = (which == Lane::Kl ? snapshot_->kl : snapshot_->activity)[static_cast<size_t>(dimension)];
    const double tall = std::max(1.0, share(which, value) * area.height());
    return {area.left() + pitch * dimension + gap / 2, area.bottom() - tall, std::max(1.0, pitch - gap), tall};
}

int UnitBars::dimensionAt(QPointF position) const {
    if (!snapshot_ || snapshot_->dimensions() == 0) return -1;
    const QRectF area = lane(Lane::Activity);
    if (position.x() < area.left() || position.x() >= area.right()) return -1;
    return std::min(snapshot_->dimensions() - 1,
                    static_cast<int>((position.x() - area.left()) / area.width() * snapshot_->dimensions()));
}

bool UnitBars::isActive(int dimension) const {
    return snapshot_->activity[static_cast<size_t>(dimension)] > snapshot_->threshold;
}

QString UnitBars::describe(int dimension) const {
    if (!snapshot_ || dimension < 0 || dimension >= snapshot_->dimensions()) return {};
    const auto i = static_cast<size_t>(dimension);
    const QString active = snapshot_->activityIsHeld ? tr("held by the model")
                           : isActive(dimension)     ? tr("active")
                                                     : tr("not active");
    const QString activity = tr("activity %1, %2").arg(lossNumber(snapshot_->activity[i]), active);
    if (!snapshot_->hasVariance) return tr("z%1: %2").arg(dimension + 1).arg(activity);
    return tr("z%1: KL %2 nats, %3").arg(dimension + 1).arg(lossNumber(snapshot_->kl[i]), activity);
}

void UnitBars::paintLane(QPainter& painter, Lane which, const QString& caption,
                         const std::vector<double>& values) const {
    const QRectF area = lane(which);
    if (area.height() < 4) return;
    const Tokens& t = tokens();
    const QFontMetricsF font(axisFont());
    const auto yAt = [&](double value) {
        return std::round(area.bottom() - share(which, value) * area.height()) + 0.5;
    };
    const double most = *std::max_element(values.begin(), values.end());

    std::vector<Tick> ticks;
    if (which == Lane::Kl) {
        ticks = linearTicks(0, std::max(most, kLeastKlRange) * kBarHeadroom, area.height() > 5 * font.height() ? 4 : 2);
    } else {
        ticks.push_back({snapshot_->threshold, 0, QString::number(snapshot_->threshold, 'g', 2)});
        ticks.push_back({1, 0, QStringLiteral("1")});
    }
    painter.setFont(axisFont());
    double lowest = area.bottom() + font.height();
    for (const Tick& tick : ticks) {
        const double y = yAt(tick.value);
        painter.setPen(t.line);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        if (lowest - y < font.height() * 0.9) continue;
        lowest = y;
        painter.setPen(t.text2);
        painter.drawText(QRectF(0, y - font.height() / 2, area.left() - metrics().px(6), font.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(t.text2);
    painter.drawText(QRectF(area.left(), area.top() - font.height(), area.width(), font.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, font.elidedText(caption, Qt::ElideRight, area.width()));

    const QColor live = which == Lane::Kl ? t.lossKl : t.magnitude(0.55);
    for (int i = 0; i < static_cast<int>(values.size()); ++i) {
        const QRectF box = bar(which, i);
        const bool faint = which == Lane::Activity && (snapshot_->activityIsHeld || !isActive(i));
        painter.fillRect(box, i == hovered_ ? mixed(live, t.text, 0.35) : faint ? withAlpha(live, 0.45) : live);
    }
    if (which == Lane::Activity && !snapshot_->activityIsHeld) {
        QPen dashed(t.text2, 1, Qt::CustomDashLine);
        dashed.setDashPattern({4, 3});
        painter.setPen(dashed);
        painter.drawLine(QPointF(area.left(), yAt(snapshot_->threshold)),
                         QPointF(area.right(), yAt(snapshot_->threshold)));
    }
}

void UnitBars::paintDimensions(QPainter& painter) const {
    const QRectF area = lane(Lane::Activity);
    const QFontMetricsF font(axisFont());
    const int count = snapshot_->dimensions();
    const double pitch = area.width() / count;
    const double room = font.horizontalAdvance(QString::number(count)) + metrics().px(6);
    const int every = std::max(1, static_cast<int>(std::ceil(room / pitch)));
    painter.setFont(axisFont());
    painter.setPen(tokens().text2);
    for (int i = 0; i < count; i += every) {
        const QRectF place(std::min(area.left() + pitch * (i + 0.5) - room / 2, width() - room),
                           height() - font.height(), room, font.height());
        painter.drawText(place, Qt::AlignCenter, QString::number(i + 1));
    }
}

void UnitBars::paintEvent(QPaintEvent*) {
    if (!snapshot_ || snapshot_->dimensions() == 0) return;
    QPainter painter(this);
    if (snapshot_->hasVariance) paintLane(painter, Lane::Kl, tr("KL, nats"), snapshot_->kl);
    paintLane(
        painter, Lane::Activity,
        snapshot_->activityIsHeld ? tr("activity, held by the model: says nothing here") : tr("activity, log scale"),
        snapshot_->activity);
    paintDimensions(painter);
}

bool UnitBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString text = describe(dimensionAt(help->pos()));
    if (text.isEmpty()) QToolTip::hideText();
    else QToolTip::showText(help->globalPos(), text, this);
    return true;
}

void UnitBars::mouseMoveEvent(QMouseEvent* event) {
    const int under = dimensionAt(event->position());
    if (under == hovered_) return;
    hovered_ = under;
    update();
}

void UnitBars::leaveEvent(QEvent*) {
    hovered_ = -1;
    update();
}

}  // namespace zscape
