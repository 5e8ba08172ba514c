#include "ui/recipes/recipe_search.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <utility>

namespace zscape {

QString foldedForSearch(const QString& text) {
    static constexpr std::array<std::pair<char16_t, const char*>, 6> kGreek{
        {{u'β', "beta"}, {u'γ', "gamma"}, {u'δ', "delta"}, {u'λ', "lambda"}, {u'ρ', "rho"}, {u'τ', "tau"}}};
    QString folded;
    for (const QChar letter : text.normalized(QString::NormalizationForm_KD)) {
        if (letter.category() == QChar::Mark_NonSpacing) continue;
        const QChar small = letter.toLower();
        const auto* greek =
            std::find_if(kGreek.begin(), kGreek.end(), [&](const auto& known) { return small == QChar(known.first); });
        if (greek != kGreek.end()) folded += QLatin1String(greek->second);
        else folded += small;
    }
    return folded;
}

bool isFoundIn(const QString& folded, const QString& query) {
    const QStringList words = foldedForSearch(query).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&](const QString& word) { return folded.contains(word); });
}

}  // namespace zscape
