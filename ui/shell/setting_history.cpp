#include "ui/shell/setting_history.h"

#include "ui/bridge/session_bridge.h"
#include "ui/selection/change_value.h"
#include "ui/selection/selection_model.h"
#include "ui/text/sentence.h"

#include <QElapsedTimer>
#include <QUndoStack>

#include <utility>

namespace zscape {

namespace {

qint64 sinceTheFirst() {
    static QElapsedTimer timer;
    if (!timer.isValid()) timer.start();
    return timer.elapsed();
}

}  // namespace

SettingHistory::SettingHistory(SessionBridge* bridge, QUndoStack* history, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      history_(history) {}

const Setting* SettingHistory::find(const std::string& key) const {
    for (const Setting& setting : bridge_->info()->spec.recipe.settings)
        if (setting.key == key) return &setting;
    return nullptr;
}

bool SettingHistory::isLive(const Setting& setting) const {
    const RunState state = bridge_->state();
    const bool begun = bridge_->info()->step > 0 || state == RunState::Running || state == RunState::Paused ||
                       state == RunState::Stopping;
    return setting.live && begun && (setting.type == Setting::Type::Integer || setting.type == Setting::Type::Number);
}

void SettingHistory::change(const std::string& key, const SettingValue& value) {
    const Setting* setting = find(key);
    // Before there are images the form shows a recipe that no run has yet.
    if (!setting) return configure({key, value});
    const RunInfo& info = *bridge_->info();
    Value before{key, std::nullopt};
    if (isLive(*setting)) before.value = info.spec.values.at(key);
    else if (const auto own = info.config.overrides.find(key); own != info.config.overrides.end())
        before.value = own->second;
    Value after{key, value};
    if (const double* real = std::get_if<double>(&value); real && setting->type == Setting::Type::Integer)
        after.value = static_cast<int64_t>(*real);
    const qint64 now = sinceTheFirst();
    // What was asked for a moment ago may not be the run's yet: back to the value before it is a change all the same.
    const bool again = lastKey_ == key && now - lastAt_ <= SelectionModel::kTogether;
    if (before == after && !again) return;
    lastKey_ = key;
    lastAt_ = now;
    // Of a model that is being made, and of one that lives on, it is not the same change.
    const auto kind = 2 * static_cast<int>(setting - info.spec.recipe.settings.data()) + isLive(*setting);
    history_->push(new ChangeValue<Value>(
        tr("changing %1").arg(wordsOf(setting->label)), before, after, [this](const Value& chosen) { apply(chosen); },
        kMergeSettings + kind, now, SelectionModel::kTogether));
    // After a refusal the form shows the model that is there.
    bridge_->tellNumbers();
}

void SettingHistory::apply(const Value& value) {
    const Setting* setting = find(value.key);
    if (!setting || !isLive(*setting)) {
        configure(value);
        bridge_->tellNumbers();
        return;
    }
    const SettingValue& now = value.value ? *value.value : setting->value;
    const double* real = std::get_if<double>(&now);
    const int64_t* whole = std::get_if<int64_t>(&now);
    if (real || whole) bridge_->session().adjust(value.key, real ? *real : static_cast<double>(*whole));
}

void SettingHistory::configure(const Value& value) {
    RunConfig config = bridge_->session().info()->config;
    if (value.value) config.overrides[value.key] = *value.value;
    else config.overrides.erase(value.key);
    bridge_->session().configure(config);
}

}  // namespace zscape
