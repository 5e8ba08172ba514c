#include "ui/text/folded.h"

#include <algorithm>
#include <array>
#include <utility>

namespace zscape {

namespace {

QLatin1String greekName(QChar letter) {
    static constexpr std::array<std::pair<char16_t, const char*>, 24> kNames{
        {{u'α', "alpha"}, {u'β', "beta"},    {u'γ', "gamma"},   {u'δ', "delta"}, {u'ε', "epsilon"}, {u'ζ', "zeta"},
         {u'η', "eta"},   {u'θ', "theta"},   {u'ι', "iota"},    {u'κ', "kappa"}, {u'λ', "lambda"},  {u'μ', "mu"},
         {u'ν', "nu"},    {u'ξ', "xi"},      {u'ο', "omicron"}, {u'π', "pi"},    {u'ρ', "rho"},     {u'σ', "sigma"},
         {u'τ', "tau"},   {u'υ', "upsilon"}, {u'φ', "phi"},     {u'χ', "chi"},   {u'ψ', "psi"},     {u'ω', "omega"}}};
    const auto found =
        std::find_if(kNames.begin(), kNames.end(), [&](const auto& entry) { return entry.first == letter.unicode(); });
    return found != kNames.end() ? QLatin1String(found->second) : QLatin1String();
}

}  // namespace

Folded fold(const QString& text) {
    Folded folded;
    for (qsizetype at = 0; at < text.size(); ++at) {
        for (const QChar part : QString(text[at]).normalized(QString::NormalizationForm_KD)) {
            if (part.category() == QChar::Mark_NonSpacing) continue;
            const QChar small = part.toLower();
            const QLatin1String name = greekName(small);
            const QString letters = name.isEmpty() ? QString(small) : QString(name);
            folded.text += letters;
            folded.from.insert(folded.from.end(), static_cast<size_t>(letters.size()), at);
        }
    }
    return folded;
}

}  // namespace zscape
