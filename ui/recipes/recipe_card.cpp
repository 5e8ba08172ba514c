#include "ui/recipes/recipe_card.h"

#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QTextLayout>

#include <algorithm>

namespace zscape {

namespace {

constexpr int kPadding = 12, kTitle = 83, kSentence = 104, kLine = 17, kNeeds = 144, kMend = 135;
constexpr double kOff = 0.4;  ///< of a picture whose recipe cannot be chosen

/// At most `most` lines of `width`; the last one ends in dots where more was to come.
QStringList wrapped(const QString& text, const QFont& font, int width, int most) {
    QStringList lines;
    QTextLayout layout(text, font);
    layout.beginLayout();
    while (lines.size() < most) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(width);
        const bool last = lines.size() == most - 1;
        lines.append(last ? QFontMetrics(font).elidedText(text.mid(line.textStart()), Qt::ElideRight, width)
                          : text.mid(line.textStart(), line.textLength()).trimmed());
    }
    layout.endLayout();
    return lines;
}

}  // namespace

RecipeCard::RecipeCard(RecipeOffer offer, QWidget* parent)
    : QAbstractButton(parent),
      offer_(std::move(offer)),
      picture_(recipePicture(offer_.name)) {
    setFocusPolicy(Qt::ClickFocus);
    setCursor(Qt::PointingHandCursor);
    setFixedSize(sizeHint());
    describe();
}

QSize RecipeCard::sizeHint() const { return {metrics().px(kWidth), metrics().px(kHeight)}; }

void RecipeCard::describe() {
    setText(offer_.title);
    setAccessibleName(offer_.title);
    setAccessibleDescription(offer_.sentence + QLatin1Char(' ') +
                             (offer_.misfit ? offer_.misfit->sentence : needsText(offer_.needs)));
    setToolTip(offer_.sentence + QLatin1Char('\n') + (offer_.misfit ? offer_.misfit->sentence : offer_.paper));
}

void RecipeCard::setMisfit(std::optional<RecipeMisfit> misfit) {
    offer_.misfit = std::move(misfit);
    delete mend_;
    mend_ = nullptr;
    if (offer_.misfit && offer_.misfit->mend != RecipeMisfit::Mend::None) {
        mend_ = new QPushButton(offer_.misfit->mendText, this);
        setButtonLook(mend_, ButtonLook::Outlined);
        mend_->setFocusPolicy(Qt::TabFocus);
        mend_->setCursor(Qt::ArrowCursor);
        const int width =
            std::min(mend_->sizeHint().width() + metrics().px(12), this->width() - 2 * metrics().px(kPadding));
        mend_->setGeometry(metrics().px(kPadding), metrics().px(kMend), width, metrics().control());
        mend_->show();
        connect(mend_, &QPushButton::clicked, this, &RecipeCard::mendWanted);
    }
    describe();
    update();
}

void RecipeCard::setChosen(bool chosen) {
    chosen_ = chosen;
    // Of all cards Tab goes to the one that is chosen.
    setFocusPolicy(chosen ? Qt::StrongFocus : Qt::ClickFocus);
    update();
}

void RecipeCard::keyPressEvent(QKeyEvent* event) { event->ignore(); }

void RecipeCard::keyReleaseEvent(QKeyEvent* event) { event->ignore(); }

void RecipeCard::mouseDoubleClickEvent(QMouseEvent* event) {
    QAbstractButton::mouseDoubleClickEvent(event);
    if (event->button() == Qt::LeftButton) Q_EMIT begun();
}

void RecipeCard::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void RecipeCard::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void RecipeCard::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const double radius = metrics().panelRadius();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.fillPath(shape, underMouse() ? t.hovered(t.raised) : t.raised);
    painter.save();
    painter.setClipPath(shape);
    paintPicture(painter);
    painter.restore();
    paintWords(painter);
    painter.setPen(QPen(chosen_ ? t.accent : t.line, chosen_ ? 2 : 1));
    painter.setBrush(Qt::NoBrush);
    const double inset = chosen_ ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), radius, radius);
}

void RecipeCard::paintPicture(QPainter& painter) {
    const QRect strip(0, 0, width(), metrics().px(kPicture));
    painter.fillRect(strip, Qt::black);
    if (picture_.isNull()) return;
    const qreal ratio = devicePixelRatioF();
    const QSize wanted(qRound(strip.width() * ratio), qRound(strip.height() * ratio));
    if (scaled_.size() != wanted) {
        // All of it is seen, in the middle: it is drawn on black as the pictures are.
        const QImage full = picture_.scaled(wanted, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        scaled_ = QPixmap(wanted);
        scaled_.fill(Qt::black);
        QPainter onBlack(&scaled_);
        onBlack.drawImage((wanted.width() - full.width()) / 2, (wanted.height() - full.height()) / 2, full);
        onBlack.end();
        scaled_.setDevicePixelRatio(ratio);
    }
    if (!fits()) painter.setOpacity(kOff);
    painter.drawPixmap(strip.topLeft(), scaled_);
    painter.setOpacity(1);
}

void RecipeCard::paintWords(QPainter& painter) const {
    const Tokens& t = tokens();
    const Metrics& m = metrics();
    const int left = m.px(kPadding), room = width() - 2 * left;
    painter.setFont(titleFont());
    painter.setPen(t.text);
    painter.drawText(QRect(left, m.px(kTitle), room, m.px(20)), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(titleFont()).elidedText(offer_.title, Qt::ElideRight, room));
    const auto iconLine = [&](const QString& icon, const QColor& colour, int top, const QString& words) {
        const int size = m.icon(), at = left + size + m.px(6);
        painter.drawPixmap(left, m.px(top) + (m.px(18) - size) / 2,
                           iconPixmap(icon, colour, size, devicePixelRatioF()));
        painter.setFont(noteFont());
        painter.setPen(t.text);
        painter.drawText(QRect(at, m.px(top), width() - left - at, m.px(18)), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(noteFont()).elidedText(words, Qt::ElideRight, width() - left - at));
    };
    if (offer_.misfit) return iconLine(QStringLiteral("warn"), t.warn, kSentence, offer_.misfit->reason);
    painter.setFont(noteFont());
    painter.setPen(t.text2);
    int top = m.px(kSentence);
    for (const QString& line : wrapped(offer_.sentence, noteFont(), room, 2)) {
        painter.drawText(QRect(left, top, room, m.px(kLine)), Qt::AlignLeft | Qt::AlignVCenter, line);
        top += m.px(kLine);
    }
    iconLine(needsIcon(offer_.needs), t.text2, kNeeds, needsText(offer_.needs));
}

}  // namespace zscape
