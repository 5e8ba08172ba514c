#include "ui/import/label_bars.h"

#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
#include "ui/import/import_facts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kBarsTop = 4, kTallest = 62, kNames = 20;  // at 13 px
constexpr double kLeastPitch = 3;

int64_t allOf(const std::array<int64_t, 3>& sides) { return sides[0] + sides[1] + sides[2]; }

}  // namespace

LabelBars::LabelBars(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

QSize LabelBars::sizeHint() const { return {metrics().px(120), metrics().px(98)}; }

void LabelBars::setCounts(const std::vector<std::string>& names, const std::vector<std::array<int64_t, 3>>& counts) {
    names_ = names;
    counts_.assign(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(std::min(counts.size(), names.size())));
    most_ = 0;
    for (const auto& sides : counts_) most_ = std::max(most_, allOf(sides));
    QString told;
    for (size_t i = 0; i < counts_.size() && i < 20; ++i)
        told += QStringLiteral("%1: %2. ").arg(text(names_[i]), sidesText(counts_[i]));
    setAccessibleName(told);
    update();
}

QRect LabelBars::barAt(size_t index) const {
    const Metrics& m = metrics();
    if (index >= counts_.size() || most_ <= 0) return {};
    // Two thirds are bar, one third is gap; a few labels do not make bars as wide as pictures.
    const double count = static_cast<double>(counts_.size());
    const double pitch =
        std::clamp(width() / (count - 1.0 / 3), static_cast<double>(m.px(kLeastPitch)), static_cast<double>(m.px(63)));
    const double left = static_cast<double>(index) * pitch;
    const int wide = std::max(1, static_cast<int>(std::lround(pitch * 2 / 3)));
    if (left + wide > width() + 1) return {};
    const int tall =
        std::max(1, static_cast<int>(std::lround(m.px(kTallest) * static_cast<double>(allOf(counts_[index])) /
                                                 static_cast<double>(most_))));
    const int bottom = m.px(kBarsTop + kTallest);
    return {static_cast<int>(std::lround(left)), bottom - tall, wide, tall};
}

void LabelBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(axisFont());
    const QFontMetrics letters(axisFont());
    int namesEnd = -1;
    for (size_t i = 0; i < counts_.size(); ++i) {
        const QRect bar = barAt(i);
        if (bar.isEmpty()) break;
        const double all = static_cast<double>(std::max<int64_t>(1, allOf(counts_[i])));
        double from = bar.bottom() + 1;
        for (size_t side = 0; side < 3; ++side) {
            if (counts_[i][side] == 0) continue;
            const double tall = bar.height() * static_cast<double>(counts_[i][side]) / all;
            const int top = static_cast<int>(std::lround(from - tall)), end = static_cast<int>(std::lround(from));
            // A hair of the ground between two parts.
            const int gap = side > 0 && end - top > 2 ? 1 : 0;
            painter.fillRect(QRect(bar.left(), top, bar.width(), end - top - gap), sideColour(side));
            from -= tall;
        }
        const QString name = text(names_[i]);
        const int wide = letters.horizontalAdvance(name);
        const int middle = bar.center().x();
        const int left = std::clamp(middle - wide / 2, 0, std::max(0, width() - wide));
        if (left <= namesEnd || wide > std::max(bar.width() * 3 / 2, metrics().px(18))) continue;
        painter.setPen(tokens().text2);
        painter.drawText(QRect(left, metrics().px(kBarsTop + kTallest), wide + 2, metrics().px(kNames)),
                         Qt::AlignLeft | Qt::AlignVCenter, name);
        namesEnd = left + wide + metrics().px(4);
    }
}

bool LabelBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (size_t i = 0; i < counts_.size(); ++i) {
        const QRect bar = barAt(i);
        if (bar.isEmpty()) break;
        if (help->pos().x() < bar.left() - bar.width() / 4 || help->pos().x() > bar.right() + bar.width() / 4 + 1)
            continue;
        QToolTip::showText(
            help->globalPos(),
            tr("%1: %Ln image(s), %2", nullptr, counted(allOf(counts_[i]))).arg(text(names_[i]), sidesText(counts_[i])),
            this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

SplitBar::SplitBar(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

// A tight head of 34, then 1, the bar of 4, and 15 to the next row's line.
QSize SplitBar::sizeHint() const { return {metrics().px(60), metrics().px(20)}; }

void SplitBar::setSides(const std::array<int64_t, 3>& sides) {
    sides_ = sides;
    setAccessibleName(sidesText(sides));
    setToolTip(sidesText(sides));
    update();
}

void SplitBar::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    const int parts =
        static_cast<int>(std::count_if(sides_.begin(), sides_.end(), [](int64_t side) { return side > 0; }));
    if (parts == 0) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double gap = m.px(2), least = m.px(4), thick = m.px(4);
    // The switch's column stays free, as in the rows above and below.
    const double length = width() - m.px(44) - gap * (parts - 1) - least * parts;
    const double all = static_cast<double>(allOf(sides_));
    double at = 0;
    for (size_t side = 0; side < 3; ++side) {
        if (sides_[side] == 0) continue;
        const double wide = least + std::max(0.0, length) * static_cast<double>(sides_[side]) / all;
        painter.setBrush(sideColour(side));
        painter.drawRoundedRect(QRectF(at, m.px(1), wide, thick), thick / 2, thick / 2);
        at += wide + gap;
    }
}

}  // namespace zscape
