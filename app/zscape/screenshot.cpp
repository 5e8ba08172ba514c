#include "app/zscape/screenshot.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include <cstdio>

namespace zscape {

void takeScreenshot(QWidget* window, const QString& file, double seconds) {
    QTimer::singleShot(static_cast<int>(seconds * 1000), window, [window, file] {
        const bool saved = window->grab().save(file);
        if (!saved) std::fprintf(stderr, "zscape: error: the picture could not be written to %s\n", qPrintable(file));
        QCoreApplication::exit(saved ? 0 : 1);
    });
}

}  // namespace zscape
