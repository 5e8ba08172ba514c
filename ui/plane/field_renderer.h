#pragma once

#include "engine/session/plane_density.h"
#include "ui/plane/plane_view.h"

#include <QImage>

#include <cstdint>
#include <vector>

namespace zscape {

/// A number at each sample of a regular grid on the plane.
struct PlaneField {
    PlaneGrid grid;
    std::vector<float> values;   ///< rows x columns; NaN: not known
    double low = 0, high = 1;    ///< what has the first and the last colour
    std::vector<uint8_t> holes;  ///< rows x columns, nonzero: hatched; empty: none is

    bool isEmpty() const { return grid.columns < 2 || grid.rows < 2; }
};

struct FieldLook {
    double opacity = 1;
    bool lines = false;         ///< between the bands
    bool clearBeneath = false;  ///< what is below the first line is not drawn
};

/// Bands of equal steps from low to high in the colours of Tokens::magnitude, bilinear between the samples; where one
/// of its four is not known nothing is drawn.
constexpr int kFieldBands = 12;

/// Draws onto `image` (Format_RGB32 with its device pixel ratio), inside the view's plot area.
void drawField(QImage& image, const PlaneView& view, const PlaneField& field, const FieldLook& look);

}  // namespace zscape
