#include "ui/shell/screen_place.h"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace zscape {

QRect insideOf(const QRect& screen, const QRect& wanted) {
    QRect place({}, wanted.size().boundedTo(screen.size()));
    place.moveTo(std::clamp(wanted.left(), screen.left(), screen.right() - place.width() + 1),
                 std::clamp(wanted.top(), screen.top(), screen.bottom() - place.height() + 1));
    return place;
}

void bringOnScreen(QWidget* window) {
    // What covers the screen by its state is placed by the system.
    if (window->isMaximized() || window->isFullScreen()) return;
    const QRect frame = window->frameGeometry();
    const QScreen* best = QGuiApplication::primaryScreen();
    int64_t most = 0;
    for (const QScreen* screen : QGuiApplication::screens()) {
        const QRect shared = screen->availableGeometry().intersected(frame);
        const int64_t area = int64_t{shared.width()} * shared.height();
        if (shared.isEmpty() || area <= most) continue;
        most = area;
        best = screen;
    }
    if (!best) return;
    const QRect place = insideOf(best->availableGeometry(), frame);
    if (place == frame) return;
    window->resize(place.size() - (frame.size() - window->size()));
    window->move(place.topLeft());
}

}  // namespace zscape
