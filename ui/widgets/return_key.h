#pragma once

class QKeyEvent;
class QWidget;

namespace zscape {

/// Return and Enter press the button that has the focus: Qt presses it by Space alone. For the keyPressEvent() of a
/// window or page that such a key comes up to.
/// \return whether it was such a key, and pressed something
bool pressByReturn(const QKeyEvent& event, QWidget* focused);

}  // namespace zscape
