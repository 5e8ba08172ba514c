#pragma once

#include <QStringList>

class QMimeData;

namespace zscape {

/// What a drop on the window would do.
struct Drop {
    enum class Kind {
        Nothing,   ///< not for us
        Images,    ///< folders, several files, arrays: open as data
        Project,   ///< one folder with a project.db
        OneImage,  ///< one picture file: data on the empty window, a picture to encode on the plane
    };
    Kind kind = Kind::Nothing;
    QStringList paths;
};

/// Looks at names only (and whether a folder is a project): quick enough to be asked while something is dragged.
Drop dropOf(const QMimeData* mime);

}  // namespace zscape
