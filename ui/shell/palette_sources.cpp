#include "ui/shell/palette_sources.h"

#include "engine/session/recipe_choice.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/shell/actions.h"
#include "ui/shell/run_words.h"
#include "ui/text/sentence.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <set>

namespace zscape {

namespace {

const QLatin1String kSettingPrefix("setting:"), kRecipePrefix("recipe:"), kRunPrefix("run:");

QString said(const char* text) { return QCoreApplication::translate("zscape::PaletteSources", text); }

/// None where they cannot be read, which the Model panel says.
const std::vector<Recipe>& knownRecipes() {
    static const std::vector<Recipe> none;
    try {
        return recipes();
    } catch (const Error&) {
        return none;
    }
}

}  // namespace

SettingSource::SettingSource(const SessionBridge* bridge, const Actions* actions, Change change)
    : bridge_(bridge),
      actions_(actions),
      change_(std::move(change)),
      icon_(icon(QStringLiteral("sliders"))) {}

std::vector<PaletteEntry> SettingSource::entries() const {
    const RunInfo& info = *bridge_->info();
    const bool made = !info.spec.recipe.name.empty();
    const auto& known = knownRecipes();
    const auto plain = std::find_if(known.begin(), known.end(),
                                    [&](const Recipe& recipe) { return recipe.name == info.config.recipe; });
    std::vector<PaletteEntry> entries;
    if (!made && plain == known.end()) return entries;
    const std::set<std::string> inForce = made ? settingsInForce(info.spec) : settingsInForce(*plain);
    for (const Setting& setting : made ? info.spec.recipe.settings : plain->settings) {
        if (!inForce.contains(setting.key)) continue;  // as the form leaves them out
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Setting;
        const QString key = QString::fromStdString(setting.key);
        entry.id = kSettingPrefix + key;
        entry.icon = icon_;
        entry.name = wordsOf(setting.label);
        QString spoken = key;
        entry.hint = spoken.replace(QLatin1Char('_'), QLatin1Char(' '));
        if (entry.hint.compare(entry.name, Qt::CaseInsensitive) == 0) entry.hint = wordsOf(setting.unit);
        entry.otherNames = {key, spoken};
        entry.setting = setting;
        const auto value = info.spec.values.find(setting.key);
        const auto own = info.config.overrides.find(setting.key);
        entry.value = made && value != info.spec.values.end() ? value->second
                      : own != info.config.overrides.end()    ? own->second
                                                              : setting.value;
        entry.reason = actions_->heldReason();
        if (entry.reason.isEmpty() && isUnderWay(bridge_->state()) && !setting.live)
            entry.reason = said("Fixed while a run trains");
        entries.push_back(std::move(entry));
    }
    return entries;
}

void SettingSource::change(const QString& id, const SettingValue& value) {
    change_(id.mid(kSettingPrefix.size()).toStdString(), value);
}

RecipeSource::RecipeSource(const SessionBridge* bridge, const Actions* actions, Begin begin)
    : bridge_(bridge),
      actions_(actions),
      begin_(std::move(begin)),
      icon_(icon(QStringLiteral("model"))) {}

std::vector<PaletteEntry> RecipeSource::entries() const {
    std::vector<PaletteEntry> entries;
    for (const Recipe& recipe : knownRecipes()) {
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Recipe;
        entry.id = kRecipePrefix + QString::fromStdString(recipe.name);
        entry.icon = icon_;
        entry.name = wordsOf(recipe.title);
        const QString sentence = wordsOf(recipe.sentence);
        const bool used = recipe.name == bridge_->info()->config.recipe;
        entry.hint = used ? said("in use") : sentence;
        entry.otherNames = {QString::fromStdString(recipe.name), wordsOf(recipe.paper)};
        if (used) entry.otherNames.append(sentence);
        entry.reason = actions_->heldReason();
        if (entry.reason.isEmpty() && isUnderWay(bridge_->state()) && !used)
            entry.reason = said("Fixed while a run trains");
        entries.push_back(std::move(entry));
    }
    return entries;
}

void RecipeSource::activate(const QString& id) { begin_(id.mid(kRecipePrefix.size())); }

RunSource::RunSource(const SessionBridge* bridge, const Actions* actions, GoTo goTo)
    : bridge_(bridge),
      actions_(actions),
      goTo_(std::move(goTo)) {}

std::vector<PaletteEntry> RunSource::entries() const {
    std::vector<PaletteEntry> entries;
    const auto& rows = bridge_->runs()->rows;
    const bool busy = isTraining(bridge_->state());
    for (auto run = rows.rbegin(); run != rows.rend(); ++run) {
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Run;
        entry.id = idOf(*run);
        entry.name = nameOf(*run);
        QStringList parts;
        if (run->current) parts.append(said("shown now"));
        if (const RunRow* parent = bridge_->runs()->find(run->parent); parent && run->parent != 0)
            parts.append(said("branch of %1").arg(nameOf(*parent)));
        parts.append(differenceText(*run));
        if (run->step <= 0) parts.append(progressText(*run));
        entry.hint = parts.join(QStringLiteral(", "));
        entry.otherNames = {wordsOf(run->title), QString::fromStdString(run->recipe),
                            QString::fromStdString(run->note)};
        if (run->best)
            if (const auto total = lossOn(*run, *run->best, {}))
                entry.figure = said("%1 held out").arg(QLocale().toString(*total, 'f', 1));
        entry.curve = run->curve;
        entry.colour = run->trains ? tokens().warn : run->current ? tokens().text : tokens().text2;
        entry.reason = !actions_->heldReason().isEmpty() ? actions_->heldReason()
                       : run->current                    ? QString()
                                                         : whyNotShown(*run, busy);
        entries.push_back(std::move(entry));
    }
    return entries;
}

void RunSource::activate(const QString& id) {
    const auto& rows = bridge_->runs()->rows;
    const auto run = std::find_if(rows.begin(), rows.end(), [&](const RunRow& row) { return idOf(row) == id; });
    if (run != rows.end() && !run->current) goTo_(run->id);
}

// Runs of every project are counted from 1.
QString RunSource::idOf(const RunRow& run) const {
    return kRunPrefix + fromPath(bridge_->runs()->place) + QLatin1Char('/') + QString::number(run.id);
}

}  // namespace zscape
