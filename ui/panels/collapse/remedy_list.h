#pragma once

#include "engine/session/remedies.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;

namespace zscape {

/// The ways out, one button each, with a sentence on what it does and whether the weights go on.
class RemedyList : public QWidget {
    Q_OBJECT

public:
    explicit RemedyList(QWidget* parent = nullptr);

    /// The remedies of this run at its step; buttons are on when `state` allows a branch.
    void setRun(RunState state, const RunInfo& info);

    const std::vector<Remedy>& remedies() const { return remedies_; }
    /// In the order of remedies().
    QPushButton* button(size_t index) const { return rows_[index].button; }
    QString sentence(size_t index) const;
    /// What a strip offers first: free bits where they fit. -1: nothing
    int first() const;

    /// "free bits 0.5 per dimension": what the remedy is called.
    static QString nameOf(const Remedy& remedy);
    /// All that it changes: "β 30 → 1, free bits 0.5 per dimension".
    static QString changesOf(const Remedy& remedy);
    /// "Try again from step 4,930 with β 30 → 1, free bits 0.5 per dimension"
    static QString buttonText(const Remedy& remedy, int64_t step);

Q_SIGNALS:
    void chosen(const zscape::RunConfig& config);

private:
    void build();

    struct Row {
        QPushButton* button;
        QLabel* sentence;
    };
    std::vector<Remedy> remedies_;
    std::vector<Row> rows_;
    ModelSpec spec_;  ///< that remedies_ are for
    RunConfig config_;
};

/// Whether a run in this state, `step` steps on, can be left for another one; empty, or why not.
QString whyNoBranch(RunState state, int64_t step);

}  // namespace zscape
