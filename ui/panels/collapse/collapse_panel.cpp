#include "ui/panels/collapse/collapse_panel.h"

#include "ui/panels/collapse/information_chart.h"
#include "ui/panels/collapse/remedy_list.h"
#include "ui/panels/collapse/unit_bars.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/note_label.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

namespace {

constexpr int kBesideFrom = 640;  // width from which charts and remedies stand side by side
constexpr int kRemedyWidth = 300;
constexpr int kLeastCharts = 96;  // height
constexpr int kMostCharts = 200;

QString nats(double value) { return QLocale().toString(std::max(0.0, value), 'f', 2); }

}  // namespace

CollapsePanel::CollapsePanel(QWidget* parent)
    : PanelFrame(tr("Posterior collapse"), parent),
      summary_(noteLabel({}, nullptr)),
      empty_(noteLabel({}, this)),
      note_(noteLabel({}, nullptr)),
      scroll_(new QScrollArea(this)),
      contents_(new QWidget),
      charts_(new QWidget),
      row_(new QHBoxLayout),
      column_(new QVBoxLayout(contents_)),
      bars_(new UnitBars),
      information_(new InformationChart),
      remedies_(new RemedyList) {
    const Metrics& m = metrics();
    header()->addLeading(summary_);
    moreMenu();

    auto* pair = new QHBoxLayout(charts_);
    pair->setContentsMargins(0, 0, 0, 0);
    pair->setSpacing(m.px(16));
    pair->addWidget(bars_, 1);
    pair->addWidget(information_, 1);

    note_->setWordWrap(true);
    column_->setContentsMargins(0, 0, m.px(10), 0);
    column_->setSpacing(m.px(8));
    column_->addWidget(note_);
    column_->addWidget(remedies_);
    column_->addStretch(1);
    row_->setSpacing(m.px(16));
    row_->addWidget(scroll_);
    setPanelContents(scroll_, contents_);
    scroll_->viewport()->installEventFilter(this);

    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setContentsMargins(0, 0, m.px(10), 0);
    // The scroll bar lies in the right padding.
    body()->setContentsMargins(m.padding(), m.px(4), m.px(2), m.px(6));
    body()->addWidget(empty_, 1);
    body()->addLayout(row_, 1);
    connect(remedies_, &RemedyList::chosen, this, &CollapsePanel::remedyChosen);
    arrange();
    setSnapshot(nullptr);
}

void CollapsePanel::arrange() {
    beside_ = width() >= metrics().px(kBesideFrom);
    row_->removeWidget(charts_);
    column_->removeWidget(charts_);
    if (beside_) {
        row_->insertWidget(0, charts_, 1);
        scroll_->setFixedWidth(metrics().px(kRemedyWidth));
    } else {
        column_->insertWidget(0, charts_);
        scroll_->setMinimumWidth(0);
        scroll_->setMaximumWidth(QWIDGETSIZE_MAX);
    }
    charts_->setVisible(snapshot_ != nullptr);
    fitCharts();
}

void CollapsePanel::fitCharts() {
    if (beside_) {
        charts_->setMinimumHeight(0);
        charts_->setMaximumHeight(QWIDGETSIZE_MAX);
    } else {
        // What is seen without scrolling is the charts, whole; the remedies follow.
        charts_->setFixedHeight(
            std::clamp(scroll_->viewport()->height(), metrics().px(kLeastCharts), metrics().px(kMostCharts)));
    }
}

void CollapsePanel::resizeEvent(QResizeEvent* event) {
    PanelFrame::resizeEvent(event);
    if (beside_ != (width() >= metrics().px(kBesideFrom))) arrange();
}

bool CollapsePanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == scroll_->viewport() && event->type() == QEvent::Resize) fitCharts();
    return PanelFrame::eventFilter(watched, event);
}

void CollapsePanel::setSnapshot(std::shared_ptr<const DiagnosticsSnapshot> snapshot) {
    snapshot_ = std::move(snapshot);
    bars_->setSnapshot(snapshot_);
    information_->setSnapshot(snapshot_);
    information_->setVisible(!snapshot_ || snapshot_->hasVariance);
    scroll_->setVisible(snapshot_ != nullptr);
    charts_->setVisible(snapshot_ != nullptr);
    empty_->setVisible(!snapshot_);
    showSummary();
    showAlarm();
    showNote();
}

void CollapsePanel::setRun(RunState state, const RunInfo& info) {
    state_ = state;
    info_ = std::make_shared<RunInfo>(info);
    remedies_->setRun(state, info);
    empty_->setText(
        info.parameters > 0 && state != RunState::Empty
            ? tr("While a model trains, this shows what each dimension of its codes still says about the pictures, and "
                 "warns when they fall silent.")
            : tr("Add images and train: this shows what each dimension of the codes still says about the pictures."));
    showAlarm();
    showNote();
}

void CollapsePanel::showSummary() {
    if (!snapshot_) {
        summary_->clear();
        return;
    }
    QStringList parts;
    if (!snapshot_->activityIsHeld)
        parts.append(tr("%1 of %2 active").arg(snapshot_->now().activeUnits).arg(snapshot_->dimensions()));
    if (snapshot_->hasVariance) parts.append(tr("information %1 nats").arg(nats(snapshot_->now().information)));
    parts.append(tr("step %1").arg(number(snapshot_->step)));
    summary_->setText(parts.join(QStringLiteral(" · ")));
    summary_->setToolTip(snapshot_->heldOut
                             ? tr("of %1 held-out images").arg(number(snapshot_->images))
                             : tr("of %1 training images: none are held out").arg(number(snapshot_->images)));
}

QString CollapsePanel::alarmSentence(const DiagnosticsSnapshot& snapshot) {
    if (snapshot.alarm == CollapseState::None) return {};
    if (snapshot.alarm == CollapseState::Collapsed)
        return tr("The codes say nothing since step %1.").arg(number(snapshot.alarmSince));
    return tr("Half of what the codes said is gone since step %1.").arg(number(snapshot.alarmSince));
}

void CollapsePanel::showAlarm() {
    const CollapseState alarm = snapshot_ ? snapshot_->alarm : CollapseState::None;
    if (alarm == CollapseState::None) {
        if (told_ != CollapseState::None) strip()->clear();
        told_ = CollapseState::None;
        toldSince_ = -1;
        return;
    }
    const bool newly = alarm != told_ || snapshot_->alarmSince != toldSince_;
    // Closed by the person: quiet until something new happens.
    if (!newly && strip()->isHidden()) return;
    told_ = alarm;
    toldSince_ = snapshot_->alarmSince;
    const QString sentence = alarmSentence(*snapshot_);
    const int first = remedies_->first();
    const bool may = info_ && first >= 0 && whyNoBranch(state_, info_->step).isEmpty();
    const QString action =
        may ? tr("Try %1").arg(RemedyList::nameOf(remedies_->remedies()[static_cast<size_t>(first)])) : QString();
    // Told again only when it reads otherwise: a screen reader speaks at every telling.
    if (!newly && sentence == strip()->sentence() && action.isEmpty() == strip()->actionButton()->isHidden()) return;
    strip()->showMessage(alarm == CollapseState::Collapsed ? Tone::Bad : Tone::Warn, sentence, action, [this] {
        const int now = remedies_->first();
        if (now >= 0) Q_EMIT remedyChosen(remedies_->remedies()[static_cast<size_t>(now)].config);
    });
}

void CollapsePanel::showNote() {
    QStringList lines;
    if (snapshot_ && !snapshot_->hasVariance)
        lines.append(
            tr("The codes of this model are points: no KL term pulls them to a prior, and they cannot collapse in this "
               "way."));
    if (snapshot_ && snapshot_->activityIsHeld)
        lines.append(tr(
            "This model holds the spread of its codes itself, so that activity says nothing. Watch the information."));
    if (info_ && info_->config.origin) {
        const BranchOrigin& origin = *info_->config.origin;
        lines.append(origin.weightsCarried ? tr("This run took up the weights of %1 at its step %2.")
                                                 .arg(QString::fromStdString(origin.recipe), number(origin.step))
                                           : tr("This run began from scratch after %1 at its step %2.")
                                                 .arg(QString::fromStdString(origin.recipe), number(origin.step)));
    }
    note_->setText(lines.join(QLatin1Char('\n')));
    note_->setVisible(!lines.isEmpty());
}

QString CollapsePanel::summaryText() const { return summary_->text(); }
QString CollapsePanel::noteText() const { return note_->isHidden() ? QString() : note_->text(); }
QString CollapsePanel::emptyText() const { return empty_->isHidden() ? QString() : empty_->text(); }

void CollapsePanel::contextMenuEvent(QContextMenuEvent* event) { moreMenu()->popup(event->globalPos()); }

}  // namespace zscape
