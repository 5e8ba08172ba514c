#pragma once

#include "engine/core/picture.h"

#include <QImage>

namespace zscape {

/// input - output of every pixel in the theme's signed colours, zero on the well: what the output lacks is `positive`,
/// what it adds is `negative`. Channels are averaged; full colour at half of white, for the differences are small. Null
/// when the pictures differ in shape.
QImage differenceImage(const Picture& input, const Picture& output);

}  // namespace zscape
