#pragma once

#include "engine/session/import_result.h"

#include <QString>

class QComboBox;

namespace zscape {

class ChoiceList;

enum class Columns { Categories, All };

/// The columns of the tables that were read: categories, or numbers and texts too, and the one that is `chosen` in any
/// case. Data: the column's name.
void fillColumns(QComboBox* combo, const Imported& imported, Columns which, const QString& chosen);

/// Adds the choice "Column of a table" to a list; picking a column chooses it (ChoiceList::choose), and `activated`
/// follows.
/// \return its combo, or null where no column could be chosen: nothing is added then
QComboBox* addColumnChoice(ChoiceList* list, int id, const Imported& imported, const QString& chosen);

}  // namespace zscape
