#pragma once

#include "engine/session/types.h"
#include "ui/palette/palette_source.h"

#include <QPointer>

#include <functional>
#include <map>

class QAction;
class QMenu;
class QMenuBar;

namespace zscape {

class Actions;
class DockLayout;
class SessionBridge;
struct RunRow;

/// Every action of the menus, and of the menus of the panels. Ids hold an action's first name and where it stands, not
/// what it is called at the moment ("Pause").
class ActionSource : public PaletteSource {
public:
    ActionSource(const QMenuBar* bar, const Actions* actions, const DockLayout* docks);

    std::vector<PaletteEntry> entries() const override;
    void activate(const QString& id) override;
    void change(const QString&, const SettingValue&) override {}

private:
    /// \param place "View, Panels"; \param reason why all of it is off
    void collect(QMenu* menu, const QString& place, const QString& reason, std::vector<PaletteEntry>& entries) const;

    const QMenuBar* bar_;
    const Actions* actions_;
    const DockLayout* docks_;
    mutable std::map<QString, QPointer<QAction>> known_;  ///< as entries() said last
};

/// The settings of the recipe that is in use.
class SettingSource : public PaletteSource {
public:
    using Change = std::function<void(const std::string& key, const SettingValue& value)>;
    SettingSource(const SessionBridge* bridge, const Actions* actions, Change change);

    std::vector<PaletteEntry> entries() const override;
    void activate(const QString&) override {}
    void change(const QString& id, const SettingValue& value) override;

private:
    const SessionBridge* bridge_;
    const Actions* actions_;
    Change change_;
    QIcon icon_;
};

/// All recipes. The one that is in use may be chosen, and nothing happens.
class RecipeSource : public PaletteSource {
public:
    using Begin = std::function<void(const QString& name)>;
    RecipeSource(const SessionBridge* bridge, const Actions* actions, Begin begin);

    std::vector<PaletteEntry> entries() const override;
    void activate(const QString& id) override;
    void change(const QString&, const SettingValue&) override {}

private:
    const SessionBridge* bridge_;
    const Actions* actions_;
    Begin begin_;
    QIcon icon_;
};

/// The runs of the project, newest first. The one that is shown may be chosen, and nothing happens.
class RunSource : public PaletteSource {
public:
    using GoTo = std::function<void(int64_t run)>;
    RunSource(const SessionBridge* bridge, const Actions* actions, GoTo goTo);

    std::vector<PaletteEntry> entries() const override;
    void activate(const QString& id) override;
    void change(const QString&, const SettingValue&) override {}

private:
    QString idOf(const RunRow& run) const;

    const SessionBridge* bridge_;
    const Actions* actions_;
    GoTo goTo_;
};

}  // namespace zscape
