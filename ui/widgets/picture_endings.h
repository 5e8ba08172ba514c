#pragma once

#include <QString>

namespace zscape {

/// Whether it is a file, and its name ends as those of pictures that are read do.
bool looksLikePicture(const QString& path);

}  // namespace zscape
