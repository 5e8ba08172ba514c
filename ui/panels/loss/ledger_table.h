#pragma once

#include <QScrollArea>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

class QLabel;

namespace zscape {

/// One term of the loss at a step; NaN is what is not known, or not measured yet.
struct LedgerRow {
    std::string term;     ///< "reconstruction", "kl"
    std::string formula;  ///< with reduction and unit
    double value = std::numeric_limits<double>::quiet_NaN();         ///< mean over the step's batch, before its weight
    double weight = std::numeric_limits<double>::quiet_NaN();
    double contribution = std::numeric_limits<double>::quiet_NaN();  ///< what it added to the total
};

/// What is minimised, line by line: each term with its value at the newest step, its formula with reduction and unit beneath,
/// and the total; weight, contribution and effective weight (contribution / value) in columns of their own where they are known.
class LedgerTable : public QScrollArea {
    Q_OBJECT

public:
    explicit LedgerTable(QWidget* parent = nullptr);

    /// \param step of the values; 0: none yet
    void setRows(const std::vector<LedgerRow>& rows, double total, int64_t step);

    enum class Cell { Term, Weight, Value, Contribution, Formula, Effective };
    /// The text of a line's cell, as it is shown.
    QString text(size_t line, Cell cell) const;
    QString totalText() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void build(const std::vector<LedgerRow>& rows, bool weighed);

    struct Line {
        QLabel* dot;
        QLabel* term;
        QLabel* weight;        ///< null, as contribution and effective: not known
        QLabel* value;
        QLabel* contribution;
        QLabel* formula;
        QLabel* effective;
    };
    std::vector<LedgerRow> rows_;
    bool weighed_ = false;  ///< the columns of weights are there
    std::vector<Line> lines_;
    QWidget* table_ = nullptr;
    QLabel* total_ = nullptr;
    QLabel* step_ = nullptr;
};

}  // namespace zscape
