#pragma once

#include <QString>

namespace zscape {

/// The English of a text that counts, as tr(text, nullptr, n) asks for it: "(s)" falls away for one, and of
/// "(is|are)" the first stands for one, the second for any other number. Of a translated text its own forms hold.
QString englishPlural(const QString& text, int count);

/// From now on tr() of this application counts in English wherever nothing translates the text.
/// \pre there is a QCoreApplication; once is enough
void installEnglishPlurals();

/// A number as tr() counts it: what is beyond an int counts as many all the same.
int counted(qint64 number);

}  // namespace zscape
