#pragma once

#include "engine/session/types.h"

#include <QScrollArea>

#include <vector>

class QLabel;

namespace zscape {

/// What is minimised, line by line: each term with its value at the newest step, its formula with reduction and unit
/// beneath, and the total; once a step is measured also its weight, what it adds, and what the weight comes to once
/// schedule and normalisation have had their say.
class LedgerTable : public QScrollArea {
    Q_OBJECT

public:
    explicit LedgerTable(QWidget* parent = nullptr);

    /// The ledger of this run at its newest step.
    void setRun(const RunInfo& info);

    enum class Cell { Term, Weight, Value, Contribution, Formula, Effective };
    /// The text of a line's cell, as it is shown.
    QString text(size_t line, Cell cell) const;
    QString totalText() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void build(const std::vector<LedgerLine>& rows, bool weighed);

    struct Line {
        QLabel* dot;
        QLabel* term;
        QLabel* weight;  ///< null, as contribution and effective: not known
        QLabel* value;
        QLabel* contribution;
        QLabel* formula;
        QLabel* effective;
    };
    std::vector<LedgerLine> rows_;
    bool weighed_ = false;  ///< the columns of weights are there
    std::vector<Line> lines_;
    QWidget* table_ = nullptr;
    QLabel* total_ = nullptr;
    QLabel* step_ = nullptr;
};

}  // namespace zscape
