#include "ui/import/chip_row.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QLabel>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace zscape {

namespace {

QFont chosenFont() {
    QFont font = bodyFont();
    font.setBold(true);
    return font;
}

class Chip : public QAbstractButton {
public:
    Chip(ChipRow::Content content, QWidget* parent) : QAbstractButton(parent), content_(std::move(content)) {
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
        setAccessibleName(content_.spoken.isEmpty() ? content_.name : content_.spoken);
    }

    /// The same whether it is chosen or not: choosing moves nothing.
    QSize sizeHint() const override {
        const Metrics& m = metrics();
        // A pixel more: a text that is wider than its width in whole pixels would be cut.
        return {2 * m.px(kSides) + beforeName() + QFontMetrics(chosenFont()).horizontalAdvance(content_.name) + 1 +
                    behindName(),
                m.control()};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Tokens& t = tokens();
        const Metrics& m = metrics();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor ground = isChecked() ? mixed(t.panel, t.accent, 0.14) : t.raised;
        painter.setBrush(underMouse() && isEnabled() ? t.hovered(ground) : ground);
        painter.setPen(QPen(isChecked() ? t.accent : t.line, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), m.controlRadius(), m.controlRadius());
        QRect inside = rect().adjusted(m.px(kSides), 0, -m.px(kSides), 0);
        if (content_.dot.isValid()) {
            const double dot = m.px(kDot);
            painter.setBrush(content_.dot);
            painter.setPen(QPen(t.edge, 1));
            painter.drawEllipse(QRectF(inside.left() + 0.5, (height() - dot) / 2 + 0.5, dot - 1, dot - 1));
        }
        inside.adjust(beforeName(), 0, 0, 0);
        painter.setFont(isChecked() ? chosenFont() : bodyFont());
        painter.setPen(isEnabled() ? t.text : t.text3);
        painter.drawText(
            inside, Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(content_.name, Qt::ElideRight, inside.width() - behindName()));
        painter.setFont(bodyFont());
        painter.setPen(isEnabled() ? t.text2 : t.text3);
        painter.drawText(inside, Qt::AlignRight | Qt::AlignVCenter, content_.count);
        if (!keyboardFocus_) return;
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), m.controlRadius(), m.controlRadius());
    }
    void focusInEvent(QFocusEvent* event) override {
        keyboardFocus_ = isByKeyboard(*event);
        QAbstractButton::focusInEvent(event);
    }
    void focusOutEvent(QFocusEvent* event) override {
        keyboardFocus_ = false;
        QAbstractButton::focusOutEvent(event);
    }
    void resizeEvent(QResizeEvent* event) override {
        QAbstractButton::resizeEvent(event);
        // What is cut is told.
        setToolTip(width() < sizeHint().width() ? content_.name : QString());
    }

private:
    static constexpr double kSides = 11, kBetween = 12, kDot = 10, kBehindDot = 7;  // at 13 px

    int beforeName() const { return content_.dot.isValid() ? metrics().px(kDot) + metrics().px(kBehindDot) : 0; }
    int behindName() const {
        if (content_.count.isEmpty()) return 0;
        return metrics().px(kBetween) + QFontMetrics(bodyFont()).horizontalAdvance(content_.count);
    }

    ChipRow::Content content_;
    bool keyboardFocus_ = false;
};

}  // namespace

ChipRow::ChipRow(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)), note_(new QLabel(this)) {
    note_->setFont(noteFont());
    note_->setForegroundRole(QPalette::PlaceholderText);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(group_, &QButtonGroup::idClicked, this, &ChipRow::chosenByPerson);
}

void ChipRow::setChips(const std::vector<Content>& chips, const QString& note) {
    if (chips == contents_ && note == note_->text()) return;
    contents_ = chips;
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    for (QAbstractButton* chip : chips_) {
        group_->removeButton(chip);
        chip->hide();
        chip->deleteLater();  // it may be the one that was clicked
    }
    chips_.clear();
    for (const Content& content : contents_) {
        auto* chip = new Chip(content, this);
        group_->addButton(chip, static_cast<int>(chips_.size()));
        chips_.push_back(chip);
    }
    layOut(width(), true);
    for (QAbstractButton* chip : chips_) chip->show();
    updateGeometry();
}

void ChipRow::choose(int index) {
    // An exclusive group does not let go of the one that is chosen.
    group_->setExclusive(false);
    for (QAbstractButton* chip : chips_) chip->setChecked(group_->id(chip) == index);
    group_->setExclusive(true);
}

int ChipRow::chosen() const {
    const auto chip =
        std::find_if(chips_.begin(), chips_.end(), [](const QAbstractButton* each) { return each->isChecked(); });
    return chip != chips_.end() ? group_->id(*chip) : -1;
}

QAbstractButton* ChipRow::chip(int index) const { return chips_.at(static_cast<size_t>(index)); }

int ChipRow::layOut(int width, bool move) const {
    const Metrics& m = metrics();
    const int gap = m.px(8), line = m.control();
    int x = 0, y = 0;
    const auto place = [&](QWidget* widget, int wanted, int before) {
        const int wide = std::min(wanted, width);
        if (x > 0 && x + before + wide > width) {
            x = 0;
            y += line + gap;
        }
        const int at = x > 0 ? x + before : 0;
        if (move) widget->setGeometry(at, y, wide, line);
        x = at + wide;
    };
    for (QAbstractButton* chip : chips_) place(chip, chip->sizeHint().width(), gap);
    if (!chips_.empty() && !note_->text().isEmpty()) place(note_, note_->sizeHint().width(), m.px(12));
    return y + line;
}

int ChipRow::heightForWidth(int width) const { return layOut(width, false); }

QSize ChipRow::sizeHint() const { return {metrics().px(200), heightForWidth(std::max(width(), metrics().px(200)))}; }

void ChipRow::resizeEvent(QResizeEvent*) { layOut(width(), true); }

}  // namespace zscape
