#include "ui/panels/loss/loss_panel.h"

#include "engine/session/loss_terms.h"

#include "ui/panels/loss/ledger_table.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/ticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QMenu>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>
#include <utility>

namespace zscape {

namespace {
constexpr int kUpdateMilliseconds = 500;
constexpr int kCatchUpMilliseconds = 15;

QString capitalised(QString name) {
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    return name;
}
}  // namespace

LossPanel::LossPanel(QWidget* parent)
    : PanelFrame(tr("Loss"), parent),
      chart_(new LossChart(data_, this)),
      ledger_(new LedgerTable(this)),
      ledgerButton_(new IconButton(QStringLiteral("ledger"), tr("Loss ledger"), this)),
      axis_(new HeaderCombo(tr("Horizontal axis"), this)),
      objective_(new HeaderCombo(tr("Compared terms"), this)),
      logarithmic_(new IconButton(QStringLiteral("log"), tr("Logarithmic axis"), this)) {
    // Translated names; the order is LossAxis'.
    axis_->addItems({tr("Step"), tr("Epoch"), tr("Time")});
    logarithmic_->setCheckable(true);
    header()->addLeading(axis_);
    header()->addLeading(objective_);
    objective_->hide();
    ledgerButton_->setCheckable(true);
    header()->addTrailing(ledgerButton_);
    header()->addTrailing(logarithmic_);

    ignoreOutliers_ = moreMenu()->addAction(tr("Ignore outliers"));
    ignoreOutliers_->setCheckable(true);
    ignoreOutliers_->setChecked(true);
    // The shortcut is shown only: the chart itself takes Home while it has the focus.
    QAction* fit = moreMenu()->addAction(tr("Show everything (Home)"));
    const auto fitted = [fit](bool whole) { setReason(fit, whole ? tr("Everything is shown already") : QString()); };
    fitted(true);
    moreMenu()->addSeparator();
    export_ = moreMenu()->addAction(tr("Curves as CSV..."));
    setReason(export_, tr("There are no curves yet"));
    connect(export_, &QAction::triggered, this, &LossPanel::exportRequested);

    body()->setContentsMargins(metrics().padding(), 0, metrics().padding(), metrics().px(6));
    body()->addWidget(chart_, 1);
    body()->addWidget(ledger_, 1);
    ledger_->hide();
    connect(ledgerButton_, &QToolButton::toggled, this, &LossPanel::showLedger);

    connect(axis_, &QComboBox::currentIndexChanged, this,
            [this](int index) { chart_->setAxis(static_cast<LossAxis>(index)); });
    connect(objective_, &QComboBox::currentIndexChanged, this, &LossPanel::compare);
    connect(logarithmic_, &QToolButton::toggled, chart_, &LossChart::setLogarithmic);
    connect(ignoreOutliers_, &QAction::toggled, chart_, &LossChart::setIgnoreOutliers);
    connect(fit, &QAction::triggered, chart_, &LossChart::fit);
    connect(chart_, &LossChart::fittedChanged, fit, fitted);
    timer_.setInterval(kUpdateMilliseconds);
    connect(&timer_, &QTimer::timeout, this, &LossPanel::refresh);
}

void LossPanel::setMetrics(std::shared_ptr<const RunMetrics> metrics) {
    // Told of the same run at every row, it still reads at its own pace.
    metrics_ = std::move(metrics);
    if (!data_.setMetrics(metrics_)) return;
    offerObjectives();
    chart_->fit();
    if (isVisible()) refresh();
}

void LossPanel::setMarks(const std::vector<Mark>& marks) {
    marks_ = marks;
    data_.setMarks(marks);
    if (lost_) lost_->setMarks(marks);
    chart_->setMarks(marks);
    compare();
    if (isVisible()) refresh();
}

void LossPanel::setComparedRuns(std::vector<ComparedRun> runs) {
    if (runs.size() > kMostComparedRuns - 1) runs.resize(kMostComparedRuns - 1);
    compared_ = std::move(runs);
    offerObjectives();
    if (isVisible()) refresh();
}

bool LossPanel::isComparable() const { return metrics_ && info_ && info_->spec.hasPart("likelihood"); }

void LossPanel::offerObjectives() {
    std::vector<RunTerms> runs;
    if (isComparable()) runs.push_back({metrics_->terms, info_->spec.part("likelihood")});
    for (const ComparedRun& run : compared_) runs.push_back({run.metrics->terms, run.likelihood});
    shared_ = compared_.empty() ? std::vector<std::string>() : sharedTerms(runs);
    const QString picked = objective_->currentText();
    {
        const QSignalBlocker quiet(objective_);
        objective_->clear();
        if (shared_.size() > 1) objective_->addItem(capitalised(termNames(shared_)));
        for (const std::string& term : shared_) objective_->addItem(capitalised(termName(term)));
        objective_->setCurrentIndex(std::max(0, objective_->findText(picked)));
    }
    objective_->setVisible(!shared_.empty());
    compare();
}

void LossPanel::compare() {
    if (compared_.empty()) {
        chart_->setCompared(std::nullopt);
        comparedData_.clear();
        return;
    }
    std::vector<LossCurve> curves;
    std::vector<std::unique_ptr<LossData>> data;
    const auto add = [&](std::shared_ptr<const RunMetrics> metrics, const std::vector<Mark>& marks,
                         const std::vector<std::string>& terms, const QString& name, std::function<QColor()> colour,
                         bool raw) {
        data.push_back(data.size() < comparedData_.size() ? std::move(comparedData_[data.size()])
                                                          : std::make_unique<LossData>());
        data.back()->setMetrics(std::move(metrics), terms);
        data.back()->setMarks(marks);
        curves.push_back({data.back().get(), 0, name, std::move(colour), raw, true});
    };
    if (!shared_.empty()) {
        const auto picked = static_cast<size_t>(std::max(0, objective_->currentIndex()));
        const bool together = picked == 0 || shared_.size() == 1;
        const std::vector<std::string> terms = together ? shared_ : std::vector{shared_[picked - 1]};
        for (const ComparedRun& run : compared_) {
            const auto colour = [place = run.colour] { return comparedColour(place); };
            add(run.metrics, run.marks, terms, run.name, colour, false);
        }
        const auto text = [] { return tokens().text; };
        if (isComparable()) add(metrics_, marks_, terms, tr("this run"), text, true);
    }
    chart_->setCompared(std::move(curves));
    comparedData_ = std::move(data);
    if (isVisible()) refresh();
}

void LossPanel::setPlanned(int64_t steps, double epochs) { chart_->setPlanned(steps, epochs); }

void LossPanel::setRun(std::shared_ptr<const RunInfo> info) {
    const auto likelihood = [this] {
        return info_ && info_->spec.hasPart("likelihood") ? info_->spec.part("likelihood") : std::string();
    };
    const std::string before = likelihood();
    info_ = std::move(info);
    if (likelihood() != before) offerObjectives();
    showLost();
    refreshLedger();
}

void LossPanel::showLost() {
    const auto& weights = info_->lostWeights;
    if (!weights) {
        if (!lost_) return;
        chart_->setLost(nullptr, 0);
        lost_.reset();
        return;
    }
    if (!lost_) lost_ = std::make_unique<LossData>();
    if (lost_->setMetrics(weights->metrics)) {
        lost_->setMarks(marks_);
        chart_->setLost(lost_.get(), weights->opened);
        if (isVisible()) refresh();
    }
}

void LossPanel::refreshLedger() {
    if (!info_ || !ledger_->isVisible()) return;
    LedgerTable::Means means{{}, data_.newestStep(), data_.newestWindow()};
    for (const LedgerLine& line : info_->ledger) {
        const auto term = std::find(data_.terms().begin(), data_.terms().end(), line.term);
        means.values.push_back(term == data_.terms().end() || means.step == 0
                                   ? std::numeric_limits<double>::quiet_NaN()
                                   : data_.newest(static_cast<size_t>(term - data_.terms().begin())));
    }
    if (means.step > 0) means.total = data_.newest(0);
    ledger_->setRun(*info_, means);
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
            {Tone::Info,
             tr("Measuring the %1: %2 of %3").arg(side, number(measure->images), number(measure->total)),
             {},
             {},
             StripStay::UntilClosed});
        return;
    }
    QStringList terms;
    for (size_t i = 0; i < measure->terms.size(); ++i)
        terms.append(tr("%1 %2").arg(termName(measure->terms[i]), lossNumber(measure->values[i])));
    strip()->showMessage(
        {Tone::Info,
         tr("%1 %2 at step %3: %4")
             .arg(number(measure->total), side, number(measure->step), terms.join(QStringLiteral(", "))),
         {},
         {},
         StripStay::UntilClosed});
}

void LossPanel::showLedger(bool shown) {
    chart_->setVisible(!shown);
    ledger_->setVisible(shown);
    const QString reason = shown ? tr("The ledger is shown in place of the curves") : QString();
    for (QWidget* widget : std::initializer_list<QWidget*>{axis_, logarithmic_}) setReason(widget, reason);
    refreshLedger();
}

void LossPanel::refresh() {
    const bool wasEmpty = data_.empty();
    bool grew = data_.update() || wasEmpty;
    bool behind = data_.behind();
    if (lost_) {
        grew = lost_->update() || grew;
        behind = behind || lost_->behind();
    }
    for (const auto& data : comparedData_) {
        grew = data->update() || grew;
        behind = behind || data->behind();
    }
    setReason(export_, data_.empty() ? tr("There are no curves yet") : QString());
    if (grew) {
        chart_->refresh();
        refreshLedger();
    }
    // A long run that was just opened is taken piece by piece.
    timer_.setInterval(behind ? kCatchUpMilliseconds : kUpdateMilliseconds);
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
