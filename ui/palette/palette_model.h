#pragma once

#include "ui/palette/palette_rank.h"

#include <QAbstractListModel>

#include <vector>

namespace zscape {

/// The rows of the palette's list: what a query found, beneath headings; of no query what was used last, and where
/// nothing was yet, everything.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT

public:
    struct Row {
        QString heading;  ///< empty: an entry
        PaletteHit hit;
    };

    using QAbstractListModel::QAbstractListModel;

    /// \param used ids, the last one first
    void setEntries(std::vector<PaletteEntry> entries, const QStringList& used);
    void setQuery(const QString& query);
    const QString& query() const { return query_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    bool isHeading(int row) const { return !at(row).heading.isEmpty(); }
    const Row& at(int row) const { return rows_[static_cast<size_t>(row)]; }
    /// \pre no heading
    const PaletteEntry& entry(int row) const { return entries_[at(row).hit.entry]; }
    /// Of the entry with this id; -1: it is not in the list.
    int rowOf(const QString& id) const;
    /// The next row that is an entry, `by` (1 or -1) onwards from `row`, round the end. -1: there is none.
    int step(int row, int by) const;
    int found() const { return found_; }
    int total() const { return static_cast<int>(entries_.size()); }

private:
    std::vector<Row> rowsNow() const;
    void show();

    std::vector<PaletteEntry> entries_;
    QStringList used_;
    QString query_;
    std::vector<Row> rows_;
    int found_ = 0;
};

/// "Actions", "Settings", "Recipes", "Runs"
QString headingOf(PaletteEntry::Kind kind);

}  // namespace zscape
