#include "engine/data/import_settings.h"

#include "engine/core/error.h"
#include "engine/data/arrange_choice.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace zscape {

namespace {

Setting declare(std::string key, std::string label, Setting::Type type, SettingValue value, std::string sentence) {
    Setting setting;
    setting.key = std::move(key);
    setting.label = std::move(label);
    setting.type = type;
    setting.value = std::move(value);
    setting.sentence = std::move(sentence);
    return setting;
}

std::array<uint8_t, 3> colourFrom(const std::string& text) {
    const bool shaped = text.size() == 7 && text[0] == '#' && std::all_of(text.begin() + 1, text.end(), [](char c) {
                            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                        });
    if (!shaped)
        throw Error("setting.value",
                    "background cannot be \"%1\". Give a colour as #rrggbb, for example #ffffff for white.", {text});
    const unsigned long number = std::stoul(text.substr(1), nullptr, 16);
    return {static_cast<uint8_t>(number >> 16), static_cast<uint8_t>(number >> 8 & 255),
            static_cast<uint8_t>(number & 255)};
}

std::string textOf(const std::array<uint8_t, 3>& colour) {
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", unsigned{colour[0]}, unsigned{colour[1]}, unsigned{colour[2]});
    return text;
}

Fit fitFrom(const std::string& text) { return text == "pad" ? Fit::Pad : text == "stretch" ? Fit::Stretch : Fit::Crop; }

std::string textOf(const ImportSettings& settings) {
    if (settings.guessFit) return "guess";
    return settings.fit == Fit::Pad ? "pad" : settings.fit == Fit::Stretch ? "stretch" : "crop";
}

/// In the order of Axes.
constexpr std::array<const char*, 4> kAxesNames{"auto", "pages", "CZ", "ZC"};

Axes axesFrom(const std::string& text) {
    const auto at = std::find(kAxesNames.begin(), kAxesNames.end(), text);
    return static_cast<Axes>(at - kAxesNames.begin());
}

}  // namespace

std::vector<Setting> importSettingDeclarations() {
    std::vector<Setting> settings;
    Setting size = declare("size", "Size", Setting::Type::Integer, int64_t{0},
                           "Width and height that every picture is brought to, from 16 to 256; 0 guesses from the "
                           "files. Larger pictures take longer to train.");
    size.maximum = 256;
    size.unit = "pixels";
    size.primary = true;
    settings.push_back(size);
    Setting channels = declare("channels", "Colour", Setting::Type::Choice, std::string("guess"),
                               "1 is grey, 3 is colour, other numbers are of pictures that have so many channels; the "
                               "guess is grey when all files are.");
    channels.choices = {"guess"};
    for (int count = 1; count <= kMostChannels; ++count) channels.choices.push_back(std::to_string(count));
    channels.primary = true;
    settings.push_back(channels);
    Setting fit = declare(
        "fit", "Made square by", Setting::Type::Choice, std::string("guess"),
        "Crop takes the middle square, pad lays the whole picture on the background, stretch forgets its proportions.");
    fit.choices = {"guess", "crop", "pad", "stretch"};
    fit.primary = true;
    settings.push_back(fit);
    settings.push_back(declare("background", "Background", Setting::Type::Text, std::string("#ffffff"),
                               "The colour, as #rrggbb, that is laid under transparent and around padded pictures."));
    settings.push_back(
        declare("range", "Values", Setting::Type::Text, std::string("auto"),
                "Which values of the files are black and white: auto finds them for files of more than 8 "
                "bits and for masks of 0 and 1, full is what the files' type holds, two numbers such as "
                "0..1023, two for each channel such as 40..900,12..300, or file for each picture by itself."));
    Setting axes = declare("axes", "Pages of a TIFF", Setting::Type::Choice, std::string("auto"),
                           "auto makes pictures of several channels where ImageJ or OME-TIFF say that pages are "
                           "channels; pages takes each page as a picture; with channels=N, CZ takes each N pages, and "
                           "ZC all pages of one channel and then of the next.");
    axes.choices.assign(kAxesNames.begin(), kAxesNames.end());
    settings.push_back(axes);
    Setting count =
        declare("count", "Shapes", Setting::Type::Integer, int64_t{20000}, "How many pictures sample:shapes draws.");
    count.minimum = 1;
    count.maximum = 10'000'000;
    count.unit = "images";
    count.logarithmic = true;
    settings.push_back(count);
    Setting seed = declare("sample_seed", "Shapes' seed", Setting::Type::Integer, int64_t{1},
                           "The seed that sample:shapes draws from: the same one gives the same pictures.");
    seed.maximum = 9007199254740992.0;
    settings.push_back(seed);
    settings.push_back(declare("labels", "Labels", Setting::Type::Text, std::string(),
                               "What names an image's class: level:N for the folders so deep, none, pattern:EXPRESSION "
                               "with one group for a part of the file's name, column:NAME of a table; empty guesses."));
    settings.push_back(declare("split", "Split", Setting::Type::Text, std::string(),
                               "What is held out: own for the data's own folders or arrays (train, val, test), random, "
                               "column:NAME of a table; empty takes their own where there is one."));
    settings.push_back(declare("group", "Groups", Setting::Type::Text, std::string(),
                               "Images that are never on both sides of the split, such as those of one patient: none, "
                               "level:N, pattern:EXPRESSION with one group, column:NAME of a table."));
    settings.push_back(declare("table", "Table", Setting::Type::Text, std::string(),
                               "A table about the images (CSV, TSV, JSON lines), or some with ; between them, or none; "
                               "empty looks for one beside the images."));
    Setting duplicates =
        declare("duplicates", "Duplicates", Setting::Type::Choice, std::string("keep"),
                "train puts images with exactly the same pixels on the training side, where a split has parted them.");
    duplicates.choices = {"keep", "train"};
    settings.push_back(duplicates);
    return settings;
}

ImportSettings importSettingsFrom(const SettingValues& values) {
    const std::vector<Setting> declarations = importSettingDeclarations();
    const auto valueOf = [&](const std::string& key) -> SettingValue {
        const Setting& setting = findSetting(declarations, key);
        const auto given = values.find(key);
        if (given == values.end()) return setting.value;
        // A number is as good as its choice: channels 3 and "3".
        const auto* number = std::get_if<int64_t>(&given->second);
        return checkSetting(setting, number && setting.type == Setting::Type::Choice
                                         ? SettingValue(std::to_string(*number))
                                         : given->second);
    };
    ImportSettings settings;
    settings.size = static_cast<int>(std::get<int64_t>(valueOf("size")));
    if (settings.size != 0 && settings.size < 16)
        throw Error("setting.value", "size cannot be \"%1\". Give a whole number from 16 to 256, or 0 for a guess.",
                    {std::to_string(settings.size)});
    const std::string channels = std::get<std::string>(valueOf("channels"));
    settings.channels = channels == "guess" ? 0 : std::stoi(channels);
    const std::string fit = std::get<std::string>(valueOf("fit"));
    settings.guessFit = fit == "guess";
    settings.fit = fitFrom(fit);
    settings.background = colourFrom(std::get<std::string>(valueOf("background")));
    settings.range = valueRangeFrom(std::get<std::string>(valueOf("range")));
    settings.axes = axesFrom(std::get<std::string>(valueOf("axes")));
    if (settings.channels < 2 && (settings.axes == Axes::ChannelFirst || settings.axes == Axes::ChannelLast))
        throw Error("setting.value",
                    "axes cannot be \"%1\" without a number of channels. Give channels=2, or as many as there are.",
                    {std::get<std::string>(valueOf("axes"))});
    settings.sampleCount = std::get<int64_t>(valueOf("count"));
    settings.sampleSeed = static_cast<uint64_t>(std::get<int64_t>(valueOf("sample_seed")));
    settings.labels = std::get<std::string>(valueOf("labels"));
    settings.split = std::get<std::string>(valueOf("split"));
    settings.group = std::get<std::string>(valueOf("group"));
    settings.table = std::get<std::string>(valueOf("table"));
    settings.duplicates = std::get<std::string>(valueOf("duplicates"));
    arrangeChoice("labels", settings.labels);
    arrangeChoice("split", settings.split);
    arrangeChoice("group", settings.group);
    return settings;
}

SettingValues importSettingValues(const ImportSettings& settings) {
    return {{"size", int64_t{settings.size}},
            {"channels", settings.channels == 0 ? std::string("guess") : std::to_string(settings.channels)},
            {"fit", textOf(settings)},
            {"background", textOf(settings.background)},
            {"range", textOf(settings.range)},
            {"axes", std::string(kAxesNames.at(static_cast<size_t>(settings.axes)))},
            {"count", settings.sampleCount},
            {"sample_seed", static_cast<int64_t>(settings.sampleSeed)},
            {"labels", settings.labels},
            {"split", settings.split},
            {"group", settings.group},
            {"table", settings.table},
            {"duplicates", settings.duplicates.empty() ? std::string("keep") : settings.duplicates}};
}

std::string importSettingsToJson(const ImportSettings& settings) {
    nlohmann::json json;
    for (const auto& [key, value] : importSettingValues(settings))
        std::visit([&, &name = key](const auto& plain) { json[name] = plain; }, value);
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

ImportSettings importSettingsFromJson(const std::string& text) {
    const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object())
        throw Error("import.settings", "The settings of the import are damaged: they are no JSON object.");
    SettingValues values;
    for (const auto& [key, value] : json.items()) {
        if (value.is_number_integer()) values[key] = value.get<int64_t>();
        else if (value.is_string()) values[key] = value.get<std::string>();
        else
            throw Error("import.settings",
                        "The settings of the import are damaged: %1 is neither a whole number nor a text.", {key});
    }
    // Written before folders and tables were looked at for a split: the same images are held out as then.
    if (!values.contains("split")) {
        values["split"] = std::string("source");
        values.emplace("table", std::string("none"));
    }
    // Written before ranges were found: the same pixels as then.
    values.emplace("range", std::string("full"));
    try {
        return importSettingsFrom(values);
    } catch (const Error& error) {
        // Of what was typed it would be wrong usage: here it is the file that is wrong.
        throw Error("import.settings", "The settings of the import are damaged: %1", {error.info().sentence()});
    }
}

}  // namespace zscape
