#include "ui/widgets/message_strip.h"

#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

namespace zscape {

QColor toneColour(Tone tone) {
    const Tokens& t = tokens();
    switch (tone) {
        case Tone::Info: return t.accent;
        case Tone::Good: return t.good;
        case Tone::Warn: return t.warn;
        case Tone::Bad: return t.bad;
    }
    return t.accent;
}

MessageStrip::MessageStrip(QWidget* parent)
    : QWidget(parent),
      row_(new QHBoxLayout(this)),
      text_(new QLabel(this)),
      note_(new QLabel(this)),
      close_(new IconButton(QStringLiteral("close"), tr("Close this message"), this)) {
    const Metrics& m = metrics();
    row_->setSpacing(m.px(4));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    for (QLabel* label : {text_, note_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setSizePolicy(policy);
    }
    note_->setFont(noteFont());
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->hide();
    auto* words = new QVBoxLayout;
    words->setSpacing(m.px(1));
    words->setContentsMargins(0, m.px(8), 0, m.px(8));
    words->addWidget(text_);
    words->addWidget(note_);
    row_->addLayout(words, 1);
    for (size_t i = 0; i < actions_.size(); ++i) {
        auto* button = new QPushButton(this);
        setButtonLook(button, ButtonLook::Link);
        connect(button, &QPushButton::clicked, this, [this, i] {
            const auto act = onAction_[i];
            dismiss();
            if (act) act();
        });
        actions_[i] = button;
        row_->addWidget(button, 0, Qt::AlignVCenter);
    }
    row_->addWidget(close_, 0, Qt::AlignVCenter);
    connect(close_, &QToolButton::clicked, this, &MessageStrip::dismiss);
    connect(&goes_, &QTimer::timeout, this, [this] {
        // Whoever was away, or is reading it, has the whole while before them.
        if (isVisible() && isActiveWindow() && !underMouse()) dismiss();
    });
    hide();
}

void MessageStrip::showMessage(StripMessage message) {
    const Metrics& m = metrics();
    const bool noted = !message.note.isEmpty();
    tone_ = message.tone;
    text_->setText(message.sentence);
    note_->setText(message.note);
    note_->setVisible(noted);
    setMinimumHeight(m.px(noted ? 54 : 36));
    setAccessibleName(message.sentence);
    setAccessibleDescription(message.note);
    for (size_t i = 0; i < actions_.size(); ++i) {
        const bool there = i < message.actions.size();
        actions_[i]->setText(there ? message.actions[i].text : QString());
        actions_[i]->setVisible(there);
        onAction_[i] = there ? std::move(message.actions[i].act) : std::function<void()>();
    }
    const bool closes = message.stay != StripStay::WhileItIsSo;
    close_->setVisible(closes);
    // As much room behind the last word as before the first one: a button has some of its own.
    row_->setContentsMargins(m.px(14), m.px(4), m.px(closes || !message.actions.empty() ? 4 : 14), m.px(4));
    goes_.stop();
    if (message.stay == StripStay::AWhile && message.actions.empty() && message.tone != Tone::Bad)
        goes_.start(message.tone == Tone::Warn ? kWarningStaysFor : kStaysFor);
    show();
    updateGeometry();
    update();
    QAccessibleEvent told(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&told);
}

void MessageStrip::showMessage(Tone tone, const QString& sentence, const QString& action,
                               std::function<void()> onAction, const QString& note) {
    StripMessage message{tone, sentence, note, {}};
    if (!action.isEmpty()) message.actions.push_back({action, std::move(onAction)});
    showMessage(std::move(message));
}

void MessageStrip::clear() {
    goes_.stop();
    text_->clear();
    onAction_ = {};
    hide();
}

void MessageStrip::dismiss() {
    clear();
    Q_EMIT dismissed();
}

QString MessageStrip::sentence() const { return text_->text(); }
QString MessageStrip::note() const { return note_->text(); }

// Said while its panel was hidden, it has its while from when it can be read.
void MessageStrip::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (goes_.isActive()) goes_.start();
}

void MessageStrip::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const double radius = metrics().controlRadius();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()), radius, radius);
    painter.setClipPath(shape);
    painter.fillPath(shape, t.raised);
    // White on nearly white needs a line around it.
    if (!t.dark) {
        painter.setPen(t.line);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    }
    painter.fillRect(QRect(0, 0, metrics().px(3), height()), toneColour(tone_));
}

}  // namespace zscape
