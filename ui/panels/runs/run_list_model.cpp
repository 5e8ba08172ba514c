#include "ui/panels/runs/run_list_model.h"

#include "ui/panels/runs/run_texts.h"

#include <algorithm>

namespace zscape {

void RunListModel::add(size_t at, int depth) {
    constexpr int kDeepest = 4;  // a narrow panel has no room for more
    order_.push_back({at, std::min(depth, kDeepest)});
    for (size_t child = runs_->rows.size(); child-- > 0;)
        if (child > at && runs_->rows[at].id != 0 && runs_->rows[child].parent == runs_->rows[at].id)
            add(child, depth + 1);
}

void RunListModel::setRuns(std::shared_ptr<const RunList> runs) {
    std::vector<int64_t> before;
    for (const Place& place : order_) before.push_back(runs_->rows[place.at].id);
    const auto old = std::move(runs_);
    const auto oldOrder = std::move(order_);
    runs_ = std::move(runs);
    order_.clear();
    for (size_t at = runs_->rows.size(); at-- > 0;) {
        const int64_t parent = runs_->rows[at].parent;
        const bool below = parent != 0 && std::any_of(runs_->rows.begin(), runs_->rows.begin() + static_cast<long>(at),
                                                      [&](const RunRow& row) { return row.id == parent; });
        if (!below) add(at, 0);
    }
    shared_.clear();
    if (const int row = currentRow(); row >= 0) shared_ = run(row).terms;
    std::vector<int64_t> after;
    for (const Place& place : order_) after.push_back(runs_->rows[place.at].id);
    // Numbers alone have changed: an edit that is under way stays.
    if (after == before) {
        if (!order_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    const auto now = std::move(runs_);
    auto nowOrder = std::move(order_);
    runs_ = old;
    order_ = oldOrder;
    beginResetModel();
    runs_ = now;
    order_ = std::move(nowOrder);
    endResetModel();
}

void RunListModel::setCompared(std::map<int64_t, int> colours) {
    if (colours == colours_) return;
    colours_ = std::move(colours);
    if (!order_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void RunListModel::setTraining(double share) {
    if (share == training_) return;
    training_ = share;
    if (!order_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int RunListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

QVariant RunListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const RunRow& row = run(index.row());
    switch (role) {
        case Qt::DisplayRole: return nameOf(row);
        case Qt::EditRole: return QString::fromStdString(edited_ == Field::Name ? row.name : row.note);
        case Qt::AccessibleTextRole: {
            QStringList parts{nameOf(row), differenceText(row), progressText(row)};
            if (row.current) parts.prepend(tr("shown"));
            return parts.join(QStringLiteral(", "));
        }
        case Qt::ToolTipRole: {
            QStringList lines{nameOf(row), differenceText(row), progressText(row)};
            if (!row.note.empty()) lines.append(QString::fromStdString(row.note));
            return lines.join(QLatin1Char('\n'));
        }
        default: return {};
    }
}

bool RunListModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !index.isValid()) return false;
    const RunRow& row = run(index.row());
    const QString text = value.toString().trimmed();
    if (edited_ == Field::Name) {
        if (text.toStdString() != row.name) Q_EMIT named(row.id, text);
    } else if (text.toStdString() != row.note) {
        Q_EMIT noted(row.id, text);
    }
    return true;
}

Qt::ItemFlags RunListModel::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable : Qt::NoItemFlags;
}

int RunListModel::parentOf(int row) const {
    return run(row).parent != 0 && depth(row) > 0 ? rowOf(run(row).parent) : -1;
}

int RunListModel::rowOf(int64_t id) const {
    for (int row = 0; row < rowCount(); ++row)
        if (run(row).id == id) return row;
    return -1;
}

int RunListModel::currentRow() const {
    for (int row = 0; row < rowCount(); ++row)
        if (run(row).current) return row;
    return -1;
}

int RunListModel::colour(int64_t id) const {
    const auto found = colours_.find(id);
    return found != colours_.end() ? found->second : -1;
}

}  // namespace zscape
