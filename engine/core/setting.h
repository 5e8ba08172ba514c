#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace zscape {

using SettingValue = std::variant<bool, int64_t, double, std::string>;
using SettingValues = std::map<std::string, SettingValue>;

/// One thing that a person may set, declared once by the part that reads it. The window's form, `--set` and
/// its hints, `info`, the checkpoint and the exports are all made from this declaration.
struct Setting {
    enum class Type { Flag, Integer, Number, Choice, Text, Curve };  ///< a Curve is text: see engine/core/curve.h

    std::string key;    ///< snake_case, unique in a recipe: "beta", "learning_rate", "latent_dimensions"
    std::string label;  ///< English, for the form: "KL weight β"
    Type type = Type::Number;
    SettingValue value;  ///< the default, or the recipe's own
    double minimum = 0;  ///< inclusive; Integer and Number, and the values of a Curve
    double maximum = 0;  ///< inclusive
    std::string unit;    ///< "images", "epochs", "nats"; empty when it has none. Of a Curve: of its places
    std::vector<std::string> choices;  ///< Choice
    std::string sentence;              ///< English: what it does, when to change it
    bool primary = false;              ///< shown at once; the others are folded under More settings
    bool live = false;                 ///< may change while a run trains
    bool logarithmic = false;          ///< a slider for it is logarithmic
    bool automatic = false;  ///< Integer: 0, and no number given, mean that it is chosen by the number of images;
                             ///< `value` is what many images get
};

/// Reads `text` as a value of `setting`.
/// \throws Error "setting.value" with the range or the choices, when it is none
SettingValue parseSetting(const Setting& setting, const std::string& text);

/// \throws Error "setting.value" when `value` has another type (an integer is taken for a Number) or lies outside the
/// range
SettingValue checkSetting(const Setting& setting, const SettingValue& value);

std::string formatSetting(const SettingValue& value);

/// The setting with this key.
/// \throws Error "setting.unknown" naming the nearest key (edit distance) when there is none
const Setting& findSetting(const std::vector<Setting>& settings, const std::string& key);

/// The nearest of `candidates` to `word` by edit distance, or an empty string when none is near (more than a third
/// differs).
std::string nearestWord(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace zscape
