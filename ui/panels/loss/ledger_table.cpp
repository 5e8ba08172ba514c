#include "ui/panels/loss/ledger_table.h"

#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/term_button.h"
#include "ui/panels/loss/term_card_view.h"
#include "ui/panels/loss/ticks.h"
#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

enum Column { kDot, kTerm, kMean, kValue, kWeight, kContribution, kColumns };

bool isWeighed(const std::vector<LedgerLine>& rows) {
    return std::any_of(rows.begin(), rows.end(), [](const LedgerLine& row) { return std::isfinite(row.contribution); });
}

QString shown(double value) { return std::isfinite(value) ? lossNumber(value) : QStringLiteral("–"); }

QLabel* cell(QWidget* parent, const QFont& font, bool quiet, bool right) {
    auto* label = new QLabel(parent);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    if (quiet) label->setForegroundRole(QPalette::PlaceholderText);
    if (right) label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return label;
}

/// A disc in the term's colour of the chart.
void paintDot(QLabel* label, const QString& term) {
    const int size = metrics().px(8);
    QPixmap picture(size, size);
    picture.fill(tokens().lossColour(term));
    label->setPixmap(picture);
}

}  // namespace

LedgerTable::LedgerTable(QWidget* parent) : QScrollArea(parent), card_(new TermCardView(this)) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Loss ledger"));
    build({}, false);
}

void LedgerTable::build(const std::vector<LedgerLine>& rows, bool weighed) {
    const Metrics& m = metrics();
    lines_.clear();
    weighed_ = weighed;
    auto* table = new QWidget;
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, m.px(10), 0);
    grid->setHorizontalSpacing(m.px(12));
    grid->setVerticalSpacing(m.px(2));
    grid->setColumnStretch(kTerm, 1);
    int at = 0;
    const auto put = [&](int column, const QString& text, const QFont& font, bool quiet, bool right) {
        QLabel* label = cell(table, font, quiet, right);
        label->setText(text);
        grid->addWidget(label, at, column);
        return label;
    };
    const auto putTerm = [&](const std::string& term) {
        auto* button = new TermButton(termName(term), table);
        connect(button, &TermButton::clicked, this, [this, term, button] { openCard(term, button); });
        grid->addWidget(button, at, kTerm, Qt::AlignLeft | Qt::AlignVCenter);
        return button;
    };
    const auto putBeneath = [&](const QString& text) {
        QLabel* label = cell(table, noteFont(), true, false);
        label->setText(text);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(label, ++at, kTerm, 1, kColumns - kTerm);
        return label;
    };
    put(kTerm, tr("Term"), noteFont(), true, false);
    put(kMean, tr("Mean"), noteFont(), true, true);
    put(kValue, tr("Batch"), noteFont(), true, true);
    if (weighed) put(kWeight, tr("Weight"), noteFont(), true, true);
    if (weighed) put(kContribution, tr("Adds"), noteFont(), true, true);
    for (const LedgerLine& row : rows) {
        ++at;
        grid->setRowMinimumHeight(at, m.px(20));
        Line line{};
        line.dot = put(kDot, {}, bodyFont(), false, false);
        paintDot(line.dot, QString::fromStdString(row.term));
        line.term = putTerm(row.term);
        line.mean = put(kMean, {}, titleFont(), false, true);
        line.value = put(kValue, {}, bodyFont(), false, true);
        if (weighed) line.weight = put(kWeight, {}, bodyFont(), false, true);
        if (weighed) line.contribution = put(kContribution, {}, bodyFont(), false, true);
        line.formula = putBeneath(wordsOf(row.formula));
        if (weighed) line.effective = putBeneath({});
        grid->setRowMinimumHeight(++at, m.px(4));
        lines_.push_back(line);
    }
    ++at;
    paintDot(put(kDot, {}, bodyFont(), false, false), QStringLiteral("total"));
    totalTerm_ = putTerm(kTotalTerm);
    totalMean_ = put(kMean, {}, titleFont(), false, true);
    total_ = put(weighed ? kContribution : kValue, {}, bodyFont(), false, true);
    steps_ = putBeneath({});
    grid->setRowStretch(at + 1, 1);
    setWidget(table);
    table->setAutoFillBackground(false);  // the area turns it on
    table_ = table;
}

void LedgerTable::openCard(const std::string& term, const TermButton* button) {
    std::vector<TermCard> cards;
    try {
        cards = termCards(spec_, term);
    } catch (const Error& error) {
        // The place of the text says why there is none.
        cards = {{term, termName(term).toStdString(), sentenceOf(error.info()).toStdString(), "", "", ""}};
    }
    card_->open(cards, button);
}

void LedgerTable::setRun(const RunInfo& info, const Means& means) {
    const std::vector<LedgerLine>& rows = info.ledger;
    bool same = rows.size() == rows_.size() && isWeighed(rows) == weighed_;
    for (size_t i = 0; same && i < rows_.size(); ++i)
        same = rows[i].term == rows_[i].term && rows[i].formula == rows_[i].formula;
    if (!same) build(rows, isWeighed(rows));
    rows_ = rows;
    spec_ = info.spec;
    QStringList told;
    double total = 0;
    for (size_t i = 0; i < lines_.size(); ++i) {
        const LedgerLine& row = rows_[i];
        const Line& line = lines_[i];
        const double mean = i < means.values.size() ? means.values[i] : std::nan("");
        line.mean->setText(shown(mean));
        line.mean->setToolTip(wordsOf(row.unit));
        line.value->setText(shown(row.value));
        line.value->setToolTip(wordsOf(row.unit));
        total += row.contribution;
        told.append(tr("%1: mean %2, batch %3").arg(termName(row.term), shown(mean), shown(row.value)));
        if (!weighed_) continue;
        line.weight->setText(shown(row.weight));
        line.contribution->setText(shown(row.contribution));
        const double effective = effectiveBeta(row);
        const bool tells = std::isfinite(effective);
        line.effective->setText(tells ? tr("Effective β %1; %2 where means are taken over pixels and over dimensions.")
                                            .arg(shown(effective), shown(normalisedBeta(row, info.spec)))
                                      : QString());
        line.effective->setVisible(tells);
        told.last() += tr(", weight %1, adds %2").arg(shown(row.weight), shown(row.contribution));
    }
    total_->setText(shown(rows_.empty() ? std::nan("") : total));
    totalMean_->setText(shown(means.total));
    QStringList of;
    if (means.step > 0)
        of.append(means.window > 1 ? tr("Mean: smoothed over the %1 steps up to step %2, as the chart shows it.")
                                         .arg(number(means.window), number(means.step))
                                   : tr("Mean: of step %1 alone, as the chart shows it.").arg(number(means.step)));
    if (info.step > 0 && weighed_) of.append(tr("Batch, weight and what it adds: of step %1.").arg(number(info.step)));
    steps_->setText(of.join(QLatin1Char(' ')));
    table_->setAccessibleName(told.join(QStringLiteral("; ")));
}

QString LedgerTable::text(size_t index, Cell which) const {
    const Line& line = lines_.at(index);
    const auto read = [](const QLabel* label) { return label ? label->text() : QString(); };
    switch (which) {
        case Cell::Term: return line.term->text();
        case Cell::Weight: return read(line.weight);
        case Cell::Mean: return read(line.mean);
        case Cell::Value: return read(line.value);
        case Cell::Contribution: return read(line.contribution);
        case Cell::Formula: return read(line.formula);
        case Cell::Effective: return read(line.effective);
    }
    return {};
}

QString LedgerTable::totalText() const { return total_->text(); }
QString LedgerTable::totalMeanText() const { return totalMean_->text(); }
QString LedgerTable::stepsText() const { return steps_->text(); }

void LedgerTable::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    for (size_t i = 0; i < lines_.size(); ++i) paintDot(lines_[i].dot, QString::fromStdString(rows_[i].term));
}

}  // namespace zscape
