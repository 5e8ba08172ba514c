#include "ui/panels/loss/mark_names.h"

#include <algorithm>

namespace zscape {
namespace {

bool supersededAtOnce(const std::vector<MarkName>& names, size_t index, double apart) {
    for (size_t later = index + 1; later < names.size() && names[later].x - names[index].x <= apart; ++later)
        if (names[later].key == names[index].key) return true;
    return false;
}

/// A name behind it would be read as that line's.
bool lineJustRightOf(const std::vector<MarkName>& names, const MarkName& name, double apart) {
    return std::any_of(names.begin(), names.end(),
                       [&](const MarkName& other) { return other.x > name.x && other.x <= name.x + 2 * apart; });
}

bool covers(const std::vector<MarkName>& names, const MarkName& placed, double apart) {
    return std::any_of(names.begin(), names.end(), [&](const MarkName& other) {
        return &other != &placed && other.row == placed.row && placed.left < other.left + other.width + apart &&
               other.left < placed.left + placed.width + apart;
    });
}

}  // namespace

void placeMarkNames(std::vector<MarkName>& names, double left, double right, double apart, int rows) {
    for (MarkName& name : names) name.row = -1;
    for (size_t index = names.size(); index-- > 0;) {
        MarkName& name = names[index];
        if (supersededAtOnce(names, index, apart)) continue;
        if (name.x < left || name.x > right) continue;
        const double rightOf = name.x + apart, leftOf = name.x - apart - name.width;
        const bool fitsRight = rightOf + name.width <= right, fitsLeft = leftOf >= left;
        if (!fitsRight && !fitsLeft) continue;
        name.left = fitsRight && (!fitsLeft || !lineJustRightOf(names, name, apart)) ? rightOf : leftOf;
        for (name.row = 0; name.row < rows && covers(names, name, apart);) ++name.row;
        if (name.row == rows) name.row = -1;
    }
}

}  // namespace zscape
