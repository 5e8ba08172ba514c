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
      text_(new QLabel(this)),
      note_(new QLabel(this)),
      action_(new QPushButton(this)) {
    const Metrics& m = metrics();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(m.px(12), m.px(2), m.px(2), m.px(2));
    row->setSpacing(m.px(8));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setFont(noteFont());
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    text_->setSizePolicy(policy);
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setFont(noteFont());
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->setSizePolicy(policy);
    note_->hide();
    auto* words = new QVBoxLayout;
    words->setSpacing(m.px(2));
    words->addWidget(text_);
    words->addWidget(note_);
    setButtonLook(action_, ButtonLook::Link);
    auto* close = new IconButton(QStringLiteral("close"), tr("Close this message"), this);
    row->addLayout(words, 1);
    row->addWidget(action_, 0, Qt::AlignVCenter);
    row->addWidget(close, 0, Qt::AlignVCenter);
    setMinimumHeight(m.px(32));
    connect(action_, &QPushButton::clicked, this, [this] {
        const auto act = onAction_;
        clear();
        if (act) act();
        Q_EMIT dismissed();
    });
    connect(close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    hide();
}

void MessageStrip::showMessage(Tone tone, const QString& sentence, const QString& action,
                               std::function<void()> onAction, const QString& note) {
    tone_ = tone;
    text_->setText(sentence);
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    setMinimumHeight(metrics().px(note.isEmpty() ? 32 : 54));
    setAccessibleName(sentence);
    setAccessibleDescription(note);
    action_->setText(action);
    action_->setVisible(!action.isEmpty());
    onAction_ = std::move(onAction);
    show();
    update();
    QAccessibleEvent told(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&told);
}

void MessageStrip::clear() {
    text_->clear();
    onAction_ = {};
    hide();
}

QString MessageStrip::sentence() const { return text_->text(); }
QString MessageStrip::note() const { return note_->text(); }

void MessageStrip::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()), metrics().panelRadius(), metrics().panelRadius());
    painter.setClipPath(shape);
    painter.fillPath(shape, t.raised);
    painter.fillRect(QRect(0, 0, metrics().px(3), height()), toneColour(tone_));
    painter.setClipping(false);
    painter.setPen(t.line);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics().panelRadius(),
                            metrics().panelRadius());
    painter.fillRect(QRectF(0, metrics().panelRadius(), metrics().px(3), height() - 2 * metrics().panelRadius()),
                     toneColour(tone_));
}

}  // namespace zscape
