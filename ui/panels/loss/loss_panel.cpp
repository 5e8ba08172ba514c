#include "ui/panels/loss/loss_panel.h"

#include "ui/panels/loss/ledger_table.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/ticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QMenu>
#include <QVBoxLayout>

#include <utility>

namespace zscape {

namespace {
constexpr int kUpdateMilliseconds = 500;
constexpr int kCatchUpMilliseconds = 15;
}  // namespace

LossPanel::LossPanel(QWidget* parent)
    : PanelFrame(tr("Loss"), parent),
      chart_(new LossChart(data_, this)),
      ledger_(new LedgerTable(this)),
      ledgerButton_(new IconButton(QStringLiteral("ledger"), tr("Loss ledger"), this)),
      axis_(new HeaderCombo(tr("Horizontal axis"), this)),
      logarithmic_(new IconButton(QStringLiteral("log"), tr("Logarithmic axis"), this)) {
    // Translated names; the order is LossAxis'.
    axis_->addItems({tr("Step"), tr("Epoch"), tr("Time")});
    logarithmic_->setCheckable(true);
    header()->addLeading(axis_);
    ledgerButton_->setCheckable(true);
    header()->addTrailing(ledgerButton_);
    header()->addTrailing(logarithmic_);

    ignoreOutliers_ = moreMenu()->addAction(tr("Ignore outliers"));
    ignoreOutliers_->setCheckable(true);
    ignoreOutliers_->setChecked(true);
    // The shortcut is shown only: the chart itself takes Home while it has the focus.
    QAction* fit = moreMenu()->addAction(tr("Show everything (Home)"));
    fit->setEnabled(false);

    body()->setContentsMargins(metrics().padding(), 0, metrics().padding(), metrics().px(6));
    body()->addWidget(chart_, 1);
    body()->addWidget(ledger_, 1);
    ledger_->hide();
    connect(ledgerButton_, &QToolButton::toggled, this, &LossPanel::showLedger);

    connect(axis_, &QComboBox::currentIndexChanged, this,
            [this](int index) { chart_->setAxis(static_cast<LossAxis>(index)); });
    connect(logarithmic_, &QToolButton::toggled, chart_, &LossChart::setLogarithmic);
    connect(ignoreOutliers_, &QAction::toggled, chart_, &LossChart::setIgnoreOutliers);
    connect(fit, &QAction::triggered, chart_, &LossChart::fit);
    connect(chart_, &LossChart::fittedChanged, fit, [fit](bool fitted) { fit->setEnabled(!fitted); });
    timer_.setInterval(kUpdateMilliseconds);
    connect(&timer_, &QTimer::timeout, this, &LossPanel::refresh);
}

void LossPanel::setMetrics(std::shared_ptr<const RunMetrics> metrics) {
    // Told of the same run at every row, it still reads at its own pace.
    if (!data_.setMetrics(std::move(metrics))) return;
    chart_->fit();
    if (isVisible()) refresh();
}

void LossPanel::setMarks(const std::vector<Mark>& marks) { chart_->setMarks(marks); }

void LossPanel::setPlanned(int64_t steps, double epochs) { chart_->setPlanned(steps, epochs); }

void LossPanel::setRun(std::shared_ptr<const RunInfo> info) {
    info_ = std::move(info);
    refreshLedger();
}

void LossPanel::refreshLedger() {
    if (info_ && ledger_->isVisible()) ledger_->setRun(*info_);
}

void LossPanel::setSideMeasure(const SideMeasure* measure) {
    if (!measure) {
        if (std::exchange(measured_, false)) strip()->clear();
        return;
    }
    const bool first = !std::exchange(measured_, true);
    // Closed by a person, a measure that goes on does not open it again.
    if (!first && !strip()->isVisible() && measure->images > 0 && !measure->done()) return;
    const QString side = measure->side == Side::Train     ? tr("training images")
                         : measure->side == Side::HeldOut ? tr("held-out images")
                                                          : tr("test images");
    if (!measure->done()) {
        strip()->showMessage(
            Tone::Info, tr("Measuring the %1: %2 of %3").arg(side, number(measure->images), number(measure->total)));
        return;
    }
    QStringList terms;
    for (size_t i = 0; i < measure->terms.size(); ++i)
        terms.append(tr("%1 %2").arg(termName(measure->terms[i]), lossNumber(measure->values[i])));
    strip()->showMessage(
        Tone::Info, tr("%1 %2 at step %3: %4")
                        .arg(number(measure->total), side, number(measure->step), terms.join(QStringLiteral(", "))));
}

void LossPanel::showLedger(bool shown) {
    chart_->setVisible(!shown);
    ledger_->setVisible(shown);
    axis_->setEnabled(!shown);
    logarithmic_->setEnabled(!shown);
    refreshLedger();
}

void LossPanel::refresh() {
    const bool wasEmpty = data_.empty();
    if (data_.update() || wasEmpty) chart_->refresh();
    // A long run that was just opened is taken piece by piece.
    timer_.setInterval(data_.behind() ? kCatchUpMilliseconds : kUpdateMilliseconds);
}

void LossPanel::showEvent(QShowEvent* event) {
    PanelFrame::showEvent(event);
    refresh();
    timer_.start();
}

void LossPanel::hideEvent(QHideEvent* event) {
    PanelFrame::hideEvent(event);
    timer_.stop();
}

void LossPanel::contextMenuEvent(QContextMenuEvent* event) { moreMenu()->popup(event->globalPos()); }

}  // namespace zscape
