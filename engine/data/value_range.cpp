#include "engine/data/value_range.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace zscape {

namespace {

std::optional<double> numberOf(std::string_view text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

}  // namespace

ValueRange valueRangeFrom(const std::string& text) {
    if (text == "auto") return {};
    if (text == "full") return {ValueRange::Kind::Full};
    if (text == "file") return {ValueRange::Kind::File};
    if (const size_t dots = text.find(".."); dots != std::string::npos) {
        const std::optional<double> black = numberOf(std::string_view(text).substr(0, dots)),
                                    white = numberOf(std::string_view(text).substr(dots + 2));
        if (black && white && *black < *white) return {ValueRange::Kind::Fixed, *black, *white};
    }
    throw Error("setting.value",
                "range cannot be \"%1\". Give auto, full, file, or the values that are black and white, the smaller "
                "first, for example 0..1023.",
                {validUtf8(text)});
}

std::string textOf(const ValueRange& range) {
    switch (range.kind) {
        case ValueRange::Kind::Auto: return "auto";
        case ValueRange::Kind::Full: return "full";
        case ValueRange::Kind::File: return "file";
        case ValueRange::Kind::Fixed: break;
    }
    return textOfValue(range.black) + ".." + textOfValue(range.white);
}

std::string textOfValue(double value) {
    char text[32];
    const auto [end, failed] = std::to_chars(text, text + sizeof text, value);
    return failed == std::errc() ? std::string(text, end) : std::to_string(value);
}

}  // namespace zscape
