#include "ui/shell/run_toolbar.h"

#include "ui/shell/actions.h"
#include "ui/shell/run_words.h"
#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/shell/search_field.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_button.h"

#include <QAction>
#include <QLayout>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {

constexpr int kBar = 150, kLeastBar = 48;  // at 13 px

void addSpace(QToolBar* bar, int width) {
    auto* space = new QWidget(bar);
    space->setFixedWidth(width);
    bar->addWidget(space);
}

}  // namespace

RunToolbar::RunToolbar(Actions* actions, QWidget* parent)
    : QToolBar(tr("Toolbar"), parent),
      actions_(actions),
      train_(new QPushButton(this)),
      stop_(new QPushButton(this)),
      epoch_(new ElidedLabel(this)),
      bar_(new QProgressBar(this)),
      left_(new ElidedLabel(this)),
      search_(new SearchField(actions->commands, this)),
      panels_(new IconButton(QStringLiteral("panels"), tr("Panels"), this)) {
    const Metrics& m = metrics();
    setObjectName(QStringLiteral("toolbar"));
    setMovable(false);
    setFloatable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setFixedHeight(m.px(40));
    setContentsMargins(m.px(2), 0, m.px(2), m.px(8));
    for (QAction* action : {actions->openImages, actions->openProject}) addWidget(new IconButton(action, this));
    save_ = new IconButton(actions->save, this);
    addWidget(save_);
    addSeparator();
    for (QAction* action : {actions->undo, actions->redo}) addWidget(new IconButton(action, this));
    addSeparator();
    addWidget(train_);
    addSpace(this, m.px(2));
    addWidget(stop_);
    addSpace(this, m.px(12));
    addWidget(epoch_);
    addSpace(this, m.px(8));
    bar_->setTextVisible(false);
    bar_->setFixedSize(0, m.px(4));
    for (QWidget* shares :
         {static_cast<QWidget*>(epoch_), static_cast<QWidget*>(left_), static_cast<QWidget*>(search_)})
        shares->setFixedWidth(0);
    bar_->setAccessibleName(tr("Progress of the run"));
    barShown_ = addWidget(bar_);
    addSpace(this, m.px(8));
    addWidget(left_);
    auto* stretch = new QWidget(this);
    stretch->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    addWidget(stretch);
    addWidget(search_);
    addSpace(this, m.px(6));
    panels_->setMenu(actions->panelsMenu);
    addWidget(panels_);

    setButtonLook(train_, ButtonLook::Primary);
    for (QPushButton* button : {train_, stop_}) {
        button->setMinimumWidth(m.px(94));
        button->setFocusPolicy(Qt::TabFocus);
    }
    connect(train_, &QPushButton::clicked, actions->train, &QAction::trigger);
    connect(stop_, &QPushButton::clicked, actions->stop, &QAction::trigger);
    connect(actions, &Actions::stateShown, this, &RunToolbar::showActions);
    barShown_->setVisible(false);
}

void RunToolbar::showActions() {
    train_->setText(actions_->train->text());
    train_->setEnabled(actions_->train->isEnabled());
    train_->setIcon(icon(actions_->running() ? QStringLiteral("pause") : QStringLiteral("play"), tokens().onFill));
    const QString name = nameWithShortcut(actions_->train->text(), actions_->train->shortcut());
    train_->setAccessibleName(name);
    train_->setToolTip(actions_->train->isEnabled() ? name : actions_->trainReason());
    stop_->setText(actions_->stop->text());
    stop_->setIcon(actions_->stop->icon());
    stop_->setEnabled(actions_->stop->isEnabled());
    stop_->setToolTip(stop_->isEnabled() ? tr("Stop after the current step") : reasonOf(actions_->stop));
    const QString off = reasonOf(actions_->panelsMenu->menuAction());
    panels_->setEnabled(off.isEmpty());
    panels_->setToolTip(off.isEmpty() ? tr("Panels") : tr("Panels") + QLatin1Char('\n') + off);
    shareRoom();
}

void RunToolbar::resizeEvent(QResizeEvent* event) {
    QToolBar::resizeEvent(event);
    shareRoom();
}

void RunToolbar::shareRoom() {
    const Metrics& m = metrics();
    const bool counts = barShown_->isVisible();
    const auto wanted = [](const ElidedLabel* label) {
        return label->text().isEmpty() ? 0 : label->fontMetrics().horizontalAdvance(label->text()) + 1;
    };
    const int epoch = wanted(epoch_), left = wanted(left_);
    const auto now = std::tuple(width(), epoch, left, counts, train_->sizeHint().width());
    if (std::exchange(shared_, now) == now) return;
    int bar = counts ? m.px(kBar) : 0;
    // All that does not give way, as the layout counts it.
    layout()->invalidate();
    const int fixed = layout()->sizeHint().width() - epoch_->maximumWidth() - left_->maximumWidth() -
                      search_->maximumWidth() - (counts ? bar_->maximumWidth() : 0);
    int room = contentsRect().width() - fixed - m.gap();
    const int least = search_->widthIn(0);
    const int search = search_->widthIn(room - epoch - left - bar);
    room -= search;
    if (search == least) bar = std::clamp(room - epoch - left, std::min(bar, m.px(kLeastBar)), bar);
    room -= bar;
    // Half of a time says nothing.
    const int time = room >= epoch + left ? left : 0;
    epoch_->setFixedWidth(std::clamp(room - time, 0, epoch));
    left_->setFixedWidth(time);
    bar_->setFixedWidth(bar);
    search_->setFixedWidth(search);
    layout()->invalidate();
}

void RunToolbar::showEvent(QShowEvent* event) {
    QToolBar::showEvent(event);
    // What is not shown yet has no place in the layout.
    shared_.reset();
    QMetaObject::invokeMethod(this, &RunToolbar::shareRoom, Qt::QueuedConnection);
}

void RunToolbar::showRun(RunState state, const RunInfo& info) {
    const bool begun = info.step > 0 || isUnderWay(state);
    const bool counts = !actions_->held() && begun && state != RunState::Empty && state != RunState::Loading;
    QString epochs;
    // The run that trains, whichever is shown.
    const std::optional<TrainingElsewhere>& elsewhere = info.elsewhere;
    const double done = elsewhere ? elsewhere->epoch : info.epoch;
    if (counts) {
        const auto planned = std::max<int64_t>(elsewhere ? elsewhere->epochsPlanned : info.epochsPlanned, 1);
        // The epoch in hand counts from 1; one that has just ended is still that one.
        const int64_t epoch = std::clamp<int64_t>(static_cast<int64_t>(std::ceil(done - 1e-9)), 1, planned);
        epochs = (isStopped(state, info) ? tr("Stopped at epoch %1 of %2") : tr("Epoch %1 of %2"))
                     .arg(number(isStopped(state, info) ? stoppedInEpoch(info) : epoch), number(planned));
        if (elsewhere) epochs = tr("%1: epoch %2 of %3").arg(text(elsewhere->name), number(epoch), number(planned));
        bar_->setRange(0, 1000);
        bar_->setValue(static_cast<int>(std::clamp(done / static_cast<double>(planned), 0.0, 1.0) * 1000));
        const bool moving = state == RunState::Running;
        left_->setText(moving                      ? timeLeft(elsewhere ? elsewhere->secondsLeft : info.secondsLeft)
                       : state == RunState::Paused ? tr("paused")
                       : elsewhere                 ? QString()
                                                   : trainAddsText(info));
    } else {
        if (state == RunState::Ready && info.epochsPlanned > 0)
            epochs = tr("%Ln epoch(s)", nullptr, counted(info.epochsPlanned));
        left_->clear();
    }
    save_->setMarked(info.notSaved.has_value(), tr("not saved"));
    epoch_->setText(actions_->trainReason().isEmpty() || elsewhere ? epochs : actions_->trainReason());
    const bool obstacle = counts && !actions_->trainReason().isEmpty() && state != RunState::Stopping && !elsewhere;
    epoch_->setFont(counts && !obstacle ? titleFont() : bodyFont());
    barShown_->setVisible(counts && !obstacle);
    shareRoom();
}

QString RunToolbar::epochText() const { return epoch_->text(); }

}  // namespace zscape
