#pragma once

#include <QIcon>

namespace zscape {

/// A symbolic 16 px icon of resources/icons by name ("play", "open", ...), drawn in text2, in text when selected or
/// under the pointer, in text3 when off, in accent when checked: whatever theme is in force when it is painted.
/// An unknown name is a mistake of ours and gives a null icon.
QIcon icon(const QString& name);

/// The same in one colour of its own, at any mode.
QIcon icon(const QString& name, const QColor& colour);

/// The picture itself, `size` logical pixels wide at `ratio` device pixels each.
QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal ratio);

}  // namespace zscape
