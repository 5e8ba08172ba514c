#include "engine/data/arrange_choice.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <charconv>

namespace zscape {

ArrangeChoice arrangeChoice(const std::string& key, const std::string& value) {
    using Kind = ArrangeChoice::Kind;
    if (value.empty()) return {};
    const bool split = key == "split";
    if (!split && value == "none") return {Kind::None, 0, {}};
    if (split && value == "own") return {Kind::Own, 0, {}};
    if (split && value == "source") return {Kind::Source, 0, {}};
    if (split && value == "random") return {Kind::Random, 0, {}};
    const auto after = [&](const std::string& word) {
        return value.starts_with(word) && value.size() > word.size() ? value.substr(word.size()) : std::string();
    };
    if (const std::string name = after("column:"); !name.empty()) return {Kind::Column, 0, name};
    if (const std::string expression = split ? std::string() : after("pattern:"); !expression.empty())
        return {Kind::Pattern, 0, expression};
    if (const std::string number = split ? std::string() : after("level:"); !number.empty()) {
        int level = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), level);
        if (error == std::errc() && end == number.data() + number.size() && level >= 1) return {Kind::Level, level, {}};
    }
    if (split)
        throw Error("setting.value", "split cannot be \"%1\". Choose one of: own, random, column:NAME.",
                    {validUtf8(value)});
    throw Error("setting.value", "%1 cannot be \"%2\". Choose one of: level:N, none, pattern:EXPRESSION, column:NAME.",
                {key, validUtf8(value)});
}

}  // namespace zscape
