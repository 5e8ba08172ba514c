#include "ui/widgets/segments.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/keyboard_focus.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace zscape {

namespace {

class Segment : public QAbstractButton {
public:
    Segment(const QString& text, QWidget* parent) : QAbstractButton(parent) {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override {
        const Metrics& m = metrics();
        return {QFontMetrics(bodyFont()).horizontalAdvance(text()) + m.px(16), m.control()};
    }
    QSize minimumSizeHint() const override {
        return {QFontMetrics(bodyFont()).horizontalAdvance(text()) + metrics().px(6), metrics().control()};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Tokens& t = tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF inside = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        const double radius = metrics().controlRadius();
        if (isChecked() || (underMouse() && isEnabled())) {
            painter.setPen(isChecked() ? QPen(t.line, 1) : QPen(Qt::NoPen));
            painter.setBrush(isChecked() ? mixed(t.raised, t.text, 0.14) : t.hovered(t.well));
            painter.drawRoundedRect(inside, radius, radius);
        }
        painter.setFont(bodyFont());
        painter.setPen(!isEnabled() ? t.text3 : isChecked() ? t.text : t.text2);
        painter.drawText(rect(), Qt::AlignCenter, text());
        if (!keyboardFocus_) return;
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius, radius);
    }
    void focusInEvent(QFocusEvent* event) override {
        keyboardFocus_ = isByKeyboard(*event);
        QAbstractButton::focusInEvent(event);
    }
    void focusOutEvent(QFocusEvent* event) override {
        keyboardFocus_ = false;
        QAbstractButton::focusOutEvent(event);
    }

private:
    bool keyboardFocus_ = false;
};

}  // namespace

Segments::Segments(const QString& name, QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)) {
    setAccessibleName(name);
    auto* row = new QHBoxLayout(this);
    const int rim = metrics().px(4);
    row->setContentsMargins(rim, rim, rim, rim);
    row->setSpacing(0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(group_, &QButtonGroup::idClicked, this, &Segments::chosenByHand);
}

void Segments::add(const QString& text, int id) {
    auto* segment = new Segment(text, this);
    segment->setAccessibleName(tr("%1: %2").arg(accessibleName(), text));
    group_->addButton(segment, id);
    layout()->addWidget(segment);
}

void Segments::choose(int id) {
    if (QAbstractButton* button = group_->button(id)) return button->setChecked(true);
    // An exclusive group lets none go.
    group_->setExclusive(false);
    for (QAbstractButton* button : group_->buttons()) button->setChecked(false);
    group_->setExclusive(true);
}

int Segments::chosen() const { return group_->checkedId(); }

QAbstractButton* Segments::button(int id) const { return group_->button(id); }

void Segments::setReason(int id, const QString& reason) {
    if (QAbstractButton* button = group_->button(id)) zscape::setReason(button, reason);
}

void Segments::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tokens().line, 1));
    painter.setBrush(tokens().well);
    const double radius = metrics().controlRadius() + metrics().px(2);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

}  // namespace zscape
