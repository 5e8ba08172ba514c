#pragma once

#include "engine/session/types.h"
#include "ui/palette/palette_source.h"

#include <functional>

namespace zscape {

class Actions;
class SessionBridge;
struct RunRow;

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
