#include "engine/data/import_settings.h"

#include "engine/core/channel_colours.h"
#include "engine/core/error.h"
#include "engine/data/arrange_choice.h"
#include "engine/data/array_layout.h"
#include "engine/data/tile_grid.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace zscape {

namespace {

/// Of a project: nobody sets it, so that it is none of the declarations.
constexpr const char* kNumbersKey = "numbers";

Setting declare(std::string key, std::string label, Setting::Type type, SettingValue value, std::string sentence) {
    Setting setting;
    setting.key = std::move(key);
    setting.label = std::move(label);
    setting.type = type;
    setting.value = std::move(value);
    setting.sentence = std::move(sentence);
    return setting;
}

std::optional<std::array<uint8_t, 3>> backgroundFrom(const std::string& text) {
    if (text == "guess") return std::nullopt;
    const std::optional<std::array<uint8_t, 3>> colour = colourFrom(text);
    if (!colour)
        throw Error("setting.value",
                    "background cannot be \"%1\". Give guess, or a colour as #rrggbb, for example #ffffff for white.",
                    {text});
    return colour;
}

/// In the order of enum Fit.
constexpr std::array<const char*, 4> kFits{"crop", "pad", "stretch", "tiles"};

Fit fitFrom(const std::string& text) {
    const auto found = std::find(kFits.begin(), kFits.end(), text);
    return found == kFits.end() ? Fit::Crop : static_cast<Fit>(found - kFits.begin());
}

std::string textOf(const ImportSettings& settings) {
    return settings.guessFit ? "guess" : kFits[static_cast<size_t>(settings.fit)];
}

Setting declareWhole(const std::string& key, const std::string& label, int64_t value, int least, int most,
                     const std::string& unit, const std::string& sentence) {
    Setting setting = declare(key, label, Setting::Type::Integer, value, sentence);
    setting.minimum = least;
    setting.maximum = most;
    setting.unit = unit;
    return setting;
}

/// In the order of Axes.
constexpr std::array<const char*, 4> kAxesNames{"auto", "pages", "CZ", "ZC"};

/// \throws Error "setting.value"
void takeAxes(const std::string& text, ImportSettings& settings) {
    const auto at = std::find(kAxesNames.begin(), kAxesNames.end(), text);
    if (at != kAxesNames.end()) {
        settings.axes = static_cast<Axes>(at - kAxesNames.begin());
        return;
    }
    const std::optional<std::string> axes = axesFrom(text);
    if (!axes)
        throw Error(
            "setting.value",
            "axes cannot be \"%1\". Give auto; for the pages of a TIFF pages, CZ or ZC; for an array a letter for "
            "each of its dimensions, such as NHW, NHWC, NCHW, HWN or NZHW (N, Z and T count pictures, H rows, W "
            "columns, C channels).",
            {text});
    settings.arrayAxes = *axes;
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
        "Crop takes the middle square, pad lays the whole picture on the background, stretch forgets its proportions; "
        "tiles cuts it into squares of the size, each of which is an image.");
    fit.choices = {"guess", "crop", "pad", "stretch", "tiles"};
    fit.primary = true;
    settings.push_back(fit);
    settings.push_back(declareWhole("tile_scale", "Tiles' scale", Tiling{}.scale, 1, Tiling::kMostScale, "",
                                    "With fit=tiles: pictures are shrunk to one part in so many before they are cut."));
    settings.push_back(declareWhole("tile_overlap", "Tiles' overlap", Tiling{}.overlap, 0, 255, "pixels",
                                    "With fit=tiles: how many pixels of a tile its neighbour has too."));
    settings.push_back(declareWhole("tile_empty", "Empty tiles", Tiling{}.emptyPercent, 0, 100, "%",
                                    "With fit=tiles: a tile is left out where at least so much of it is background: "
                                    "transparent, of the background's colour, or of the colour at the edge of its "
                                    "picture; 0 keeps all."));
    settings.push_back(declare("background", "Background", Setting::Type::Text, std::string("guess"),
                               "What is laid under transparent and around padded pictures: a colour as #rrggbb, or "
                               "guess, which is white, or black where transparent pictures would be lost on white."));
    settings.push_back(
        declare("range", "Values", Setting::Type::Text, std::string("auto"),
                "Which values of the files are black and white: auto finds them for files of more than 8 "
                "bits and for masks of 0 and 1, full is what the files' type holds, two numbers such as "
                "0..1023, two for each channel such as 40..900,12..300, or file for each picture by itself."));
    settings.push_back(declare(
        "axes", "Axes", Setting::Type::Text, std::string("auto"),
        "What the pages of a TIFF and the dimensions of an array are. auto: what ImageJ or OME-TIFF say, and "
        "what an array's shape looks like. TIFF: pages takes each page as a picture; with channels=N, CZ takes "
        "each N pages, and ZC all pages of one channel and then of the next. Array: a letter for each "
        "dimension, such as NHWC, NCHW, HWN or NZHW; N, Z and T count pictures, H rows, W columns, C channels."));
    settings.push_back(declare(
        "colours", "Channels' colours", Setting::Type::Text, std::string("auto"),
        "What the channels of a picture are shown in: auto is what OME-TIFF or ImageJ say, or green and magenta; else "
        "a "
        "colour for each with commas between them: red, green, blue, grey, cyan, magenta, yellow, orange or #rrggbb."));
    Setting frames = declare("frames", "Frames", Setting::Type::Choice, std::string("first"),
                             "Which frames of an animated GIF or WebP are pictures: the first, or all of them.");
    frames.choices = {"first", "all"};
    settings.push_back(frames);
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
    settings.tiling.scale = static_cast<int>(std::get<int64_t>(valueOf("tile_scale")));
    settings.tiling.overlap = static_cast<int>(std::get<int64_t>(valueOf("tile_overlap")));
    settings.tiling.emptyPercent = static_cast<int>(std::get<int64_t>(valueOf("tile_empty")));
    if (settings.size != 0) requireOverlapBelow(settings.size, settings);
    settings.background = backgroundFrom(std::get<std::string>(valueOf("background")));
    settings.range = valueRangeFrom(std::get<std::string>(valueOf("range")));
    settings.frames = std::get<std::string>(valueOf("frames")) == "all" ? Frames::All : Frames::First;
    takeAxes(std::get<std::string>(valueOf("axes")), settings);
    if (settings.channels < 2 && (settings.axes == Axes::ChannelFirst || settings.axes == Axes::ChannelLast))
        throw Error("setting.value",
                    "axes cannot be \"%1\" without a number of channels. Give channels=2, or as many as there are.",
                    {std::get<std::string>(valueOf("axes"))});
    settings.colours = channelColoursFrom(std::get<std::string>(valueOf("colours")));
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
            {"tile_scale", int64_t{settings.tiling.scale}},
            {"tile_overlap", int64_t{settings.tiling.overlap}},
            {"tile_empty", int64_t{settings.tiling.emptyPercent}},
            {"background", settings.background ? textOfColour(*settings.background) : std::string("guess")},
            {"range", textOf(settings.range)},
            {"frames", std::string(settings.frames == Frames::All ? "all" : "first")},
            {"axes", settings.arrayAxes.empty() ? std::string(kAxesNames.at(static_cast<size_t>(settings.axes)))
                                                : settings.arrayAxes},
            {"colours", textOf(settings.colours)},
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
    // As it was written then.
    if (settings.frames == Frames::FirstOfGif) json.erase("frames");
    if (settings.numbers.format != NumberFormat::Unknown) json[kNumbersKey] = textOf(settings.numbers);
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
    // Written before ranges were found, and backgrounds guessed: the same pixels as then.
    values.emplace("range", std::string("full"));
    values.emplace("background", std::string("#ffffff"));
    try {
        ImportSettings settings = importSettingsFrom(values);
        // Written before animated WebPs were read: the same pictures as then.
        if (!values.contains("frames")) settings.frames = Frames::FirstOfGif;
        // Written before it was kept: unknown.
        if (const auto numbers = values.find(kNumbersKey); numbers != values.end()) {
            const auto* name = std::get_if<std::string>(&numbers->second);
            settings.numbers = fileNumbersFrom(name ? *name : formatSetting(numbers->second));
        }
        return settings;
    } catch (const Error& error) {
        // Of what was typed it would be wrong usage: here it is the file that is wrong.
        throw Error("import.settings", "The settings of the import are damaged: %1", {error.info().sentence()});
    }
}

}  // namespace zscape
