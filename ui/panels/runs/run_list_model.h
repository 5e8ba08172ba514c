#pragma once

#include "engine/session/run_list.h"

#include <QAbstractListModel>

#include <map>
#include <memory>
#include <vector>

namespace zscape {

/// The rows of a list of runs: newest first, branches beneath the run that they took up. What a person types as a name
/// or a note goes out by signals.
class RunListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum class Field { Name, Note };

    using QAbstractListModel::QAbstractListModel;

    void setRuns(std::shared_ptr<const RunList> runs);
    /// By a run's number: the place of its colour in Loss; others are not compared.
    void setCompared(std::map<int64_t, int> colours);
    /// Share of its plan that the run that trains has done; below 0: none does.
    void setTraining(double share);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    const RunRow& run(int row) const { return runs_->rows[order_[static_cast<size_t>(row)].at]; }
    /// Levels of branches above it.
    int depth(int row) const { return order_[static_cast<size_t>(row)].depth; }
    int rowOf(int64_t id) const;
    int currentRow() const;
    int colour(int64_t id) const;  ///< -1: not compared
    /// differenceText(), or that only the seed is another than that of the run that is shown.
    QString differences(int row) const;
    double training() const { return training_; }
    /// The terms that the numbers of the list are sums of: those of the current run; none: totals.
    const std::vector<std::string>& shared() const { return shared_; }
    /// Which field the next edit is of.
    void setEdited(Field field) { edited_ = field; }
    Field edited() const { return edited_; }

Q_SIGNALS:
    void named(qint64 run, const QString& name);
    void noted(qint64 run, const QString& note);

private:
    struct Place {
        size_t at;
        int depth;
    };
    static std::vector<Place> orderOf(const std::vector<RunRow>& rows);

    std::shared_ptr<const RunList> runs_ = std::make_shared<RunList>();
    std::vector<Place> order_;
    std::vector<std::string> shared_;
    std::map<int64_t, int> colours_;
    double training_ = -1;
    Field edited_ = Field::Name;
};

}  // namespace zscape
