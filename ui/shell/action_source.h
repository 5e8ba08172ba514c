#pragma once

#include "ui/palette/palette_source.h"

#include <QPointer>

#include <functional>
#include <map>
#include <memory>
#include <vector>

class QAbstractButton;
class QComboBox;
class QMenu;
class QMenuBar;
class QWidget;

namespace zscape {

class Actions;
class DockLayout;
class PanelFrame;
enum class PanelPlace;

/// Every action of the window: of the menus, of the menus of the panels and of what is current in them, and what their
/// buttons and lists do. Ids hold an action's first name and where it stands, not what it is called at the moment
/// ("Pause").
class ActionSource : public PaletteSource {
public:
    /// \param others whatever else has buttons: the plane, the empty screen, the status line; what of it is hidden is
    /// passed over
    ActionSource(const QMenuBar* bar, const Actions* actions, DockLayout* docks, std::vector<QWidget*> others);
    ~ActionSource() override;

    std::vector<PaletteEntry> entries() const override;
    void activate(const QString& id) override;
    void change(const QString&, const SettingValue&) override {}

private:
    struct Place;
    void addMenu(QMenu* menu, const Place& place, const QString& reason, std::vector<PaletteEntry>& entries) const;
    void addAction(QAction* action, const Place& place, const QString& section, const QString& reason,
                   std::vector<PaletteEntry>& entries) const;
    void addPanel(PanelFrame* panel, Place place, std::vector<PaletteEntry>& entries) const;
    /// Buttons and lists in `area`.
    void addWidgets(const QWidget* area, const Place& place, std::vector<PaletteEntry>& entries) const;
    void addButton(QAbstractButton* button, const Place& place, std::vector<PaletteEntry>& entries) const;
    void addChoices(QComboBox* box, const Place& place, std::vector<PaletteEntry>& entries) const;
    void add(PaletteEntry entry, const Place& place, std::function<void()> act,
             std::vector<PaletteEntry>& entries) const;

    const QMenuBar* bar_;
    const Actions* actions_;
    DockLayout* docks_;
    std::vector<QWidget*> others_;
    mutable std::map<QString, std::function<void()>> known_;  ///< as entries() said last
    mutable std::vector<std::unique_ptr<QMenu>> ofCurrent_;   ///< menus of what was current then
};

}  // namespace zscape
