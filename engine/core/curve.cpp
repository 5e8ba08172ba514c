#include "engine/core/curve.h"

#include "engine/core/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace zscape {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool readNumber(std::string_view text, double& number) {
    text = trimmed(text);
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size() && std::isfinite(number);
}

std::string numberText(double number) {
    char buffer[32];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general, 6);
    return {buffer, result.ptr};
}

}  // namespace

std::vector<CurvePoint> readCurve(const std::string& text) {
    std::vector<CurvePoint> points;
    const auto refuse = [&](const std::string& what) {
        throw Error("curve.read",
                    "Point %1 of the curve %2. Write points as 0:0, 5:1 (epoch:value), epochs ascending from 0.",
                    {std::to_string(points.size() + 1), what});
    };
    for (std::string_view rest = text;;) {
        const auto comma = rest.find(',');
        const std::string_view part = rest.substr(0, comma);
        const auto colon = part.find(':');
        CurvePoint point;
        if (colon == std::string_view::npos || !readNumber(part.substr(0, colon), point.at) ||
            !readNumber(part.substr(colon + 1), point.value))
            refuse("is not two numbers");
        if (point.at < 0) refuse("lies before the first epoch");
        if (!points.empty() && point.at <= points.back().at) refuse("does not lie after the one before");
        if (points.size() == kMostCurvePoints) refuse("is one too many: 64 are the most");
        points.push_back(point);
        if (comma == std::string_view::npos) return points;
        rest.remove_prefix(comma + 1);
    }
}

std::string curveText(const std::vector<CurvePoint>& points) {
    std::string text;
    for (const CurvePoint& point : points)
        text += (text.empty() ? "" : ", ") + numberText(point.at) + ":" + numberText(point.value);
    return text;
}

double curveAt(const std::vector<CurvePoint>& points, double place) {
    const auto after = std::upper_bound(points.begin(), points.end(), place,
                                        [](double at, const CurvePoint& point) { return at < point.at; });
    if (after == points.begin()) return points.front().value;
    if (after == points.end()) return points.back().value;
    const CurvePoint& a = *(after - 1);
    return std::lerp(a.value, after->value, (place - a.at) / (after->at - a.at));
}

}  // namespace zscape
