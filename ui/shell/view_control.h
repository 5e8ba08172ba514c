#pragma once

#include <QObject>
#include <QSize>

class QMainWindow;

namespace zscape {

class Actions;
class DockLayout;

/// What the menu View does, and what of the window's look is kept over restarts: place and size, docks, theme, motion.
class ViewControl : public QObject {
    Q_OBJECT

public:
    ViewControl(Actions* actions, DockLayout* docks, QMainWindow* window);

    void restore();
    void store() const;
    /// Of the panel of the rail, the plane alone and full screen one. \return false: none of them was there
    bool letGoOfOne();

protected:
    /// Presses on the window itself, where no widget lies, take hold of a separator: sizes are the person's from then
    /// on.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Sizes {
        QSize data, loss, decoder;
        bool operator==(const Sizes&) const = default;
    };
    Sizes sizesNow() const;

    Actions* actions_;
    DockLayout* docks_;
    QMainWindow* window_;
    bool separatorHeld_ = false;
    Sizes held_;
};

}  // namespace zscape
