#include "ui/recipes/group_list.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/keyboard_focus.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace zscape {

namespace {
constexpr int kPitch = 34;  // rows, with the gap between them
}

GroupList::GroupList(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Groups of recipes"));
    setFixedSize(sizeHint());
}

QSize GroupList::sizeHint() const { return {metrics().px(kWidth), metrics().px(kPitch * (kRecipeGroups - 1) + kRow)}; }

void GroupList::setCounts(const std::array<int, kRecipeGroups>& counts) {
    counts_ = counts;
    update();
}

void GroupList::setCurrent(RecipeGroup group) {
    current_ = group;
    setAccessibleDescription(groupName(group));
    update();
}

QRect GroupList::rowRect(RecipeGroup group) const {
    return {0, metrics().px(kPitch * static_cast<int>(group)), width(), metrics().px(kRow)};
}

int GroupList::rowAt(QPoint at) const {
    for (int i = 0; i < kRecipeGroups; ++i)
        if (rowRect(static_cast<RecipeGroup>(i)).contains(at)) return i;
    return -1;
}

void GroupList::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < kRecipeGroups; ++i) {
        const auto group = static_cast<RecipeGroup>(i);
        const QRect row = rowRect(group);
        const bool on = counts_[static_cast<size_t>(i)] > 0;
        const bool current = group == current_ && on;
        painter.setPen(Qt::NoPen);
        painter.setBrush(current ? mixed(t.panel, t.accent, 0.15) : on && i == hovered_ ? t.hovered(t.panel) : t.panel);
        painter.drawRoundedRect(row, m.controlRadius(), m.controlRadius());
        if (current && keyboardFocus_) {
            painter.setPen(QPen(t.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), m.controlRadius(), m.controlRadius());
        }
        const QRect words = row.adjusted(m.px(12), 0, -m.px(12), 0);
        painter.setFont(current ? titleFont() : bodyFont());
        painter.setPen(on ? t.text : t.text3);
        const QString many = number(counts_[static_cast<size_t>(i)]);
        const int room = words.width() - QFontMetrics(noteFont()).horizontalAdvance(many) - m.px(8);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(groupName(group), Qt::ElideRight, room));
        painter.setFont(noteFont());
        painter.setPen(on ? t.text2 : t.text3);
        painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, many);
    }
}

void GroupList::mousePressEvent(QMouseEvent* event) {
    const int row = event->button() == Qt::LeftButton ? rowAt(event->pos()) : -1;
    if (row >= 0 && counts_[static_cast<size_t>(row)] > 0) Q_EMIT chosen(static_cast<RecipeGroup>(row));
}

void GroupList::mouseMoveEvent(QMouseEvent* event) {
    hovered_ = rowAt(event->pos());
    update();
}

void GroupList::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    hovered_ = -1;
    update();
}

void GroupList::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key != Qt::Key_Up && key != Qt::Key_Down) return event->ignore();
    const int step = key == Qt::Key_Up ? -1 : 1;
    for (int i = static_cast<int>(current_) + step; i >= 0 && i < kRecipeGroups; i += step)
        if (counts_[static_cast<size_t>(i)] > 0) return Q_EMIT chosen(static_cast<RecipeGroup>(i));
}

void GroupList::focusInEvent(QFocusEvent* event) {
    keyboardFocus_ = isByKeyboard(*event);
    QWidget::focusInEvent(event);
    update();
}

void GroupList::focusOutEvent(QFocusEvent* event) {
    keyboardFocus_ = false;
    QWidget::focusOutEvent(event);
    update();
}

}  // namespace zscape
