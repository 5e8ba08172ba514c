#pragma once

class QRect;
class QWidget;

namespace zscape {

/// `wanted` moved, and where it is larger than that made smaller, so that all of it lies on `screen`.
QRect insideOf(const QRect& screen, const QRect& wanted);
/// A window with its frame, wherever it was left, on the screen that most of it lies on, or else on the main one.
void bringOnScreen(QWidget* window);

}  // namespace zscape
