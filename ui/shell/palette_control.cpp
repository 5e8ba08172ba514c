#include "ui/shell/palette_control.h"

#include "ui/bridge/kept_settings.h"
#include "ui/bridge/session_bridge.h"
#include "ui/palette/command_palette.h"
#include "ui/shell/action_source.h"
#include "ui/shell/actions.h"
#include "ui/shell/palette_sources.h"
#include "ui/shell/panel_binder.h"

#include <QAction>
#include <QMainWindow>

#include <utility>

namespace zscape {

namespace {
constexpr QLatin1String kUsed("palette/used");
}

PaletteControl::PaletteControl(SessionBridge* bridge, Actions* actions, DockLayout* docks, std::vector<QWidget*> others,
                               PanelBinder* binder, QMainWindow* window)
    : QObject(window),
      palette_(new CommandPalette(window)) {
    sources_.push_back(std::make_unique<ActionSource>(window->menuBar(), actions, docks, std::move(others)));
    sources_.push_back(std::make_unique<SettingSource>(
        bridge, actions,
        [binder](const std::string& key, const SettingValue& value) { binder->changeSetting(key, value); }));
    sources_.push_back(
        std::make_unique<RecipeSource>(bridge, actions, [binder](const QString& name) { binder->chooseRecipe(name); }));
    sources_.push_back(
        std::make_unique<RunSource>(bridge, actions, [bridge](int64_t run) { bridge->session().show({.run = run}); }));
    for (const auto& source : sources_) palette_->addSource(source.get());

    palette_->setUsed(KeptSettings().value(kUsed).toStringList().mid(0, CommandPalette::kRemembered));
    connect(palette_, &CommandPalette::usedChanged, this, [this] { KeptSettings().setValue(kUsed, palette_->used()); });
    connect(actions->commands, &QAction::triggered, palette_, &CommandPalette::open);
    connect(actions, &Actions::stateShown, palette_, &CommandPalette::refresh);
    connect(bridge, &SessionBridge::numbersChanged, palette_, &CommandPalette::refresh);
    connect(bridge, &SessionBridge::runsChanged, palette_, &CommandPalette::refresh);
}

PaletteControl::~PaletteControl() = default;

}  // namespace zscape
