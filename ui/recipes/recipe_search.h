#pragma once

#include <QString>

namespace zscape {

/// Whether every word of `query` is somewhere in `folded`, which is fold()'s. An empty query is in everything.
bool isFoundIn(const QString& folded, const QString& query);

}  // namespace zscape
