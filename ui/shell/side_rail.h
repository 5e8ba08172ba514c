#pragma once

#include <QToolBar>

#include <vector>

namespace zscape {

class Dock;
class IconButton;
class PanelFrame;

/// What the left column becomes in a narrow window: a 40 px rail of icons. A click opens that panel over the plane;
/// a second click, Esc or a press elsewhere closes it.
class SideRail : public QToolBar {
    Q_OBJECT

public:
    explicit SideRail(QWidget* window);

    void addPanel(Dock* dock, const QString& icon);
    /// Takes every panel out of its dock, or gives it back.
    void setActive(bool active);
    bool isActive() const { return active_; }
    /// True when something was open and is closed now.
    bool closeOpen();
    void open(int index);
    /// \return false: it has no such panel
    bool open(const Dock* dock);
    PanelFrame* openPanel() const;
    /// The docks were laid out anew, and may lie above the panel that is open.
    void keepInFront();

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Entry {
        Dock* dock;
        IconButton* button;
    };
    void place();

    std::vector<Entry> entries_;
    bool active_ = false;
    int open_ = -1;
};

}  // namespace zscape
