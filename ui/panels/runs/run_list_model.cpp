#include "ui/panels/runs/run_list_model.h"

#include "ui/panels/runs/run_texts.h"

#include <algorithm>
#include <functional>

namespace zscape {

namespace {

constexpr int kDeepest = 4;  // levels; a narrow panel has no room for more

}  // namespace

std::vector<RunListModel::Place> RunListModel::orderOf(const std::vector<RunRow>& rows) {
    std::vector<Place> order;
    const std::function<void(size_t, int)> add = [&](size_t at, int depth) {
        order.push_back({at, std::min(depth, kDeepest)});
        for (size_t child = rows.size(); child-- > at + 1;)
            if (rows[at].id != 0 && rows[child].parent == rows[at].id) add(child, depth + 1);
    };
    for (size_t at = rows.size(); at-- > 0;) {
        const int64_t parent = rows[at].parent;
        const bool below = parent != 0 && std::any_of(rows.begin(), rows.begin() + static_cast<long>(at),
                                                      [&](const RunRow& row) { return row.id == parent; });
        if (!below) add(at, 0);
    }
    return order;
}

void RunListModel::setRuns(std::shared_ptr<const RunList> runs) {
    std::vector<Place> order = orderOf(runs->rows);
    const bool sameRuns = std::equal(
        order.begin(), order.end(), order_.begin(), order_.end(),
        [&](const Place& now, const Place& before) { return runs->rows[now.at].id == runs_->rows[before.at].id; });
    // Where numbers alone have changed an edit that is under way stays.
    if (!sameRuns) beginResetModel();
    runs_ = std::move(runs);
    order_ = std::move(order);
    shared_.clear();
    if (const int row = currentRow(); row >= 0) shared_ = run(row).terms;
    if (!sameRuns) endResetModel();
    else if (!order_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
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
            QStringList parts{nameOf(row), differences(index.row()), progressText(row)};
            if (row.current) parts.prepend(tr("shown"));
            return parts.join(QStringLiteral(", "));
        }
        case Qt::ToolTipRole: {
            QStringList lines{nameOf(row), differenceText(row), progressText(row)};
            for (const Place& other : order_)
                if (differInSeedOnly(row, runs_->rows[other.at]))
                    lines.append(tr("The run of seed %1 differs from it in the seed only")
                                     .arg(runs_->rows[other.at].config.seed));
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

QString RunListModel::differences(int row) const {
    const int shown = currentRow();
    return shown >= 0 && differInSeedOnly(run(row), run(shown)) ? seedOnlyText(run(row)) : differenceText(run(row));
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
