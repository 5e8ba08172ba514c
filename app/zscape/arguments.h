#pragma once

#include "ui/theme/tokens.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace zscape {

/// What `zscape` was called with.
struct Arguments {
    QStringList sources;  ///< folders, files, "sample:digits", or one project
    QString recipe;       ///< empty: the session's default
    bool train = false;
    QString screenshot;  ///< file to save a picture of the window to, and leave
    double after = 1;    ///< seconds before the picture
    QSize size;          ///< invalid: as it was left
    std::optional<ThemeChoice> theme;
};

/// Reads the program's arguments. Ends the program for --help, --version and for wrong usage (status 2).
Arguments readArguments(const QStringList& arguments);

}  // namespace zscape
