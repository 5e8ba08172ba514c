#include "ui/shell/key_table.h"

#include <QCoreApplication>

namespace zscape {

namespace {

QString inWords(const char* text) { return QCoreApplication::translate("zscape::HelpWindow", text); }

QStringList keysOf(const char* keys) { return QString::fromLatin1(keys).split(QLatin1Char(' '), Qt::SkipEmptyParts); }

}  // namespace

std::vector<KeyUse> keyTable() {
    using P = KeyPlace;
    const auto row = [](P place, const QStringList& keys, const char* shown, const char* meaning) {
        return KeyUse{place, keys, inWords(shown), inWords(meaning)};
    };
    return {
        row(P::Window, keysOf("T"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "T"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Train or pause, everywhere but in text fields")),
        row(P::Window, keysOf("Ctrl+Shift+P"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+Shift+P"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Find an action, a setting, a recipe or a run by its name, and do it")),
        row(P::Plane, {}, QT_TRANSLATE_NOOP("zscape::HelpWindow", "Move over the plane"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "The decoder draws what lies under the pointer")),
        row(P::Plane, {}, QT_TRANSLATE_NOOP("zscape::HelpWindow", "Click on the plane"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Select a point, with Ctrl one more; or keep the decode at an empty place")),
        row(P::Window, keysOf("Esc"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Esc, or double-click an empty place"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Let go of one thing, deselect, close what lies on top")),
        row(P::Plane, {}, QT_TRANSLATE_NOOP("zscape::HelpWindow", "Drag on the plane"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Pan; on A, B or the path: move it")),
        row(P::Plane, {}, QT_TRANSLATE_NOOP("zscape::HelpWindow", "Shift-drag, Shift+Ctrl-drag"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Select what lies in a box, in a lasso")),
        row(P::Plane, keysOf("M L V"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "M, L, V on the plane"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Drags select a box, a lasso (Ctrl adds, Alt subtracts), or pan; "
                              "so does the middle button")),
        row(P::Plane, keysOf("Home + = -"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Home, + and -, wheel"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Show everything, zoom; the wheel at the pointer")),
        row(P::Plane, keysOf("1 2 3 4 5 6 7 8"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "1 to 8 on the plane"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Show a layer or take it away, with Shift show it alone: thumbnails, round trip, "
                              "posterior ellipses, prior, points, density, metric, manifold")),
        row(P::Loss, keysOf("Home + = - Left Right"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "The same and arrows in Loss"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Show everything, zoom, move along the steps")),
        row(P::Plane, keysOf("Left Right Up Down"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Arrows on the plane"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Move the kept point by 0.05, with Shift by 0.5")),
        row(P::Plane, keysOf("A B"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "A, B"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Set the ends of the path")),
        row(P::Plane, keysOf("Space"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Space"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Play the path, in the plane and in Interpolation")),
        row(P::Interpolation, keysOf("Space Left Right"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Arrows in Interpolation"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Previous and next step of the path")),
        row(P::Window, keysOf("Ctrl+G Ctrl+I"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+G, Ctrl+I"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Give what is selected a name, select all the others")),
        row(P::Named, keysOf("Return + = - F2 Del Up Down"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Return, + and -, F2, Del among named selections"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Select it, add it to what is selected or take it away, rename, delete it")),
        row(P::Members, keysOf("Left Right Up Down"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Arrows among the members of a selection"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Another image; all of them stay selected")),
        row(P::Window, keysOf("Ctrl+C"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+C"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Copy the picture of the panel with the focus")),
        row(P::Plane, keysOf("[ ]"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "[ and ]"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Previous and next image")),
        row(P::Data, keysOf("Left Right Up Down PgUp PgDown Home End"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Arrows, Ctrl- and Shift-click in Data"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Another image; one more or less, all from the current one")),
        row(P::Data, keysOf("Ctrl+A"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+A in Data"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Select all images that are shown: of a label, with a name")),
        row(P::Pictures, keysOf("D Shift+D"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "D, Shift+D in Reconstructions"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Another draw of each image's code; the mean again")),
        row(P::Pictures, keysOf("Left Right Up Down"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Arrows in Reconstructions"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Previous and next image that is followed")),
        row(P::Import, keysOf("Return Right Left Up Down"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Return, Esc on the import page"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Use the images, leave them; Right and Left open and close a row")),
        row(P::Recipes, keysOf("Return Left Right Up Down Home End"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Letters, arrows, Return on the recipes page"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Search the recipes, go to one, begin with it; Esc keeps the one in use")),
        row(P::Runs, keysOf("Return F2 Ctrl+Alt+N"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Return, F2, Ctrl+Alt+N in Runs"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Go to the run, rename it, write a note about it")),
        row(P::Runs, keysOf("Ctrl+B C Del"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+B, C, Del in Runs"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Branch from the run, compare it in Loss, delete it")),
        row(P::Palette, keysOf("Up Down PgUp PgDown Return Tab"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Arrows, Return, Tab among commands"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Choose, do it, change the value of a setting")),
        row(P::Window, keysOf("Tab Shift+Tab"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Tab, Return"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Go through the window; press the button that has the focus")),
        row(P::Window, keysOf("F1 F6 F9 F11"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "F1, F6, F9, F11"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "This window, next panel, the plane alone, full screen")),
        row(P::Window, keysOf("Ctrl+Z Ctrl+Shift+Z"), QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+Z, Ctrl+Shift+Z"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Undo, redo: what is selected, kept or set, a run that was left, named or deleted; "
                              "in a text field what was typed")),
        row(P::Window, keysOf("Ctrl+N Ctrl+Shift+N Ctrl+O Ctrl+S Ctrl+Shift+S"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+N, Ctrl+O, Ctrl+S"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow",
                              "Open images, open a project, save it; with Shift single files, under another name")),
        row(P::Window, keysOf("Ctrl+E Ctrl+W Ctrl+Q"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Ctrl+E, Ctrl+W, Ctrl+Q"),
            QT_TRANSLATE_NOOP("zscape::HelpWindow", "Export the path, close the images, quit")),
    };
}

}  // namespace zscape
