#pragma once

#include <QString>

#include <vector>

namespace zscape {

struct Tick {
    double value = 0;     ///< as a person reads it
    double position = 0;  ///< on the axis: the value, or its log10
    QString label;
};

/// Ticks at multiples of 1, 2, 5 times a power of ten, the finest spacing that gives no more than `most` of them (at
/// least 2). Only within the range, and never less than two, half of it apart or more: where no spacing has such, the
/// first and the last of a finer one.
std::vector<Tick> linearTicks(double minimum, double maximum, int most);

/// Ticks of an axis of seconds, at whole seconds, minutes and hours: "30 s", "5 min", "2 h".
std::vector<Tick> timeTicks(double minimum, double maximum, int most);

/// Ticks of an axis whose positions are log10 of the values, from log10 range [minimum, maximum]: powers of ten, with 2
/// and 5 between them as they fit; where those do not tell the range, the linear ones of it, or two numbers near its
/// ends.
std::vector<Tick> logarithmicTicks(double minimum, double maximum, int most);

/// 0.0005, 12.5, 2000, 250k, 1.2M: `spacing` says how many decimals are worth showing.
QString tickLabel(double value, double spacing);

/// Where an axis of steps or epochs ends: at the next 1, 2 or 5 times a power of ten above what is `done`, but at
/// `planned` (0: nothing is) where that is nearer, or not even half as far again. What is done is always on it.
double axisEnd(double done, double planned);

/// A loss as it is read out: four significant digits, 141.4, 6.55, 0.1234, 1.23e+06.
QString lossNumber(double value);

}  // namespace zscape
