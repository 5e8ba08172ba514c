#include "ui/recipes/recipe_search.h"

#include "ui/text/folded.h"

#include <QStringList>

#include <algorithm>

namespace zscape {

bool isFoundIn(const QString& folded, const QString& query) {
    const QStringList words = fold(query).text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&](const QString& word) { return folded.contains(word); });
}

}  // namespace zscape
