#pragma once

#include <string>
#include <vector>

namespace zscape {

/// A point of a line that is straight between its points, and level before the first and after the last.
struct CurvePoint {
    double at = 0;     ///< where: epochs
    double value = 0;  ///< how high
    bool operator==(const CurvePoint&) const = default;
};

inline constexpr size_t kMostCurvePoints = 64;

/// "0:0, 5:1, 20:0.5": place and value, places ascending from 0 on.
/// \throws Error "curve.read" saying what is wrong with which point
std::vector<CurvePoint> readCurve(const std::string& text);

/// As readCurve() takes it, in few digits.
std::string curveText(const std::vector<CurvePoint>& points);

/// `points` not empty, ascending.
double curveAt(const std::vector<CurvePoint>& points, double place);

}  // namespace zscape
