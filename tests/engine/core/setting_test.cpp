#include "engine/core/setting.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

Setting number(const std::string& key, double minimum, double maximum) {
    Setting setting;
    setting.key = key;
    setting.type = Setting::Type::Number;
    setting.minimum = minimum;
    setting.maximum = maximum;
    setting.value = minimum;
    return setting;
}

Setting choice() {
    Setting setting;
    setting.key = "reconstruction";
    setting.type = Setting::Type::Choice;
    setting.choices = {"bce", "mse"};
    setting.value = std::string("bce");
    return setting;
}

std::string refusal(const Setting& setting, const std::string& text) {
    try {
        parseSetting(setting, text);
    } catch (const Error& error) {
        return error.what();
    }
    return "taken";
}

}  // namespace

TEST(Setting, ReadsNumbersWithinTheRange) {
    EXPECT_EQ(std::get<double>(parseSetting(number("beta", 0, 100), "0.5")), 0.5);
    EXPECT_EQ(std::get<double>(parseSetting(number("beta", 0, 100), "100")), 100.0);
    EXPECT_EQ(refusal(number("beta", 0, 100), "-1"), "beta cannot be \"-1\". Give a number from 0 to 100.");
    for (const char* text : {"", "abc", "1x", "nan", "inf", "1e999"})
        EXPECT_NE(refusal(number("beta", 0, 100), text), "taken") << text;
}

TEST(Setting, ReadsWholeNumbersFlagsAndChoices) {
    Setting integer = number("epochs", 1, 10);
    integer.type = Setting::Type::Integer;
    EXPECT_EQ(std::get<int64_t>(parseSetting(integer, "7")), 7);
    EXPECT_NE(refusal(integer, "7.5"), "taken");
    Setting flag;
    flag.key = "learn";
    flag.type = Setting::Type::Flag;
    EXPECT_TRUE(std::get<bool>(parseSetting(flag, "on")));
    EXPECT_FALSE(std::get<bool>(parseSetting(flag, "0")));
    EXPECT_NE(refusal(flag, "maybe"), "taken");
    EXPECT_EQ(std::get<std::string>(parseSetting(choice(), "mse")), "mse");
    EXPECT_EQ(refusal(choice(), "l2"), "reconstruction cannot be \"l2\". Choose one of: bce, mse.");
}

TEST(Setting, TakesAnIntegerForANumberAndNothingElse) {
    EXPECT_EQ(std::get<double>(checkSetting(number("beta", 0, 100), int64_t{3})), 3.0);
    EXPECT_THROW(checkSetting(number("beta", 0, 100), std::string("3")), Error);
    EXPECT_THROW(checkSetting(choice(), 1.0), Error);
}

TEST(Setting, NamesTheNearKey) {
    const std::vector<Setting> settings{number("beta", 0, 1), number("learning_rate", 0, 1),
                                        number("latent_dimensions", 0, 1)};
    EXPECT_EQ(findSetting(settings, "beta").key, "beta");
    const auto sentence = [&](const std::string& key) {
        try {
            findSetting(settings, key);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("found");
    };
    EXPECT_EQ(sentence("learningrate"), "There is no setting \"learningrate\" here. Did you mean learning_rate?");
    EXPECT_EQ(sentence("btea"), "There is no setting \"btea\" here. Did you mean beta?");
    EXPECT_EQ(sentence("zzzzzzzzzz"),
              "There is no setting \"zzzzzzzzzz\" here. There are: beta, learning_rate, latent_dimensions.");
}

TEST(Setting, WritesWhatItReads) {
    for (const char* text : {"0.1", "0.0005", "1e-07", "100"})
        EXPECT_EQ(formatSetting(parseSetting(number("x", 0, 100), text)), text);
}

}  // namespace zscape
