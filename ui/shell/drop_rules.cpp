#include "ui/shell/drop_rules.h"

#include "engine/project/project.h"
#include "ui/text/sentence.h"
#include "ui/widgets/image.h"
#include "ui/widgets/picture_endings.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace zscape {

Drop dropOf(const QMimeData* mime) {
    Drop drop;
    // What is dragged about inside the window takes its file along for other programs.
    if (!mime || !mime->hasUrls() || imageIndexOf(mime) || codeOf(mime)) return drop;
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile()) drop.paths.append(url.toLocalFile());
    if (drop.paths.isEmpty()) return drop;
    drop.kind = Drop::Kind::Images;
    if (drop.paths.size() > 1) return drop;
    const QFileInfo only(drop.paths.first());
    if (only.isDir() && Project::isProject(toPath(only.filePath()))) drop.kind = Drop::Kind::Project;
    else if (looksLikePicture(only.filePath())) drop.kind = Drop::Kind::OneImage;
    return drop;
}

}  // namespace zscape
