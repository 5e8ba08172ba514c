#include "ui/panels/data/load_progress.h"

#include "ui/text/sentence.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace zscape {

LoadProgress::LoadProgress(QWidget* parent)
    : QWidget(parent),
      verb_(new QLabel(this)),
      count_(new QLabel(this)),
      left_(new QLabel(this)),
      bar_(new QProgressBar(this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m.px(4));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    setButtonLook(cancel, ButtonLook::Link);
    cancel->setAccessibleName(tr("Cancel loading"));
    for (QWidget* words : {static_cast<QWidget*>(verb_), static_cast<QWidget*>(count_), static_cast<QWidget*>(left_),
                           static_cast<QWidget*>(cancel)})
        words->setFont(noteFont());
    left_->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout;
    top->addWidget(verb_, 1);
    top->addWidget(cancel);
    column->addLayout(top);
    bar_->setTextVisible(false);
    bar_->setFixedHeight(m.px(4));
    // A link has 4 px of its own at the right; bar and numbers end where its letters do.
    auto* middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, m.px(4), 0);
    middle->addWidget(bar_);
    column->addLayout(middle);
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(0, 0, m.px(4), 0);
    bottom->addWidget(count_, 1);
    bottom->addWidget(left_);
    column->addLayout(bottom);
    connect(cancel, &QPushButton::clicked, this, &LoadProgress::cancelRequested);
}

void LoadProgress::setProgress(const Progress& progress) {
    const bool counted = progress.total > 0;
    verb_->setText(verbOf(progress));
    count_->setText(counted             ? tr("%1 of %2").arg(number(progress.done), number(progress.total))
                    : progress.done > 0 ? number(progress.done)
                                        : QString());
    left_->setText(timeLeft(progress.secondsLeft));
    // A bar counts in int: per mille is fine enough for 4 px. Without a total it only says that something goes on.
    bar_->setRange(0, counted ? 1000 : 0);
    if (counted) bar_->setValue(static_cast<int>(1000 * progress.share()));
    setAccessibleName(text());
}

QString LoadProgress::text() const {
    return QStringList{verb_->text(), count_->text(), left_->text()}.join(QLatin1String(", "));
}

}  // namespace zscape
