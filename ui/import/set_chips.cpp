#include "ui/import/set_chips.h"

#include "ui/bridge/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
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

class SetChip : public QAbstractButton {
public:
    SetChip(QString name, QString count, QWidget* parent)
        : QAbstractButton(parent),
          name_(std::move(name)),
          count_(std::move(count)) {
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
        setAccessibleName(SetChips::tr("%1, %2 images").arg(name_, count_));
        setToolTip(name_);
    }

    /// The same whether it is chosen or not: choosing moves nothing.
    QSize sizeHint() const override {
        const Metrics& m = metrics();
        // A pixel more: a text that is wider than its width in whole pixels would be cut.
        return {2 * m.px(kSides) + m.px(kBetween) + QFontMetrics(chosenFont()).horizontalAdvance(name_) + 1 +
                    QFontMetrics(bodyFont()).horizontalAdvance(count_),
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
        const QRect inside = rect().adjusted(m.px(kSides), 0, -m.px(kSides), 0);
        const int countWidth = QFontMetrics(bodyFont()).horizontalAdvance(count_);
        painter.setFont(isChecked() ? chosenFont() : bodyFont());
        painter.setPen(isEnabled() ? t.text : t.text3);
        const int room = inside.width() - countWidth - m.px(kBetween);
        painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(name_, Qt::ElideRight, room));
        painter.setFont(bodyFont());
        painter.setPen(isEnabled() ? t.text2 : t.text3);
        painter.drawText(inside, Qt::AlignRight | Qt::AlignVCenter, count_);
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

private:
    static constexpr double kSides = 11, kBetween = 12;  // at 13 px

    QString name_, count_;
    bool keyboardFocus_ = false;
};

}  // namespace

SetChips::SetChips(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)), note_(new QLabel(this)) {
    note_->setFont(noteFont());
    note_->setForegroundRole(QPalette::PlaceholderText);
    connect(group_, &QButtonGroup::idClicked, this, &SetChips::chosenByPerson);
}

void SetChips::setSets(const SetChoice& choice, int chosen) {
    if (choice != choice_) makeChips(choice);
    // An exclusive group does not let go of the one that is chosen.
    group_->setExclusive(false);
    for (QAbstractButton* chip : chips_) chip->setChecked(group_->id(chip) == chosen);
    group_->setExclusive(true);
}

void SetChips::makeChips(const SetChoice& choice) {
    choice_ = choice;
    for (QAbstractButton* chip : chips_) {
        group_->removeButton(chip);
        chip->hide();
        chip->deleteLater();  // it may be the one that was clicked
    }
    chips_.clear();
    for (const SetChoice::Set& set : choice_.sets) {
        auto* chip = new SetChip(text(set.name), number(set.images), this);
        group_->addButton(chip, static_cast<int>(chips_.size()));
        chips_.push_back(chip);
    }
    note_->setText(choice_.sets.size() == 2 ? tr("one is used, never both") : tr("one of them is used"));
    layOut(width(), true);
    for (QAbstractButton* chip : chips_) chip->show();
    updateGeometry();
}

int SetChips::chosen() const {
    const auto chip =
        std::find_if(chips_.begin(), chips_.end(), [](const QAbstractButton* each) { return each->isChecked(); });
    return chip != chips_.end() ? group_->id(*chip) : -1;
}

QAbstractButton* SetChips::chip(int index) const { return chips_.at(static_cast<size_t>(index)); }

int SetChips::layOut(int width, bool move) const {
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
    if (!chips_.empty()) place(note_, note_->sizeHint().width(), m.px(12));
    return y + line;
}

int SetChips::heightForWidth(int width) const { return layOut(width, false); }

QSize SetChips::sizeHint() const { return {metrics().px(200), heightForWidth(std::max(width(), metrics().px(200)))}; }

void SetChips::resizeEvent(QResizeEvent*) { layOut(width(), true); }

}  // namespace zscape
