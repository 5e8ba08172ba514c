#pragma once

#include "ui/panels/loss/min_max_pyramid.h"

#include <QList>
#include <QPointF>

#include <cstdint>
#include <functional>
#include <vector>

namespace zscape {

/// Where rows lie on the x axis: `at` never falls from one row to the next (step, epoch, seconds).
struct RowPositions {
    int64_t count = 0;
    std::function<double(int64_t)> at;

    /// The first row whose position is at least `x`; count when there is none.
    int64_t firstAtLeast(double x) const;
    /// The row nearest to `x`, or -1 when there are no rows.
    int64_t nearest(double x) const;
};

/// The part of the x axis that is shown, cut into pixel columns: column i holds rows [rows[i], rows[i + 1]) .
struct PixelColumns {
    double minimum = 0;
    double maximum = 1;
    std::vector<int64_t> rows;  ///< columns + 1 boundaries, ascending

    int count() const { return rows.empty() ? 0 : static_cast<int>(rows.size()) - 1; }
    double middle(int column) const { return minimum + (maximum - minimum) * (column + 0.5) / count(); }
    int64_t shown() const { return rows.empty() ? 0 : rows.back() - rows.front(); }
};

/// \pre columns >= 1, maximum > minimum
PixelColumns pixelColumns(const RowPositions& positions, double minimum, double maximum, int columns);

/// Rows are so many that a line of two points for a column says the same.
inline bool isDecimated(const PixelColumns& columns) { return columns.shown() > int64_t{2} * columns.count(); }

/// A polyline of at most two points for a pixel column that reaches every column's least and greatest value: drawn, it
/// covers the same pixels as all the rows would. Where rows are fewer than that, every row itself, with one
/// beyond each edge so that the line enters and leaves the picture.
QList<QPointF> minMaxLine(const MinMaxPyramid& values, const RowPositions& positions, const PixelColumns& columns);

/// The same with one point for a column, the mean of its values: for lines that are smooth already.
QList<QPointF> meanLine(const MinMaxPyramid& values, const RowPositions& positions, const PixelColumns& columns);

/// Quantiles of the values in rows [begin, end), taken from at most `samples` of them, evenly spread.
/// Both are 0 when no value is finite. \pre 0 <= low <= high <= 1
struct QuantilePair {
    double low = 0;
    double high = 0;
    bool empty = true;
};
QuantilePair quantiles(const MinMaxPyramid& values, int64_t begin, int64_t end, double low, double high,
                       int samples = 2000);

}  // namespace zscape
