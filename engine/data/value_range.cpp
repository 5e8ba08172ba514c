#include "engine/data/value_range.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

namespace zscape {

namespace {

std::optional<double> numberOf(std::string_view text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<ValueRange::Ends> endsOf(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    const size_t dots = text.find("..");
    if (dots == std::string_view::npos) return std::nullopt;
    const std::optional<double> black = numberOf(text.substr(0, dots)), white = numberOf(text.substr(dots + 2));
    if (!black || !white || *black >= *white) return std::nullopt;
    return ValueRange::Ends{*black, *white};
}

/// Nothing where one of them is none, or there are too many.
std::vector<ValueRange::Ends> allEndsOf(std::string_view text) {
    std::vector<ValueRange::Ends> all;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        const std::optional<ValueRange::Ends> ends = endsOf(text.substr(begin, end - begin));
        if (!ends || std::ssize(all) == kMostChannels) return {};
        all.push_back(*ends);
        begin = end + 1;
    }
    return all;
}

}  // namespace

ValueRange ValueRange::of(int channel) const {
    if (channels == 0) return *this;
    const Ends& own = ends.at(static_cast<size_t>(channel));
    return {kind, own.black, own.white};
}

ValueRange rangeOfChannels(const std::vector<ValueRange::Ends>& ends) {
    ValueRange range{ValueRange::Kind::Fixed, ends.at(0).black, ends.at(0).white};
    if (ends.size() == 1) return range;
    range.channels = static_cast<int>(ends.size());
    for (size_t k = 0; k < ends.size(); ++k) range.ends.at(k) = ends[k];
    return range;
}

ValueRange valueRangeFrom(const std::string& text) {
    if (text == "auto") return {};
    if (text == "full") return {ValueRange::Kind::Full};
    if (text == "file") return {ValueRange::Kind::File};
    if (const std::vector<ValueRange::Ends> ends = allEndsOf(text); !ends.empty()) return rangeOfChannels(ends);
    throw Error("setting.value",
                "range cannot be \"%1\". Give auto, full, file, or the values that are black and white, the smaller "
                "first, for example 0..1023, or 40..900,12..300 for two channels.",
                {validUtf8(text)});
}

std::string textOf(const ValueRange& range) {
    switch (range.kind) {
        case ValueRange::Kind::Auto: return "auto";
        case ValueRange::Kind::Full: return "full";
        case ValueRange::Kind::File: return "file";
        case ValueRange::Kind::Fixed: break;
    }
    std::string text = textOfValue(range.black) + ".." + textOfValue(range.white);
    for (int k = 1; k < range.channels; ++k) {
        const ValueRange channel = range.of(k);
        text += "," + textOfValue(channel.black) + ".." + textOfValue(channel.white);
    }
    return text;
}

std::string textOfValue(double value) {
    char text[32];
    const auto [end, failed] = std::to_chars(text, text + sizeof text, value);
    return failed == std::errc() ? std::string(text, end) : std::to_string(value);
}

}  // namespace zscape
