#pragma once

#include <QDockWidget>

namespace zscape {

class PanelFrame;

/// objectName() of the last action in a panel's menu, which the menu View > Panels has too.
inline constexpr QLatin1String kHidePanel("hidePanel");

/// A panel in a dock: the panel's own header is the title bar. It can lend its panel to another place (the rail's
/// overlay, the inset in the plane) and take it back.
class Dock : public QDockWidget {
    Q_OBJECT

public:
    Dock(PanelFrame* panel, const QString& name, QWidget* parent);

    PanelFrame* panel() const { return panel_; }
    /// The panel with its header, whole; the dock is hidden and empty until takeBack().
    PanelFrame* lend();
    void takeBack();
    bool isLent() const { return lent_; }

    /// In a tab group: the tabs say the title, and a header in which nothing else stands makes room.
    void setTabbed(bool tabbed);

protected:
    /// While it floats it is a window, which Tab goes round in.
    bool focusNextPrevChild(bool next) override;

private:
    PanelFrame* panel_ = nullptr;
    QWidget* blankBar_ = nullptr;
    QWidget* blankBody_ = nullptr;
    bool lent_ = false;
};

}  // namespace zscape
