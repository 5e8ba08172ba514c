#include "ui/import/column_choice.h"

#include "ui/text/sentence.h"
#include "ui/import/choice_list.h"
#include "ui/widgets/header_combo.h"

#include <QFileInfo>

#include <memory>

namespace zscape {

void fillColumns(QComboBox* combo, const Imported& imported, Columns which, const QString& chosen) {
    const auto& tables = imported.images->importReport().tables;
    const QString file = tables.size() == 1 ? QFileInfo(text(tables.front().file)).fileName() : QString();
    for (const Attribute& attribute : imported.images->attributes()) {
        const QString name = text(attribute.name);
        if (which == Columns::Categories && attribute.kind != Attribute::Kind::Category && name != chosen) continue;
        combo->addItem(file.isEmpty() ? name : ChoiceList::tr("%1, %2").arg(name, file), name);
    }
}

QComboBox* addColumnChoice(ChoiceList* list, int id, const Imported& imported, const QString& chosen) {
    const QString words = ChoiceList::tr("Column of a table");
    auto columns = std::make_unique<HeaderCombo>(words, list, true);
    columns->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    fillColumns(columns.get(), imported, Columns::Categories, chosen);
    if (columns->count() == 0) return nullptr;
    QComboBox* combo = columns.release();
    QObject::connect(combo, &QComboBox::activated, list, [list, id] { list->choose(id); });
    list->add(id, words, combo);
    return combo;
}

}  // namespace zscape
