#include "ui/shell/palette_sources.h"

#include "engine/session/recipe_choice.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/text/sentence.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/panel_frame.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>
#include <set>

namespace zscape {

namespace {

const QLatin1String kActionPrefix("action:"), kSettingPrefix("setting:"), kRecipePrefix("recipe:"), kRunPrefix("run:");

QString said(const char* text) { return QCoreApplication::translate("zscape::PaletteSources", text); }

QString withoutMnemonic(QString text) {
    const QString both = QStringLiteral("&&");
    return text.replace(both, QChar(0)).remove(QLatin1Char('&')).replace(QChar(0), QLatin1Char('&'));
}

/// "Ctrl+S", or what a text says behind its tab where that is a key ("Home") and no path.
QString keyOf(const QAction* action) {
    if (!action->shortcut().isEmpty()) return action->shortcut().toString(QKeySequence::NativeText);
    const QString behind = action->text().section(QLatin1Char('\t'), 1);
    const QKeySequence sequence(behind);
    return !sequence.isEmpty() && sequence[0].key() != Qt::Key_unknown ? behind : QString();
}

bool isTraining(RunState state) {
    return state == RunState::Running || state == RunState::Paused || state == RunState::Stopping;
}

/// None where they cannot be read, which the Model panel says.
const std::vector<Recipe>& knownRecipes() {
    static const std::vector<Recipe> none;
    try {
        return recipes();
    } catch (const Error&) {
        return none;
    }
}

/// Of an action that is off.
QString whyOff(const QAction* action) {
    if (const QString reason = reasonOf(action); !reason.isEmpty()) return reason;
    // Qt makes a tip of the text where none was given.
    const QString tip = action->toolTip(), name = withoutMnemonic(action->text()).section(QLatin1Char('\t'), 0, 0);
    return tip.isEmpty() || name.startsWith(tip) ? said("Not now") : tip;
}

}  // namespace

ActionSource::ActionSource(const QMenuBar* bar, const Actions* actions, const DockLayout* docks)
    : bar_(bar),
      actions_(actions),
      docks_(docks) {}

void ActionSource::collect(QMenu* menu, const QString& place, const QString& reason,
                           std::vector<PaletteEntry>& entries) const {
    // Some menus say only then what is checked in them.
    Q_EMIT menu->aboutToShow();
    QString section = place;
    for (QAction* action : menu->actions()) {
        const QString text = withoutMnemonic(action->text());
        if (action->isSeparator()) {
            section = text.isEmpty() ? place : place + QStringLiteral(", ") + text;
            continue;
        }
        if (action == actions_->commands || action->objectName() == kHidePanel || !action->isVisible()) continue;
        const QString own = !reason.isEmpty() ? reason : action->isEnabled() ? QString() : whyOff(action);
        if (action->menu()) {
            collect(action->menu(), place + QStringLiteral(", ") + text, own, entries);
            continue;
        }
        PaletteEntry entry;
        entry.name = text.section(QLatin1Char('\t'), 0, 0);
        entry.id =
            kActionPrefix + place + QLatin1Char('/') + (action->objectName().isEmpty() ? text : action->objectName());
        entry.icon = action->icon().isNull() ? icon(QStringLiteral("right")) : action->icon();
        entry.key = keyOf(action);
        const bool file = entry.key.isEmpty() && text.contains(QLatin1Char('\t'));
        const bool group = action->actionGroup() && action->actionGroup()->isExclusive();
        entry.hint = file                                           ? text.section(QLatin1Char('\t'), 1)
                     : action->isCheckable() && action->isChecked() ? (group ? said("in use") : said("on"))
                                                                    : section;
        if (entry.hint != section) entry.otherNames.append(section);
        entry.reason = own;
        known_[entry.id] = action;
        entries.push_back(std::move(entry));
    }
}

std::vector<PaletteEntry> ActionSource::entries() const {
    std::vector<PaletteEntry> entries;
    known_.clear();
    for (const QAction* action : bar_->actions())
        if (action->menu()) collect(action->menu(), withoutMnemonic(action->text()), {}, entries);
    // Those of the panels are off with the panels.
    const QString off = reasonOf(actions_->panelsMenu->menuAction());
    for (int i = 0; i < kPanels; ++i) {
        PanelFrame* panel = docks_->dock(static_cast<PanelPlace>(i))->panel();
        collect(panel->moreMenu(), panel->title(), off, entries);
    }
    return entries;
}

void ActionSource::activate(const QString& id) {
    const auto found = known_.find(id);
    if (found != known_.end() && found->second) found->second->trigger();
}

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
        if (entry.reason.isEmpty() && isTraining(bridge_->state()) && !setting.live)
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
        if (entry.reason.isEmpty() && isTraining(bridge_->state()) && !used)
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
    const RunState state = bridge_->state();
    const bool busy = state == RunState::Running || state == RunState::Stopping;
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
