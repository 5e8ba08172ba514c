#include "ui/import/choice_list.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/elided_label.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QRadioButton>

namespace zscape {

ChoiceList::ChoiceList(QWidget* parent)
    : QWidget(parent),
      grid_(new QGridLayout(this)),
      group_(new QButtonGroup(this)) {
    const Metrics& m = metrics();
    grid_->setContentsMargins(0, 0, 0, m.px(14));
    grid_->setHorizontalSpacing(m.px(8));
    grid_->setVerticalSpacing(m.px(6));
    grid_->setColumnMinimumWidth(0, m.px(148));
    grid_->setColumnStretch(1, 1);
    connect(group_, &QButtonGroup::idClicked, this, &ChoiceList::chosenByPerson);
}

void ChoiceList::addLine(QWidget* left, QWidget* right) {
    left->setFixedHeight(metrics().control());
    grid_->addWidget(left, lines_, 0);
    if (right) grid_->addWidget(right, lines_, 1);
    ++lines_;
}

QRadioButton* ChoiceList::add(int id, const QString& words, const QString& note) {
    auto* label = new ElidedLabel(note, this);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextFormat(Qt::PlainText);
    // Where fields have their text.
    label->setContentsMargins(metrics().px(10), 0, 0, 0);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    label->setToolTip(note);
    return add(id, words, label);
}

QRadioButton* ChoiceList::add(int id, const QString& words, QWidget* field) {
    auto* button = new QRadioButton(words, this);
    button->setAccessibleDescription(field ? field->toolTip() : QString());
    group_->addButton(button, id);
    addLine(button, field);
    return button;
}

void ChoiceList::addField(const QString& words, QWidget* field) {
    if (words.isEmpty()) {
        // Goes on with the line above; hidden, it takes no room.
        grid_->addWidget(field, lines_++, 1);
        return;
    }
    auto* label = new QLabel(words, this);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(field);
    addLine(label, field);
}

QLabel* ChoiceList::addNote() {
    auto* note = new QLabel(this);
    note->setFont(noteFont());
    note->setWordWrap(true);
    note->setContentsMargins(metrics().px(10), 0, 0, metrics().px(2));
    grid_->addWidget(note, lines_++, 1);
    return note;
}

void ChoiceList::clear() {
    for (QAbstractButton* button : group_->buttons()) group_->removeButton(button);
    while (QLayoutItem* item = grid_->takeAt(0)) {
        // Later: the one that is clicked may be speaking.
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    lines_ = 0;
}

int ChoiceList::chosen() const { return group_->checkedId(); }

void ChoiceList::choose(int id) {
    if (QAbstractButton* chosen = group_->button(id)) chosen->setChecked(true);
}

QRadioButton* ChoiceList::button(int id) const { return static_cast<QRadioButton*>(group_->button(id)); }

}  // namespace zscape
