#pragma once

#include <QString>

namespace zscape {

/// As it is searched in: small letters without marks, Greek ones by their names ("β-VAE" is "beta-vae").
QString foldedForSearch(const QString& text);

/// Whether every word of `query` is somewhere in `folded`. An empty query is in everything.
bool isFoundIn(const QString& folded, const QString& query);

}  // namespace zscape
