#include "ui/palette/palette_model.h"

#include <algorithm>

namespace zscape {

QString headingOf(PaletteEntry::Kind kind) {
    switch (kind) {
        case PaletteEntry::Kind::Action: return PaletteModel::tr("Actions");
        case PaletteEntry::Kind::Setting: return PaletteModel::tr("Settings");
        case PaletteEntry::Kind::Recipe: return PaletteModel::tr("Recipes");
        case PaletteEntry::Kind::Run: return PaletteModel::tr("Runs");
    }
    return {};
}

void PaletteModel::setEntries(std::vector<PaletteEntry> entries, const QStringList& used) {
    entries_ = std::move(entries);
    used_ = used;
    show();
}

void PaletteModel::setQuery(const QString& query) {
    query_ = query;
    show();
}

std::vector<PaletteModel::Row> PaletteModel::rowsNow() const {
    std::vector<Row> rows;
    if (query_.trimmed().isEmpty()) {
        for (const QString& id : used_) {
            const auto found = std::find_if(entries_.begin(), entries_.end(),
                                            [&](const PaletteEntry& entry) { return entry.id == id; });
            if (found == entries_.end()) continue;
            if (rows.empty()) rows.push_back({tr("Used last"), {}});
            rows.push_back({{}, {static_cast<size_t>(found - entries_.begin()), 0, {}, {}}});
        }
        if (!rows.empty()) return rows;
    }
    std::vector<PaletteHit> hits = rankPalette(entries_, query_);
    if (query_.trimmed().isEmpty())
        for (size_t i = 0; i < entries_.size(); ++i) hits.push_back({i, 0, {}, {}});
    std::optional<PaletteEntry::Kind> last;
    for (PaletteHit& hit : hits) {
        const PaletteEntry::Kind kind = entries_[hit.entry].kind;
        if (last != kind) rows.push_back({headingOf(kind), {}});
        last = kind;
        rows.push_back({{}, std::move(hit)});
    }
    return rows;
}

void PaletteModel::show() {
    beginResetModel();
    rows_ = rowsNow();
    found_ = static_cast<int>(
        std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return row.heading.isEmpty(); }));
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) return {};
    const int row = index.row();
    if (isHeading(row)) return at(row).heading;
    const PaletteEntry& one = entry(row);
    if (role == Qt::DisplayRole) return one.name;
    QStringList said{one.name};
    for (const QString& more : {one.hint, one.figure, one.reason.isEmpty() ? one.key : one.reason})
        if (!more.isEmpty()) said.append(more);
    return said.join(QStringLiteral(", "));
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
    if (!index.isValid() || isHeading(index.row())) return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled;
}

int PaletteModel::rowOf(const QString& id) const {
    for (int row = 0; row < rowCount(); ++row)
        if (!isHeading(row) && entry(row).id == id) return row;
    return -1;
}

int PaletteModel::step(int row, int by) const {
    const int count = rowCount();
    for (int tried = 0; tried < count; ++tried) {
        row = (row + by + count) % count;
        if (!isHeading(row)) return row;
    }
    return -1;
}

}  // namespace zscape
