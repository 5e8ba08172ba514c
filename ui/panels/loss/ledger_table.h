#pragma once

#include "engine/session/types.h"

#include <QScrollArea>

#include <limits>
#include <vector>

class QLabel;

namespace zscape {

class TermButton;
class TermCardView;

/// What is minimised, line by line: each term with its smoothed value, as the chart says it at the line's end, and that
/// of the newest step's batch, its formula with reduction and unit beneath, and the total; once a step is measured also
/// its weight, what it adds, and what the weight comes to once schedule and normalisation have had their say. Which
/// steps the numbers are of stands below.
class LedgerTable : public QScrollArea {
    Q_OBJECT

public:
    explicit LedgerTable(QWidget* parent = nullptr);

    /// The chart's smoothed values.
    struct Means {
        std::vector<double> values;  ///< in the order of the ledger's lines, NaN: none; shorter: none behind
        int64_t step = 0;            ///< of the newest row in them; 0: nothing is smoothed
        int64_t window = 0;          ///< over how many steps
        double total = std::numeric_limits<double>::quiet_NaN();
    };
    /// The ledger of this run at its newest step.
    void setRun(const RunInfo& info, const Means& means);

    enum class Cell { Term, Mean, Value, Weight, Contribution, Formula, Effective };
    /// Opens the card of a line's term; the one behind them is the total's.
    TermButton* termButton(size_t line) const { return line < lines_.size() ? lines_[line].term : totalTerm_; }
    TermCardView* card() const { return card_; }
    /// The text of a line's cell, as it is shown.
    QString text(size_t line, Cell cell) const;
    QString totalText() const;      ///< of the batch
    QString totalMeanText() const;  ///< smoothed
    /// Which steps the numbers are of.
    QString stepsText() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void openCard(const std::string& term, const TermButton* button);
    void build(const std::vector<LedgerLine>& rows, bool weighed);

    struct Line {
        QLabel* dot;
        TermButton* term;
        QLabel* weight;  ///< null, as contribution and effective: not known
        QLabel* mean;
        QLabel* value;
        QLabel* contribution;
        QLabel* formula;
        QLabel* effective;
    };
    std::vector<LedgerLine> rows_;
    bool weighed_ = false;  ///< the columns of weights are there
    std::vector<Line> lines_;
    QWidget* table_ = nullptr;
    ModelSpec spec_;  ///< of the run that is shown
    TermCardView* card_ = nullptr;
    TermButton* totalTerm_ = nullptr;
    QLabel* total_ = nullptr;
    QLabel* totalMean_ = nullptr;
    QLabel* steps_ = nullptr;
};

}  // namespace zscape
