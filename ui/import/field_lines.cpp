#include "ui/import/field_lines.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/number_field.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace zscape {

FieldLines::FieldLines(QBoxLayout* into, QWidget* of) : lines_(new QGridLayout), of_(of) {
    const Metrics& m = metrics();
    lines_->setHorizontalSpacing(m.px(8));
    lines_->setVerticalSpacing(m.px(6));
    lines_->setColumnMinimumWidth(0, m.px(148));
    lines_->setColumnStretch(1, 1);
    into->addLayout(lines_);
}

void FieldLines::add(const QString& words, QWidget* field) {
    auto* label = new QLabel(words, of_);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(field);
    label->setFixedHeight(metrics().control());
    const int at = lines_->rowCount();
    lines_->addWidget(label, at, 0, Qt::AlignTop);
    lines_->addWidget(field, at, 1);
    field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    if (auto* number = qobject_cast<NumberField*>(field)) number->line()->setAccessibleName(words);
}

}  // namespace zscape
