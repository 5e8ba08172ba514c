#pragma once

#include "ui/panels/loss/loss_data.h"

#include <QColor>
#include <QString>

#include <functional>

namespace zscape {

/// A line of the loss chart: a term of the run that is shown, or one of several runs that are compared.
struct LossCurve {
    const LossData* data = nullptr;  ///< outlives the chart, or is replaced there first
    size_t term = 0;                 ///< of `data`
    QString name;                    ///< at the line's end
    std::function<QColor()> colour;  ///< on the ground that is in force
    bool raw = true;                 ///< the raw values are drawn
    bool rings = true;               ///< at held-out values, and a diamond at the least of the first term

    RowPositions positions(LossAxis axis) const { return data->positions(axis); }
    RowPositions heldOutPositions(LossAxis axis) const { return data->heldOutPositions(axis); }
    const MinMaxPyramid& rawValues() const { return data->raw(term); }
    const MinMaxPyramid& smooth() const { return data->smooth(term); }
    double heldOutAt(int64_t row) const { return data->heldOutAt(row, term); }
    bool isBest(int64_t heldOutRow) const { return term == 0 && heldOutRow == data->bestHeldOutRow(); }
};

}  // namespace zscape
