#pragma once

#include <QObject>
#include <QSize>

#include <array>
#include <functional>
#include <vector>

class QMainWindow;
class QMenu;
class QTabBar;

namespace zscape {

class Dock;
class PanelFrame;
class SideRail;

/// The panels around the plane. Collapse is hidden until it is asked for or has something to report: then it is a tab
/// beside Loss. Runs is a tab beside Model, Selection one beside Reconstructions: in front while many are selected.
enum class PanelPlace { Data, Model, Decoder, Reconstructions, Loss, Interpolation, Collapse, Runs, Selection };
inline constexpr int kPanels = 9;

/// What gives way in a window of this size, in the order of look.md.
struct LayoutShape {
    bool decoderTabs = false;  ///< height under 760: Reconstructions is a tab beside Decoder
    bool shelfTabs = false;    ///< width under 1180: Loss and Interpolation share the shelf
    bool rail = false;         ///< width under 1040: the left column is a rail
    bool inset = false;        ///< width under 900: the decoder lies in the plane
    bool operator==(const LayoutShape&) const = default;
};
LayoutShape shapeFor(QSize window);

/// Sizes of the panels in a window of this size, without what gives way.
struct LayoutSizes {
    int left, right, shelf;
    int decoder;  ///< height
    int beside;   ///< the same, while many images are selected
    int loss;     ///< width
};
LayoutSizes sizesFor(QSize window);

/// Places the docks by the rules, follows the window's size while a person has not changed the sizes themselves,
/// and keeps what they made of it.
class DockLayout : public QObject {
    Q_OBJECT

public:
    /// \param inset shows the decoder inside the plane, or takes it away (null)
    DockLayout(QMainWindow* window, const std::array<PanelFrame*, kPanels>& panels,
               std::function<void(QWidget*)> inset);

    Dock* dock(PanelPlace place) const { return docks_[static_cast<size_t>(place)]; }
    SideRail* rail() const { return rail_; }
    void fillMenu(QMenu* menu);

    /// Shows a panel that is hidden; `front`: before the others of its tab group, or open beside the rail.
    void reveal(PanelPlace place, bool front);
    /// A dot before the name of its tab: it has something to report.
    void setMarked(PanelPlace place, bool marked);
    /// The panel can be seen: not hidden, not behind another tab.
    bool isInFront(PanelPlace place) const;

    /// Many images are selected: the decoder is low and Selection comes to the front of its tabs, both until they are
    /// let go.
    void setSelecting(bool selecting);

    /// No panels at all: the empty window.
    void setEmpty(bool empty);
    void setPlaneAlone(bool alone);
    /// A page stands in the place of these: they make room, and come back as they were with an empty list.
    void setReplaced(const std::vector<PanelPlace>& places);
    bool planeAlone() const { return planeAlone_; }
    /// To the rules again.
    void reset();
    /// After the window's size has changed.
    void follow();
    /// A person has moved something: sizes stay theirs.
    void setAutomatic(bool automatic) {
        if (!replacing()) automatic_ = automatic;
    }
    bool isAutomatic() const { return automatic_; }

    void store() const;
    void restore();

Q_SIGNALS:
    /// The decoder is low, and what it has below its picture finds room beside it; or no longer.
    void besideChanged(bool beside);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();
    void applySizes();
    void showTitles();
    void hideEmptyBars();
    /// The menu of the panel in front, at the right of its tabs.
    void giveMenu(QTabBar* bar);
    static void placeMenu(const QTabBar* bar);
    bool wanted(PanelPlace place) const;
    void hideAtFirst();
    bool replacing() const;
    /// The decoder stands low above Selection.
    bool besideSelection() const;

    QMainWindow* window_ = nullptr;
    std::array<Dock*, kPanels> docks_{};
    std::array<bool, kPanels> hiddenByPerson_{};
    std::array<bool, kPanels> replaced_{};  ///< by a page
    SideRail* rail_ = nullptr;
    std::function<void(QWidget*)> inset_;
    LayoutShape shape_;
    bool automatic_ = true;
    bool empty_ = true;
    bool planeAlone_ = false;
    bool arranging_ = false;
    bool selecting_ = false, beside_ = false;
    bool raisedSelection_ = false;  ///< by setSelecting, from behind Reconstructions
    QByteArray manualState_;        ///< as it was before the plane stood alone, or in the settings
};

}  // namespace zscape
