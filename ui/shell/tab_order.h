#pragma once

#include <vector>

class QWidget;

namespace zscape {

/// Where Tab goes: through `areas` one after another, within each in rows from the upper left, and from the last to the
/// first. Asked anew each time, for forms are rebuilt, panels change their places, and Qt's own chain is of the order
/// in
/// which widgets were made. \param areas those that cannot be seen are passed over
std::vector<QWidget*> tabOrder(const std::vector<QWidget*>& areas);

/// Moves the focus one place on in tabOrder(), from the widget that has it now, and scrolls it into sight.
/// \return false when there is no place for it
bool moveFocus(const std::vector<QWidget*>& areas, bool next);

}  // namespace zscape
