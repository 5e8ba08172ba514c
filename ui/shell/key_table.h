#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace zscape {

/// Where a key has its meaning: what has the focus.
enum class KeyPlace {
    Window,         ///< everywhere but where letters are typed; of letters and signs
    Plane,          ///< the plane itself
    Interpolation,  ///< its strip of pictures
    Loss,           ///< its chart
    Data,           ///< the grid of images
    Pictures,       ///< the rows of Reconstructions
    Runs,           ///< the list of runs
    Named,          ///< the list of named selections
    Members,        ///< the thumbnails of what is selected
    Recipes,        ///< the line of the recipes page
    Import,         ///< the page and the heads of its rows
    Palette,        ///< the line of the command palette
};

/// One line of Help > Keyboard and Mouse.
struct KeyUse {
    KeyPlace place = KeyPlace::Window;
    /// As QKeySequence writes them without translation ("Ctrl+Alt+N", "Home"); empty: it is about the mouse.
    QStringList keys;
    QString shown;    ///< "F6, F9, F11"
    QString meaning;  ///< one sentence without a full stop
};

/// Every key that means something, once: Help shows it, and the tests hold the window to it.
std::vector<KeyUse> keyTable();

}  // namespace zscape
