#pragma once

#include <QString>

class QWidget;

namespace zscape {

/// Saves a picture of `window` after `seconds` and ends the event loop: status 0, or 1 when it could not be written.
void takeScreenshot(QWidget* window, const QString& file, double seconds);

}  // namespace zscape
