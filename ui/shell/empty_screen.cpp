#include "ui/shell/empty_screen.h"

#include "ui/shell/drop_target.h"
#include "ui/shell/recent_row.h"
#include "ui/shell/recents.h"
#include "ui/shell/sample_card.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/message_strip.h"

#include <QHBoxLayout>
#include <QLabel>

namespace zscape {

namespace {

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(titleFont());
    return label;
}

}  // namespace

EmptyScreen::EmptyScreen(Recents* recents, QWidget* parent)
    : QScrollArea(parent),
      recents_(recents),
      target_(new DropTarget),
      digits_(new SampleCard(QStringLiteral(":/zscape/previews/digits.png"), tr("Digits"),
                             tr("70,000 handwritten digits, 28 × 28"))),
      shapes_(new SampleCard(QStringLiteral(":/zscape/previews/shapes.png"), tr("Shapes"),
                             tr("20,000 drawn from known factors"))),
      strip_(new MessageStrip),
      recentBox_(new QWidget),
      recentRows_(new QVBoxLayout(recentBox_)) {
    const Metrics& m = metrics();
    setAccessibleName(tr("Start"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    auto* page = new QWidget;
    page->setAutoFillBackground(false);
    auto* across = new QHBoxLayout(page);
    across->setContentsMargins(m.px(12), m.px(16), m.px(12), m.px(16));
    auto* middle = new QWidget(page);
    middle->setMaximumWidth(m.px(720));
    middle->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    across->addStretch(1);
    across->addWidget(middle, 1000);
    across->addStretch(1);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(strip_);
    column->addSpacing(m.px(8));
    column->addWidget(target_);
    column->addSpacing(m.px(32));
    column->addWidget(heading(tr("Or start with built-in images"), middle));
    column->addSpacing(m.px(12));
    auto* cards = new QHBoxLayout;
    cards->setSpacing(m.px(16));
    cards->addWidget(digits_, 1);
    cards->addWidget(shapes_, 1);
    column->addLayout(cards);
    column->addSpacing(m.px(32));
    column->addWidget(recentBox_);
    column->addStretch(1);
    recentRows_->setContentsMargins(0, 0, 0, 0);
    recentRows_->setSpacing(0);
    setWidget(page);

    connect(target_, &DropTarget::chooseFolder, this, &EmptyScreen::chooseFolder);
    connect(target_, &DropTarget::openProject, this, &EmptyScreen::openProject);
    connect(digits_, &SampleCard::used, this, [this] { Q_EMIT sampleChosen(QStringLiteral("sample:digits")); });
    connect(shapes_, &SampleCard::used, this, [this] { Q_EMIT sampleChosen(QStringLiteral("sample:shapes")); });
    connect(recents_, &Recents::changed, this, &EmptyScreen::fillRecents);
    fillRecents();
}

void EmptyScreen::fillRecents() {
    while (QLayoutItem* item = recentRows_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QList<Recent> list = recents_->list();
    recentBox_->setVisible(!list.isEmpty());
    if (list.isEmpty()) return;
    recentRows_->addWidget(heading(tr("Recent"), recentBox_));
    recentRows_->addSpacing(metrics().px(6));
    constexpr qsizetype kShown = 5;
    for (const Recent& recent : list.first(std::min(kShown, list.size()))) {
        auto* row = new RecentRow(recent, recentBox_);
        recentRows_->addWidget(row);
        // Queued: choosing may fill this list anew and delete the row that is speaking.
        connect(
            row, &RecentRow::clicked, this,
            [this, recent] { Q_EMIT recentChosen(recent.path, recent.kind == Recent::Kind::Project); },
            Qt::QueuedConnection);
    }
}

}  // namespace zscape
