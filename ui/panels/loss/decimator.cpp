#include "ui/panels/loss/decimator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {

int64_t RowPositions::firstAtLeast(double x) const {
    int64_t low = 0;
    int64_t high = count;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (at(middle) < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int64_t RowPositions::nearest(double x) const {
    if (count == 0) return -1;
    const int64_t after = firstAtLeast(x);
    if (after == 0) return 0;
    if (after == count) return count - 1;
    return at(after) - x < x - at(after - 1) ? after : after - 1;
}

PixelColumns pixelColumns(const RowPositions& positions, double minimum, double maximum, int columns) {
    PixelColumns cut;
    cut.minimum = minimum;
    cut.maximum = maximum;
    cut.rows.reserve(static_cast<size_t>(columns) + 1);
    for (int i = 0; i < columns; ++i)
        cut.rows.push_back(positions.firstAtLeast(minimum + (maximum - minimum) * i / columns));
    // The last column takes a row that lies on the right edge itself.
    cut.rows.push_back(positions.firstAtLeast(std::nextafter(maximum, std::numeric_limits<double>::infinity())));
    return cut;
}

namespace {

void appendRow(QList<QPointF>& line, const MinMaxPyramid& values, const RowPositions& positions, int64_t row) {
    if (row < 0 || row >= std::min(values.size(), positions.count)) return;
    if (const float value = values.at(row); std::isfinite(value))
        line.append({positions.at(row), static_cast<double>(value)});
}

QList<QPointF> everyRow(const MinMaxPyramid& values, const RowPositions& positions, const PixelColumns& columns) {
    QList<QPointF> line;
    line.reserve(columns.shown() + 2);
    for (int64_t row = columns.rows.front() - 1; row <= columns.rows.back(); ++row)
        appendRow(line, values, positions, row);
    return line;
}

}  // namespace

QList<QPointF> minMaxLine(const MinMaxPyramid& values, const RowPositions& positions, const PixelColumns& columns) {
    if (columns.count() == 0) return {};
    if (!isDecimated(columns)) return everyRow(values, positions, columns);
    QList<QPointF> line;
    line.reserve(2 * columns.count() + 2);
    appendRow(line, values, positions, columns.rows.front() - 1);
    for (int i = 0; i < columns.count(); ++i) {
        const Extent extent =
            values.over(columns.rows[static_cast<size_t>(i)], columns.rows[static_cast<size_t>(i) + 1]);
        if (extent.empty()) continue;
        const double x = columns.middle(i);
        double first = static_cast<double>(extent.minimum);
        double second = static_cast<double>(extent.maximum);
        // Begin with the end that is nearer to where the line comes from: no needless stroke across.
        if (!line.isEmpty() && std::abs(line.last().y() - second) < std::abs(line.last().y() - first))
            std::swap(first, second);
        line.append({x, first});
        if (second != first) line.append({x, second});
    }
    appendRow(line, values, positions, columns.rows.back());
    return line;
}

QList<QPointF> meanLine(const MinMaxPyramid& values, const RowPositions& positions, const PixelColumns& columns) {
    if (columns.count() == 0) return {};
    if (!isDecimated(columns)) return everyRow(values, positions, columns);
    QList<QPointF> line;
    line.reserve(columns.count() + 2);
    appendRow(line, values, positions, columns.rows.front() - 1);
    for (int i = 0; i < columns.count(); ++i) {
        const Extent extent =
            values.over(columns.rows[static_cast<size_t>(i)], columns.rows[static_cast<size_t>(i) + 1]);
        if (!extent.empty()) line.append({columns.middle(i), extent.mean()});
    }
    appendRow(line, values, positions, columns.rows.back());
    return line;
}

QuantilePair quantiles(const MinMaxPyramid& values, int64_t begin, int64_t end, double low, double high, int samples) {
    begin = std::max<int64_t>(begin, 0);
    end = std::min(end, values.size());
    if (begin >= end) return {};
    std::vector<float> taken;
    const int64_t rows = end - begin;
    const int64_t wanted = std::min<int64_t>(rows, samples);
    taken.reserve(static_cast<size_t>(wanted));
    for (int64_t i = 0; i < wanted; ++i) {
        if (const float value = values.at(begin + i * rows / wanted); std::isfinite(value)) taken.push_back(value);
    }
    if (taken.empty()) return {};
    const auto pick = [&](double share) {
        const auto place =
            taken.begin() + static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(taken.size() - 1)));
        std::nth_element(taken.begin(), place, taken.end());
        return static_cast<double>(*place);
    };
    return {pick(low), pick(high), false};
}

}  // namespace zscape
