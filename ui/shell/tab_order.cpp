#include "ui/shell/tab_order.h"

#include <QApplication>
#include <QScrollArea>
#include <QWidget>

#include <algorithm>

namespace zscape {

namespace {

struct Stop {
    QWidget* widget;
    QRect place;  ///< in its area
};

bool takesFocus(const QWidget* widget) {
    return (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isVisible() && widget->isEnabled() &&
           !widget->focusProxy() && !widget->isWindow();
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

}  // namespace

std::vector<QWidget*> tabOrder(const std::vector<QWidget*>& areas) {
    std::vector<QWidget*> order;
    for (QWidget* area : areas) {
        if (!area || !area->isVisible() || area->visibleRegion().isEmpty()) continue;
        std::vector<Stop> stops;
        const auto add = [&](QWidget* widget) {
            if (takesFocus(widget)) stops.push_back({widget, {widget->mapTo(area, QPoint()), widget->size()}});
        };
        add(area);
        for (QWidget* widget : area->findChildren<QWidget*>())
            if (widget->window() == area->window()) add(widget);
        sortByRows(stops);
        for (const Stop& stop : stops)
            if (std::find(order.begin(), order.end(), stop.widget) == order.end()) order.push_back(stop.widget);
    }
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
