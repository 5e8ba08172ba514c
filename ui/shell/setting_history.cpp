#include "ui/shell/setting_history.h"

#include "ui/bridge/session_bridge.h"
#include "ui/selection/change_value.h"
#include "ui/selection/selection_model.h"
#include "ui/text/sentence.h"
#include "ui/shell/run_words.h"

#include <QElapsedTimer>

#include <utility>

namespace zscape {

namespace {

qint64 sinceTheFirst() {
    static QElapsedTimer timer;
    if (!timer.isValid()) timer.start();
    return timer.elapsed();
}

}  // namespace

SettingHistory::SettingHistory(RunHistory* history, QObject* parent)
    : QObject(parent),
      history_(history),
      bridge_(history->bridge()) {}

const Setting* SettingHistory::find(const std::string& key) const {
    for (const Setting& setting : bridge_->info()->spec.recipe.settings)
        if (setting.key == key) return &setting;
    return nullptr;
}

bool SettingHistory::isLive(const Setting& setting) const {
    const bool begun = bridge_->info()->step > 0 || isUnderWay(bridge_->state());
    return setting.live && begun && (setting.type == Setting::Type::Integer || setting.type == Setting::Type::Number);
}

void SettingHistory::change(const std::string& key, const SettingValue& value) {
    const Setting* setting = find(key);
    RunAim before{key, std::nullopt, {}, {}};
    RunAim after{key, value, {}, {}};
    // Before there are images the form shows a recipe that no run has yet.
    if (!setting) {
        (void)apply(after);
        return;
    }
    const RunInfo& info = *bridge_->info();
    if (isLive(*setting)) before.value = info.spec.values.at(key);
    else if (const auto own = info.config.overrides.find(key); own != info.config.overrides.end())
        before.value = own->second;
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
    push(tr("changing %1").arg(wordsOf(setting->label)), std::move(before), std::move(after), kMergeSettings + kind,
         now);
}

void SettingHistory::chooseRecipe(const std::string& name) {
    const RunConfig& now = bridge_->session().info()->config;
    if (name == now.recipe) return;
    RunAim before{{}, std::nullopt, now.recipe, now.overrides}, after{{}, std::nullopt, name, {}};
    // Without images there is no run to come back to.
    if (!bridge_->images()) {
        (void)apply(after);
        return;
    }
    lastKey_.clear();
    push(tr("choosing %1").arg(wordsOf(findRecipe(name).title)), std::move(before), std::move(after),
         ChangeValue<RunAim>::kNeverMerged, 0);
}

void SettingHistory::push(const QString& text, RunAim before, RunAim after, int mergeId, qint64 now) {
    history_->push(std::make_unique<RunChange>(
        history_, text, std::move(before), std::move(after), [this](const RunAim& aim) { return apply(aim); }, mergeId,
        now, SelectionModel::kTogether));
}

CommandId SettingHistory::apply(const RunAim& aim) {
    // After a refusal the form shows the model that is there.
    bridge_->tellNumbers();
    const Setting* setting = find(aim.key);
    if (setting && isLive(*setting)) {
        const SettingValue& now = aim.value ? *aim.value : setting->value;
        if (const double* real = std::get_if<double>(&now)) return bridge_->session().adjust(aim.key, *real);
        if (const int64_t* whole = std::get_if<int64_t>(&now))
            return bridge_->session().adjust(aim.key, static_cast<double>(*whole));
    }
    RunConfig config = bridge_->session().info()->config;
    aim.applyTo(config);
    return bridge_->session().configure(config);
}

}  // namespace zscape
