#include "ui/import/import_head.h"

#include "ui/import/import_row.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/message_strip.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace zscape {

ImportHead::ImportHead(QWidget* parent) : QWidget(parent) {
    const Metrics& m = metrics();
    const int sides = ImportRow::pageMargin();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(sides, m.px(14), sides, m.px(8));
    column->setSpacing(0);
    auto* across = new QHBoxLayout;
    across->setSpacing(m.px(16));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    auto* origin = new QHBoxLayout;
    origin->setSpacing(m.px(8));
    sourceIcon_ = new QLabel(this);
    source_ = new ElidedLabel(this);
    source_->setForegroundRole(QPalette::PlaceholderText);
    source_->setFixedHeight(m.px(28));
    source_->setElideMode(Qt::ElideMiddle);
    origin->addWidget(sourceIcon_);
    origin->addWidget(source_, 1);
    column->addLayout(origin);
    headline_ = new ElidedLabel(this);
    headline_->setFont(displayFont());
    headline_->setFixedHeight(m.px(34));
    summary_ = new ElidedLabel(this);
    summary_->setForegroundRole(QPalette::PlaceholderText);
    summary_->setFixedHeight(m.px(20));
    for (QLabel* label : {source_, headline_, summary_}) label->setTextFormat(Qt::PlainText);
    words->addWidget(headline_);
    words->addWidget(summary_);
    words->addStretch(1);
    across->addLayout(words, 1);
    cancel_ = new QPushButton(tr("Cancel"), this);
    use_ = new QPushButton(this);
    setButtonLook(use_, ButtonLook::Primary);
    cancel_->setMinimumWidth(m.px(80));
    use_->setMinimumWidth(m.px(156));
    auto* buttons = new QGridLayout;
    buttons->setContentsMargins(0, m.px(4), 0, 0);
    buttons->setHorizontalSpacing(m.px(8));
    buttons->setVerticalSpacing(0);
    const auto key = [&](QPushButton* button, const QString& name, int at) {
        auto* note = new QLabel(name, this);
        note->setFont(axisFont());
        note->setForegroundRole(QPalette::PlaceholderText);
        note->setFixedHeight(m.px(20));
        buttons->addWidget(button, 0, at);
        buttons->addWidget(note, 1, at, Qt::AlignHCenter);
    };
    key(cancel_, tr("Esc"), 0);
    key(use_, tr("Return"), 1);
    buttons->setRowStretch(2, 1);
    across->addLayout(buttons);
    column->addLayout(across);

    auto* under = new QVBoxLayout;
    under->setContentsMargins(0, m.px(12), 0, 0);
    under->setSpacing(m.px(6));
    bar_ = new QProgressBar(this);
    bar_->setTextVisible(false);
    bar_->setFixedHeight(m.px(4));
    bar_->setAccessibleName(tr("Progress of the reading"));
    under->addWidget(bar_);
    strip_ = new MessageStrip(this);
    under->addWidget(strip_);
    column->addLayout(under);
}

void ImportHead::setSource(const QString& source, bool file) {
    sourceIconName_ = file ? QStringLiteral("file") : QStringLiteral("open");
    source_->setText(source);
    source_->setToolTip(source);
    showIcon();
}

void ImportHead::setHeadline(const QString& words) { headline_->setText(words); }

void ImportHead::setSummary(const QString& words) { summary_->setText(words); }

void ImportHead::setUse(const QString& words, bool on, const QString& off) {
    use_->setText(words);
    use_->setEnabled(on);
    use_->setToolTip(off);
}

void ImportHead::setProgress(int permille) {
    bar_->setRange(0, permille < 0 ? 0 : 1000);
    if (permille >= 0) bar_->setValue(permille);
}

void ImportHead::showProgress(bool shown) { bar_->setVisible(shown); }

QString ImportHead::headline() const { return headline_->text(); }

QString ImportHead::summary() const { return summary_->text(); }

void ImportHead::showIcon() {
    sourceIcon_->setPixmap(iconPixmap(sourceIconName_, tokens().text2, metrics().icon(), devicePixelRatioF()));
}

void ImportHead::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && sourceIcon_) showIcon();
}

}  // namespace zscape
