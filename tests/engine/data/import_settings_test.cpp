#include "engine/data/import_settings.h"

#include "tests/engine/data/picture_files.h"

namespace zscape {
namespace {

void expectEqual(const ImportSettings& a, const ImportSettings& b) {
    EXPECT_EQ(a.size, b.size);
    EXPECT_EQ(a.channels, b.channels);
    EXPECT_EQ(a.guessFit, b.guessFit);
    if (!a.guessFit) {
        EXPECT_EQ(a.fit, b.fit);
    }
    EXPECT_EQ(a.tiling, b.tiling);
    EXPECT_EQ(a.background, b.background);
    EXPECT_EQ(a.range, b.range);
    EXPECT_EQ(a.frames, b.frames);
    EXPECT_EQ(a.numbers, b.numbers);
    EXPECT_EQ(a.axes, b.axes);
    EXPECT_EQ(a.arrayAxes, b.arrayAxes);
    EXPECT_EQ(a.colours, b.colours);
    EXPECT_EQ(a.sampleCount, b.sampleCount);
    EXPECT_EQ(a.sampleSeed, b.sampleSeed);
    EXPECT_EQ(a.labels, b.labels);
    EXPECT_EQ(a.split, b.split);
    EXPECT_EQ(a.group, b.group);
    EXPECT_EQ(a.table, b.table);
    const auto kept = [](const ImportSettings& settings) {
        return settings.duplicates.empty() ? "keep" : settings.duplicates;
    };
    EXPECT_EQ(kept(a), kept(b));
}

TEST(ImportSettings, DefaultsAreTheHeadersDefaults) {
    expectEqual(importSettingsFrom({}), ImportSettings{});
    SettingValues defaults;
    for (const Setting& setting : importSettingDeclarations()) {
        EXPECT_FALSE(setting.sentence.empty()) << setting.key;
        EXPECT_NO_THROW(checkSetting(setting, setting.value)) << setting.key;
        defaults[setting.key] = setting.value;
    }
    expectEqual(importSettingsFrom(defaults), ImportSettings{});
}

TEST(ImportSettings, JsonGoesRound) {
    ImportSettings settings;
    settings.size = 96;
    settings.channels = 1;
    settings.guessFit = false;
    settings.fit = Fit::Pad;
    settings.background = {1, 171, 255};
    settings.range = {ValueRange::Kind::Fixed, -0.5, 1023};
    settings.frames = Frames::All;
    settings.numbers = fileNumbersFrom("uint16 0..1023");
    settings.axes = Axes::Pages;
    settings.sampleCount = 12;
    settings.sampleSeed = 77;
    settings.labels = "pattern:([a-z]+)[._-]\\d+";
    settings.split = "column:split";
    settings.group = "level:2";
    settings.table = "a \"b\".csv";
    settings.duplicates = "train";
    expectEqual(importSettingsFromJson(importSettingsToJson(settings)), settings);
    expectEqual(importSettingsFromJson(importSettingsToJson({})), {});
    settings.fit = Fit::Tiles;
    settings.tiling = {8, 95, 0};
    expectEqual(importSettingsFromJson(importSettingsToJson(settings)), settings);
    expectEqual(importSettingsFromJson("{\"fit\": \"pad\", \"size\": 96}"), [] {
        ImportSettings before;  // of a project from before there were tiles, guesses of the background, and frames
        before.background = {255, 255, 255};
        before.frames = Frames::FirstOfGif;
        before.size = 96;
        before.guessFit = false;
        before.fit = Fit::Pad;
        before.range = {ValueRange::Kind::Full};
        before.split = "source";
        before.table = "none";
        return before;
    }());
    settings.channels = 2;
    settings.axes = Axes::ChannelLast;
    settings.range = rangeOfChannels({{40, 900.5}, {-3, 1e9}});
    settings.colours = {{{{0, 255, 0}, {1, 2, 3}}}, 2};
    expectEqual(importSettingsFromJson(importSettingsToJson(settings)), settings);
    settings.axes = Axes::Auto;
    settings.arrayAxes = "NZHW";
    expectEqual(importSettingsFromJson(importSettingsToJson(settings)), settings);
    EXPECT_EQ(importSettingsFrom({{"axes", std::string("tczyx")}}).arrayAxes, "TCZHW");
    EXPECT_EQ(importSettingsFromJson("{\"size\": 32}").axes, Axes::Auto) << "written before there were axes";
    EXPECT_EQ(errorCode([] { importSettingsFromJson("{"); }), "import.settings");
    EXPECT_EQ(errorCode([] { importSettingsFromJson("{\"size\": [1]}"); }), "import.settings");
    EXPECT_EQ(errorCode([] { importSettingsFromJson("{\"size\": 9}"); }), "import.settings");
}

TEST(ImportSettings, WrongValuesAreTold) {
    EXPECT_EQ(importSettingsFrom({{"channels", int64_t{3}}}).channels, 3);
    EXPECT_EQ(importSettingsFrom({{"background", std::string("guess")}}).background, std::nullopt);
    EXPECT_EQ(importSettingsFrom({{"background", std::string("#0A0b0c")}}).background, (Colour{10, 11, 12}));
    EXPECT_EQ(importSettingsFrom({{"fit", std::string("stretch")}}).fit, Fit::Stretch);
    const std::vector<SettingValues> wrong{
        {{"size", int64_t{8}}},
        {{"size", int64_t{257}}},
        {{"channels", int64_t{9}}},
        {{"axes", std::string("ZCT")}},
        {{"axes", std::string("CZ")}},
        {{"axes", std::string("NHHW")}},
        {{"axes", std::string("NHC")}},
        {{"colours", std::string("greenish")}},
        {{"fit", std::string("cut")}},
        {{"tile_scale", int64_t{0}}},
        {{"tile_scale", int64_t{65}}},
        {{"tile_overlap", int64_t{-1}}},
        {{"tile_empty", int64_t{101}}},
        {{"fit", std::string("tiles")}, {"size", int64_t{64}}, {"tile_overlap", int64_t{64}}},
        {{"background", std::string("red")}},
        {{"background", std::string("#12345g")}},
        {{"background", std::string("auto")}},
        {{"background", std::string()}},
        {{"range", std::string("0")}},
        {{"range", std::string("5..5")}},
        {{"range", std::string("9..1")}},
        {{"range", std::string("0..nan")}},
        {{"range", std::string("0..1..2")}},
        {{"range", std::string("0..1,")}},
        {{"range", std::string("0..1,5..4")}},
        {{"range", std::string("0..1,0..1,0..1,0..1,0..1,0..1,0..1,0..1,0..1")}},
        {{"frames", std::string("last")}},
        {{"count", int64_t{0}}},
        {{"labels", std::string("folders")}},
        {{"labels", std::string("level:0")}},
        {{"labels", std::string("level:x")}},
        {{"labels", std::string("own")}},
        {{"labels", std::string("column:")}},
        {{"split", std::string("level:1")}},
        {{"split", std::string("none")}},
        {{"group", std::string("random")}},
        {{"duplicates", std::string("drop")}}};
    for (const SettingValues& values : wrong)
        EXPECT_EQ(errorCode([&] { importSettingsFrom(values); }), "setting.value") << values.begin()->first;
}

}  // namespace
}  // namespace zscape
