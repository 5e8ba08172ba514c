#pragma once

#include <QString>

class QLabel;
class QWidget;

namespace zscape {

/// A small quiet text beside what it is about; plain, on one line.
QLabel* noteLabel(const QString& text, QWidget* parent);

}  // namespace zscape
