#include "engine/core/setting.h"

#include "engine/core/curve.h"
#include "engine/core/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace zscape {

namespace {

std::string formatNumber(double value) {
    char buffer[64];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general);
    return {buffer, result.ptr};
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

[[noreturn]] void refuse(const Setting& setting, const std::string& given) {
    switch (setting.type) {
        case Setting::Type::Flag:
            throw Error("setting.value", "%1 is on or off; \"%2\" is neither.", {setting.key, given});
        case Setting::Type::Choice:
            throw Error("setting.value", "%1 cannot be \"%2\". Choose one of: %3.",
                        {setting.key, given, join(setting.choices)});
        case Setting::Type::Integer:
            throw Error("setting.value", "%1 cannot be \"%2\". Give a whole number from %3 to %4.",
                        {setting.key, given, formatNumber(setting.minimum), formatNumber(setting.maximum)});
        case Setting::Type::Number:
            throw Error("setting.value", "%1 cannot be \"%2\". Give a number from %3 to %4.",
                        {setting.key, given, formatNumber(setting.minimum), formatNumber(setting.maximum)});
        case Setting::Type::Curve:
            throw Error("setting.value", "%1 cannot be \"%2\". Its values are from %3 to %4.",
                        {setting.key, given, formatNumber(setting.minimum), formatNumber(setting.maximum)});
        case Setting::Type::Text: break;
    }
    throw Error("setting.value", "%1 cannot be \"%2\".", {setting.key, given});
}

size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

template <class Number>
bool readWhole(const std::string& text, Number& number) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

}  // namespace

std::string formatSetting(const SettingValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "on" : "off";
    if (const auto* integer = std::get_if<int64_t>(&value)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&value)) return formatNumber(*number);
    return std::get<std::string>(value);
}

SettingValue checkSetting(const Setting& setting, const SettingValue& value) {
    const auto inRange = [&](double number) {
        return std::isfinite(number) && number >= setting.minimum && number <= setting.maximum;
    };
    switch (setting.type) {
        case Setting::Type::Flag:
            if (std::holds_alternative<bool>(value)) return value;
            break;
        case Setting::Type::Integer:
            if (const auto* integer = std::get_if<int64_t>(&value); integer && inRange(static_cast<double>(*integer)))
                return value;
            break;
        case Setting::Type::Number:
            if (const auto* integer = std::get_if<int64_t>(&value); integer && inRange(static_cast<double>(*integer)))
                return static_cast<double>(*integer);
            if (const auto* number = std::get_if<double>(&value); number && inRange(*number)) return value;
            break;
        case Setting::Type::Choice:
            if (const auto* text = std::get_if<std::string>(&value);
                text && std::count(setting.choices.begin(), setting.choices.end(), *text))
                return value;
            break;
        case Setting::Type::Text:
            if (std::holds_alternative<std::string>(value)) return value;
            break;
        case Setting::Type::Curve:
            if (const auto* text = std::get_if<std::string>(&value)) {
                const std::vector<CurvePoint> points = readCurve(*text);
                if (std::all_of(points.begin(), points.end(),
                                [&](const CurvePoint& point) { return inRange(point.value); }))
                    return curveText(points);
            }
            break;
    }
    refuse(setting, formatSetting(value));
}

SettingValue parseSetting(const Setting& setting, const std::string& text) {
    switch (setting.type) {
        case Setting::Type::Flag:
            if (text == "on" || text == "true" || text == "1" || text == "yes") return true;
            if (text == "off" || text == "false" || text == "0" || text == "no") return false;
            break;
        case Setting::Type::Integer:
            if (int64_t integer = 0; readWhole(text, integer)) return checkSetting(setting, integer);
            break;
        case Setting::Type::Number:
            if (double number = 0; readWhole(text, number)) return checkSetting(setting, number);
            break;
        case Setting::Type::Choice:
        case Setting::Type::Text:
        case Setting::Type::Curve: return checkSetting(setting, text);
    }
    refuse(setting, text);
}

std::string nearestWord(const std::string& word, const std::vector<std::string>& candidates) {
    std::string nearest;
    size_t least = std::max<size_t>(2, word.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        if (const size_t distance = editDistance(word, candidate); distance < least) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

const Setting& findSetting(const std::vector<Setting>& settings, const std::string& key) {
    const auto found =
        std::find_if(settings.begin(), settings.end(), [&](const Setting& setting) { return setting.key == key; });
    if (found != settings.end()) return *found;
    std::vector<std::string> keys;
    keys.reserve(settings.size());
    for (const auto& setting : settings) keys.push_back(setting.key);
    if (const std::string near = nearestWord(key, keys); !near.empty())
        throw Error("setting.unknown", "There is no setting \"%1\" here. Did you mean %2?", {key, near});
    throw Error("setting.unknown", "There is no setting \"%1\" here. There are: %2.", {key, join(keys)});
}

}  // namespace zscape
