#include "ui/shell/tab_order.h"

#include <QApplication>
#include <QScrollArea>
#include <QWidget>

#include <algorithm>

namespace zscape {

namespace {

struct Stop {
    QWidget* widget;
    QRect place;           ///< in its area
    bool scrolls = false;  ///< contents that are scrolled: one place, whatever of them is seen
};

bool takesFocus(const QWidget* widget) {
    return (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isVisible() && widget->isEnabled() &&
           !widget->focusProxy() && !widget->isWindow();
}

/// Of `area` without what lies in a scroll area, which is one of them.
void collect(const QWidget* within, const QWidget* area, std::vector<Stop>& stops) {
    for (QWidget* child : within->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (child->isWindow() || !child->isVisible()) continue;
        const QRect place(child->mapTo(area, QPoint()), child->size());
        const auto* scroll = qobject_cast<QScrollArea*>(child);
        const bool scrolls = scroll && scroll->widget();
        if (scrolls || takesFocus(child)) stops.push_back({child, place, scrolls});
        if (!scrolls) collect(child, area, stops);
    }
}

/// Below one another are rows: what begins above the middle of a row's first belongs to it.
void sortByRows(std::vector<Stop>& stops) {
    std::stable_sort(stops.begin(), stops.end(), [](const Stop& a, const Stop& b) {
        return std::pair(a.place.top(), a.place.left()) < std::pair(b.place.top(), b.place.left());
    });
    for (auto first = stops.begin(); first != stops.end();) {
        const int middle = first->place.center().y();
        const auto end = std::find_if(first, stops.end(), [&](const Stop& stop) { return stop.place.top() > middle; });
        std::stable_sort(first, end, [](const Stop& a, const Stop& b) { return a.place.left() < b.place.left(); });
        first = end;
    }
}

void addInOrder(QWidget* area, std::vector<QWidget*>& order) {
    std::vector<Stop> stops;
    if (takesFocus(area)) stops.push_back({area, area->rect()});
    collect(area, area, stops);
    sortByRows(stops);
    for (const Stop& stop : stops) {
        const bool known = std::find(order.begin(), order.end(), stop.widget) != order.end();
        if (stop.scrolls) addInOrder(static_cast<QScrollArea*>(stop.widget)->widget(), order);
        else if (!known) order.push_back(stop.widget);
    }
}

}  // namespace

std::vector<QWidget*> tabOrder(const std::vector<QWidget*>& areas) {
    std::vector<QWidget*> order;
    for (QWidget* area : areas)
        if (area && area->isVisible() && !area->visibleRegion().isEmpty()) addInOrder(area, order);
    return order;
}

bool moveFocus(const std::vector<QWidget*>& areas, bool next) {
    const std::vector<QWidget*> order = tabOrder(areas);
    if (order.empty()) return false;
    const auto now = std::find(order.begin(), order.end(), QApplication::focusWidget());
    const auto count = std::ssize(order);
    const auto at = now == order.end() ? (next ? -1 : count) : now - order.begin();
    QWidget* const to = order[static_cast<size_t>((at + (next ? 1 : -1) + count) % count)];
    to->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    for (QWidget* around = to->parentWidget(); around; around = around->parentWidget())
        if (auto* scroll = qobject_cast<QScrollArea*>(around)) scroll->ensureWidgetVisible(to);
    return true;
}

}  // namespace zscape
