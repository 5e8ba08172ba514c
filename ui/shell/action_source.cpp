#include "ui/shell/action_source.h"

#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/side_rail.h"
#include "ui/theme/icons.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/panel_frame.h"

#include <QAbstractButton>
#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QToolButton>

#include <algorithm>
#include <optional>
#include <utility>

namespace zscape {

namespace {

const QLatin1String kActionPrefix("action:");
constexpr int kMostChoices = 12;  // a longer list is opened

struct ActionWords {
    Q_DECLARE_TR_FUNCTIONS(ActionWords)
};

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

/// Of what is off: its own reason, or else its tip, where that says more than its name.
QString whyOff(const QString& reason, const QString& tip, const QString& name) {
    if (!reason.isEmpty()) return reason;
    return tip.isEmpty() || name.startsWith(tip) || tip.startsWith(name) ? ActionWords::tr("Not now") : tip;
}

/// Hidden on purpose, and not only with its panel that stands behind another or was never shown.
bool isPutAway(const QWidget* widget) {
    return widget->testAttribute(Qt::WA_WState_Hidden) && widget->testAttribute(Qt::WA_WState_ExplicitShowHide);
}

QIcon iconOr(const QIcon& own) { return own.isNull() ? icon(QStringLiteral("right")) : own; }

}  // namespace

/// Where commands stand.
struct ActionSource::Place {
    QString name;                         ///< "View, Panels"
    QString reason = {};                  ///< why all of it is off
    std::optional<PanelPlace> dock = {};  ///< comes to the front when one of them is done
};

ActionSource::ActionSource(const QMenuBar* bar, const Actions* actions, DockLayout* docks, std::vector<QWidget*> others)
    : bar_(bar),
      actions_(actions),
      docks_(docks),
      others_(std::move(others)) {}

ActionSource::~ActionSource() = default;

void ActionSource::add(PaletteEntry entry, const Place& place, std::function<void()> act,
                       std::vector<PaletteEntry>& entries) const {
    entry.id = kActionPrefix + place.name + QLatin1Char('/') + entry.id;
    if (!place.reason.isEmpty()) entry.reason = place.reason;
    if (entry.hint.isEmpty()) entry.hint = place.name;
    else entry.otherNames.append(place.name);
    // The same by a menu and by a button, or in two menus: one of them is enough.
    const bool known = std::any_of(entries.begin(), entries.end(), [&](const PaletteEntry& other) {
        return other.id == entry.id || (other.name.compare(entry.name, Qt::CaseInsensitive) == 0 &&
                                        (other.hint == entry.hint || (!entry.key.isEmpty() && other.key == entry.key)));
    });
    if (known) return;
    known_[entry.id] = [this, dock = place.dock, act = std::move(act)] {
        if (dock) docks_->reveal(*dock, true);
        act();
    };
    entries.push_back(std::move(entry));
}

void ActionSource::addAction(QAction* action, const Place& place, const QString& section, const QString& reason,
                             std::vector<PaletteEntry>& entries) const {
    const QString text = withoutMnemonic(action->text());
    PaletteEntry entry;
    const QString own = text.section(QLatin1Char('\t'), 0, 0), named = commandName(action);
    entry.name = named.isEmpty() ? own : named;
    entry.id = action->objectName().isEmpty() ? text : action->objectName();
    entry.icon = iconOr(action->icon());
    entry.key = keyOf(action);
    const bool file = entry.key.isEmpty() && text.contains(QLatin1Char('\t'));
    const bool group = action->actionGroup() && action->actionGroup()->isExclusive();
    const QString hint = commandHint(action);
    entry.hint = !hint.isEmpty() ? hint
                 : file          ? text.section(QLatin1Char('\t'), 1)
                 : action->isCheckable() && action->isChecked()
                     ? (group ? ActionWords::tr("in use") : ActionWords::tr("on"))
                     : section;
    if (entry.hint != section) entry.otherNames.append(section);
    if (!named.isEmpty()) entry.otherNames.append(own);
    entry.reason = reason;
    add(
        std::move(entry), place,
        [action = QPointer<QAction>(action)] {
            if (action) action->trigger();
        },
        entries);
}

void ActionSource::addMenu(QMenu* menu, const Place& place, const QString& reason,
                           std::vector<PaletteEntry>& entries) const {
    // Some menus say only then what is checked in them.
    Q_EMIT menu->aboutToShow();
    QString section = place.name;
    for (QAction* action : menu->actions()) {
        const QString text = withoutMnemonic(action->text());
        if (action->isSeparator()) {
            section = text.isEmpty() ? place.name : place.name + QStringLiteral(", ") + text;
            continue;
        }
        if (action == actions_->commands || action->objectName() == kHidePanel || !action->isVisible() ||
            isKeptFromCommands(action))
            continue;
        const QString name = text.section(QLatin1Char('\t'), 0, 0);
        const QString own = !reason.isEmpty()     ? reason
                            : action->isEnabled() ? QString()
                                                  : whyOff(reasonOf(action), action->toolTip(), name);
        if (action->menu())
            addMenu(action->menu(), {place.name + QStringLiteral(", ") + text, place.reason, place.dock}, own, entries);
        else addAction(action, place, section, own, entries);
    }
}

void ActionSource::addButton(QAbstractButton* button, const Place& place, std::vector<PaletteEntry>& entries) const {
    const auto* tool = qobject_cast<QToolButton*>(button);
    const auto* iconic = qobject_cast<IconButton*>(button);
    const QString spoken = iconic                                ? iconic->name()
                           : !button->accessibleName().isEmpty() ? button->accessibleName()
                                                                 : withoutMnemonic(button->text());
    const QString named = commandName(button);
    PaletteEntry entry;
    entry.name = named.isEmpty() ? spoken : named;
    if (entry.name.isEmpty()) return;
    const QString reason = button->isEnabled() ? QString() : whyOff(reasonOf(button), button->toolTip(), spoken);
    if (QMenu* menu = tool ? tool->menu() : nullptr)
        return addMenu(menu, {place.name + QStringLiteral(", ") + entry.name, place.reason, place.dock}, reason,
                       entries);
    entry.id = button->objectName().isEmpty() ? entry.name : button->objectName();
    entry.icon = iconOr(button->icon());
    if (iconic) entry.key = iconic->shownShortcut().toString(QKeySequence::NativeText);
    if (button->isCheckable() && button->isChecked()) entry.hint = ActionWords::tr("on");
    entry.reason = reason;
    add(
        std::move(entry), place,
        [button = QPointer<QAbstractButton>(button)] {
            if (button) button->click();
        },
        entries);
}

void ActionSource::addChoices(QComboBox* box, const Place& place, std::vector<PaletteEntry>& entries) const {
    const QString name = box->accessibleName();
    const QString reason = box->isEnabled() ? QString() : whyOff(reasonOf(box), box->toolTip(), name);
    const QPointer<QComboBox> held(box);
    if (box->count() < 2 || box->count() > kMostChoices) {
        PaletteEntry entry;
        entry.id = entry.name = name;
        entry.icon = iconOr({});
        if (box->count() > 1) entry.hint = box->currentText();
        entry.reason = reason;
        add(
            std::move(entry), place,
            [held] {
                if (held) held->showPopup();
            },
            entries);
        return;
    }
    for (int row = 0; row < box->count(); ++row) {
        const QString text = box->itemText(row);
        if (text.isEmpty()) continue;  // a separator
        PaletteEntry entry;
        const QString named = box->itemData(row, kCommandRole).toString();
        entry.name = named.isEmpty() ? ActionWords::tr("%1: %2").arg(name, text) : named;
        entry.otherNames = {name};
        entry.id = name + QLatin1Char('/') + text;
        entry.icon = iconOr(box->itemIcon(row));
        if (row == box->currentIndex()) entry.hint = ActionWords::tr("in use");
        entry.reason = reason;
        add(
            std::move(entry), place,
            [held, text] {
                const int now = held ? held->findText(text) : -1;
                if (now < 0 || now == held->currentIndex()) return;
                held->setCurrentIndex(now);
                Q_EMIT held->activated(now);
            },
            entries);
    }
}

void ActionSource::addWidgets(const QWidget* area, const Place& place, std::vector<PaletteEntry>& entries) const {
    for (QWidget* widget : area->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (widget->isWindow() || isPutAway(widget) || isKeptFromCommands(widget) || qobject_cast<QLineEdit*>(widget) ||
            qobject_cast<PanelFrame*>(widget))
            continue;
        if (auto* button = qobject_cast<QAbstractButton*>(widget)) addButton(button, place, entries);
        else if (auto* box = qobject_cast<QComboBox*>(widget)) addChoices(box, place, entries);
        else addWidgets(widget, place, entries);
    }
}

void ActionSource::addPanel(PanelFrame* panel, Place place, std::vector<PaletteEntry>& entries) const {
    place.name = panel->title();
    if (auto menu = std::make_unique<QMenu>(); panel->fillMenuOfCurrent(menu.get())) {
        addMenu(menu.get(), place, place.reason, entries);
        ofCurrent_.push_back(std::move(menu));
    }
    if (!panel->isAncestorOf(panel->header())) addWidgets(panel->header(), place, entries);
    addWidgets(panel, place, entries);
}

std::vector<PaletteEntry> ActionSource::entries() const {
    std::vector<PaletteEntry> entries;
    known_.clear();
    ofCurrent_.clear();
    for (const QAction* action : bar_->actions())
        if (action->menu()) addMenu(action->menu(), {withoutMnemonic(action->text())}, {}, entries);
    // Those of the panels are off with the panels.
    const QString off = reasonOf(actions_->panelsMenu->menuAction());
    for (int i = 0; i < kPanels; ++i) {
        const auto place = static_cast<PanelPlace>(i);
        PanelFrame* panel = docks_->dock(place)->panel();
        addMenu(panel->moreMenu(), {panel->title(), off, place}, off, entries);
        addPanel(panel, {{}, off, place}, entries);
    }
    for (QWidget* other : others_) {
        if (auto* panel = qobject_cast<PanelFrame*>(other)) addPanel(panel, {{}, off, {}}, entries);
        else if (other->isVisible()) addWidgets(other, {other->accessibleName()}, entries);
    }
    return entries;
}

void ActionSource::activate(const QString& id) {
    const auto found = known_.find(id);
    if (found == known_.end()) return;
    // What it does may ask for the entries again.
    const std::function<void()> act = found->second;
    act();
}

}  // namespace zscape
