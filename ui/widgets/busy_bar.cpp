#include "ui/widgets/busy_bar.h"

#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elided_label.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <cmath>

namespace zscape {

QString number(qint64 value) { return QLocale().toString(value); }

QString timeLeft(double seconds) {
    if (!(seconds >= 0) || !std::isfinite(seconds)) return {};
    const auto s = static_cast<qint64>(std::ceil(seconds));
    const auto say = [](const char* text) { return QCoreApplication::translate("zscape::BusyBar", text); };
    if (s < 60) return say("%1 s left").arg(s);
    const qint64 minutes = (s + 30) / 60;
    if (minutes < 60) return say("%1 min left").arg(minutes);
    return say("%1 h %2 min left").arg(minutes / 60).arg(minutes % 60);
}

BusyBar::BusyBar(QWidget* parent)
    : QWidget(parent),
      verb_(new ElidedLabel(this)),
      left_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      cancel_(new QPushButton(tr("Cancel"), this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m.px(2));
    auto* row = new QHBoxLayout;
    row->setSpacing(m.px(6));
    verb_->setFont(noteFont());
    left_->setFont(noteFont());
    left_->setForegroundRole(QPalette::PlaceholderText);
    verb_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    verb_->setMinimumWidth(m.px(60));
    setButtonLook(cancel_, ButtonLook::Link);
    cancel_->setFont(noteFont());
    row->addWidget(verb_, 1);
    row->addWidget(left_);
    row->addWidget(cancel_);
    column->addLayout(row);
    bar_->setTextVisible(false);
    bar_->setFixedHeight(m.px(4));
    column->addWidget(bar_);
    connect(cancel_, &QPushButton::clicked, this, &BusyBar::cancelRequested);
}

void BusyBar::setProgress(const QString& verb, qint64 done, qint64 total, double secondsLeft) {
    const QString count = total > 0  ? tr("%1: %2 of %3").arg(verb, number(done), number(total))
                          : done > 0 ? tr("%1: %2").arg(verb, number(done))
                                     : verb;
    verb_->setText(count);
    verb_->setToolTip(count);
    left_->setText(timeLeft(secondsLeft));
    // A bar counts in int: per mille is fine enough for 4 px.
    bar_->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0) bar_->setValue(static_cast<int>(done * 1000 / total));
    setAccessibleName(count);
}

void BusyBar::setCancellable(bool cancellable) { cancel_->setVisible(cancellable); }

QString BusyBar::text() const { return verb_->text(); }

}  // namespace zscape
