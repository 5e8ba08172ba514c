#include "ui/panels/loss/term_card_view.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/panel_frame.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

namespace {

constexpr int kCardWidth = 420;

QString translated(const std::string& text, const TermCard& card) {
    return QCoreApplication::translate("zscape::TermCard", text.c_str(), card.code.c_str());
}

QLabel* paragraph(const QString& text, const QFont& font, bool quiet) {
    auto* label = new QLabel(text);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    if (quiet) label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

/// A formula on the ground of pictures, so that it is found at once.
QLabel* formula(const QString& text) {
    QLabel* label = paragraph(text, bodyFont(), false);
    label->setAutoFillBackground(true);
    QPalette palette = label->palette();
    palette.setColor(QPalette::Window, tokens().well);
    label->setPalette(palette);
    const int space = metrics().px(8);
    label->setContentsMargins(space, space, space, space);
    return label;
}

}  // namespace

TermCardView::TermCardView(QWidget* parent) : QFrame(parent, Qt::Popup), scroll_(new QScrollArea(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->addWidget(scroll_);
}

void TermCardView::open(const std::vector<TermCard>& cards, const QWidget* anchor) {
    auto* contents = new QWidget;
    auto* column = new QVBoxLayout(contents);
    const Metrics& m = metrics();
    column->setContentsMargins(m.px(16), m.px(12), m.px(16), m.px(16));
    column->setSpacing(m.px(8));
    QStringList lines;
    const auto add = [&](QLabel* label) {
        label->setVisible(!label->text().isEmpty());
        lines.append(label->text());
        column->addWidget(label);
    };
    for (const TermCard& card : cards) {
        if (&card != &cards.front()) column->addSpacing(m.px(8));
        add(paragraph(translated(card.title, card), titleFont(), false));
        add(paragraph(translated(card.what, card), bodyFont(), false));
        add(formula(translated(card.formula, card)));
        add(paragraph(translated(card.why, card), bodyFont(), false));
        add(paragraph(translated(card.source, card), noteFont(), true));
    }
    text_ = lines.join(QLatin1Char('\n'));
    setAccessibleName(lines.front());
    setAccessibleDescription(text_);
    setPanelContents(scroll_, contents);
    place(anchor);
    show();
    setFocus(Qt::PopupFocusReason);
}

void TermCardView::place(const QWidget* anchor) {
    const QWidget* window = anchor->window();
    const QRect room(window->mapToGlobal(QPoint(0, 0)), window->size());
    const int gap = metrics().gap();
    const int width = std::min(metrics().px(kCardWidth), room.width() - 2 * gap);
    const int whole = scroll_->widget()->heightForWidth(width - 2 - scroll_->verticalScrollBar()->sizeHint().width());
    const int height = std::min(whole + 2, room.height() - 2 * gap);
    const QPoint below = anchor->mapToGlobal(QPoint(0, anchor->height() + gap));
    const int top =
        below.y() + height <= room.bottom() - gap ? below.y() : anchor->mapToGlobal(QPoint(0, 0)).y() - gap - height;
    const QPoint at(std::clamp(below.x(), room.left() + gap, std::max(room.left() + gap, room.right() - gap - width)),
                    std::max(top, room.top() + gap));
    setGeometry(QRect(at, QSize(width, height)));
}

void TermCardView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(tokens().line);
    painter.setBrush(tokens().raised);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void TermCardView::keyPressEvent(QKeyEvent* event) {
    QScrollBar* bar = scroll_->verticalScrollBar();
    switch (event->key()) {
        case Qt::Key_Escape:
        case Qt::Key_Return:
        case Qt::Key_Enter: close(); return;
        case Qt::Key_Down: bar->triggerAction(QScrollBar::SliderSingleStepAdd); return;
        case Qt::Key_Up: bar->triggerAction(QScrollBar::SliderSingleStepSub); return;
        case Qt::Key_PageDown: bar->triggerAction(QScrollBar::SliderPageStepAdd); return;
        case Qt::Key_PageUp: bar->triggerAction(QScrollBar::SliderPageStepSub); return;
        default: QFrame::keyPressEvent(event);
    }
}

}  // namespace zscape
