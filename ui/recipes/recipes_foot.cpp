#include "ui/recipes/recipes_foot.h"

#include "ui/theme/style.h"
#include "ui/theme/tokens.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

namespace zscape {

RecipesFoot::RecipesFoot(QWidget* parent)
    : QWidget(parent),
      sentence_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      cancel_(new QPushButton(tr("Cancel"), this)),
      begin_(new QPushButton(this)) {
    const Metrics& m = metrics();
    setFixedHeight(m.px(kHeight));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(m.px(24), 0, m.px(20), 0);
    row->setSpacing(m.px(8));
    sentence_->setFont(noteFont());
    sentence_->setWordWrap(true);
    sentence_->setTextFormat(Qt::PlainText);
    row->addWidget(sentence_, 1);
    row->addWidget(cancel_);
    row->addWidget(begin_);
    cancel_->setMinimumWidth(m.px(80));
    setButtonLook(begin_, ButtonLook::Primary);
    bar_->setRange(0, 0);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Building the model"));
    bar_->hide();
    for (QPushButton* button : {cancel_, begin_}) button->setFocusPolicy(Qt::TabFocus);
}

void RecipesFoot::say(const QString& sentence, const QString& button, bool on, bool bad) {
    sentence_->setText(sentence);
    QPalette palette = sentence_->palette();
    palette.setColor(QPalette::WindowText, bad ? tokens().bad : tokens().text2);
    sentence_->setPalette(palette);
    // A long name leaves room for the sentence.
    const int most = metrics().px(240);
    begin_->setText(begin_->fontMetrics().elidedText(button, Qt::ElideRight, most));
    begin_->setAccessibleName(button);
    begin_->setEnabled(on);
}

void RecipesFoot::setBuilding(bool building, bool seen) {
    bar_->setVisible(building && seen);
    if (building) begin_->setEnabled(false);
}

QString RecipesFoot::sentence() const { return sentence_->text(); }

void RecipesFoot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), tokens().line);
}

void RecipesFoot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    bar_->setGeometry(0, 0, width(), metrics().px(4));
}

}  // namespace zscape
