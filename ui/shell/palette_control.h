#pragma once

#include <QObject>

#include <memory>
#include <vector>

class QMainWindow;
class QWidget;

namespace zscape {

class Actions;
class CommandPalette;
class DockLayout;
class PaletteSource;
class PanelBinder;
class SessionBridge;

/// The palette of the window: what it finds, how it opens, and what of it is kept over restarts.
class PaletteControl : public QObject {
    Q_OBJECT

public:
    /// \param others what has buttons beside the docks: ActionSource's
    PaletteControl(SessionBridge* bridge, Actions* actions, DockLayout* docks, std::vector<QWidget*> others,
                   PanelBinder* binder, QMainWindow* window);
    ~PaletteControl() override;

    CommandPalette* palette() const { return palette_; }

private:
    std::vector<std::unique_ptr<PaletteSource>> sources_;
    CommandPalette* palette_ = nullptr;
};

}  // namespace zscape
