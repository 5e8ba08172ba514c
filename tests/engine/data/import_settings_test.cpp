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
    EXPECT_EQ(a.background, b.background);
    EXPECT_EQ(a.sampleCount, b.sampleCount);
    EXPECT_EQ(a.sampleSeed, b.sampleSeed);
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
    settings.sampleCount = 12;
    settings.sampleSeed = 77;
    expectEqual(importSettingsFromJson(importSettingsToJson(settings)), settings);
    expectEqual(importSettingsFromJson(importSettingsToJson({})), {});
    EXPECT_EQ(errorCode([] { importSettingsFromJson("{"); }), "import.settings");
    EXPECT_EQ(errorCode([] { importSettingsFromJson("{\"size\": [1]}"); }), "import.settings");
    EXPECT_EQ(errorCode([] { importSettingsFromJson("{\"size\": 9}"); }), "setting.value");
}

TEST(ImportSettings, WrongValuesAreTold) {
    EXPECT_EQ(importSettingsFrom({{"channels", int64_t{3}}}).channels, 3);
    EXPECT_EQ(importSettingsFrom({{"fit", std::string("stretch")}}).fit, Fit::Stretch);
    const std::vector<SettingValues> wrong{{{"size", int64_t{8}}},       {{"size", int64_t{257}}},          {{"channels", int64_t{2}}},
                                           {{"fit", std::string("cut")}}, {{"background", std::string("red")}}, {{"background", std::string("#12345g")}},
                                           {{"count", int64_t{0}}}};
    for (const SettingValues& values : wrong) EXPECT_EQ(errorCode([&] { importSettingsFrom(values); }), "setting.value") << values.begin()->first;
}

}  // namespace
}  // namespace zscape
