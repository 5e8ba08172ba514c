#include "engine/data/attribute_column.h"

#include <clocale>
#include <cmath>
#include <gtest/gtest.h>

namespace zscape {
namespace {

using Kind = Attribute::Kind;
AttributeColumn column(const std::vector<std::string_view>& cells, bool decimalComma = false) {
    return {"column", cells, decimalComma};
}

TEST(AttributeColumn, NumbersWhateverTheLocale) {
    EXPECT_EQ(tableNumber("0.0025", false), 0.0025);
    EXPECT_EQ(tableNumber("-1e3", false), -1000);
    EXPECT_EQ(tableNumber("+2", false), 2);
    EXPECT_EQ(tableNumber("1,234,567.5", false), 1234567.5);
    EXPECT_EQ(tableNumber("0,5", true), 0.5);
    EXPECT_EQ(tableNumber("1.234,5", true), 1234.5);
    EXPECT_EQ(tableNumber("-12,25", true), -12.25);
    for (const char* text : {"", "1.2.3", "abc", "1 2", "0x10", "nan", "inf", "1,2", "12,34,5", "--1", "+-1", "."})
        EXPECT_FALSE(tableNumber(text, false)) << text;
    for (const char* text : {"1,2,3", "1.23,4", "a,b"}) EXPECT_FALSE(tableNumber(text, true)) << text;
    const char* was = std::setlocale(LC_ALL, "de_DE.UTF-8");
    EXPECT_EQ(tableNumber("0.5", false), 0.5);
    if (was) std::setlocale(LC_ALL, "C");
}

TEST(AttributeColumn, Numbers) {
    const AttributeColumn heights = column({"1.5", "", "2.50", "NaN", "-3"});
    EXPECT_EQ(heights.about().kind, Kind::Number);
    EXPECT_EQ(heights.about().minimum, -3);
    EXPECT_EQ(heights.about().maximum, 2.5);
    EXPECT_EQ(heights.numberOf(2), 2.5);
    EXPECT_TRUE(std::isnan(heights.numberOf(1)));
    EXPECT_TRUE(std::isnan(heights.numberOf(3)));
    EXPECT_EQ(heights.textOf(2), "2.50") << "as the table has it";
    EXPECT_EQ(heights.textOf(1), "");
    const AttributeColumn german = column({"0,5", "1.000", "7"}, true);
    EXPECT_EQ(german.about().kind, Kind::Number);
    EXPECT_EQ(german.numberOf(1), 1000) << "one number with a comma says what a point is";
    EXPECT_EQ(column({"0.5", "1.000", "7"}, true).numberOf(1), 1);
}

TEST(AttributeColumn, Categories) {
    const AttributeColumn animals = column({"dog", "cat 10", "", "dog", "cat 2"});
    EXPECT_EQ(animals.about().kind, Kind::Category);
    EXPECT_EQ(animals.about().categories, (std::vector<std::string>{"cat 2", "cat 10", "dog"}));
    EXPECT_EQ(animals.numberOf(0), 2);
    EXPECT_TRUE(std::isnan(animals.numberOf(2)));
    EXPECT_EQ(animals.textOf(1), "cat 10");
    EXPECT_EQ(column({"-1", "1", "-1", "1"}).about().kind, Kind::Category) << "CelebA's no and yes";
    EXPECT_EQ(column({"0", "1", "2", "1"}).about().kind, Kind::Number);
    EXPECT_EQ(column({"007", "012", "007", "099"}).about().kind, Kind::Category) << "numbers that are names";
    EXPECT_EQ(column({"0.5", "0.25", "0.5"}).about().kind, Kind::Number);
}

TEST(AttributeColumn, Texts) {
    std::vector<std::string> captions;
    for (int i = 0; i < 3000; ++i) captions.push_back("picture " + std::to_string(i));
    const AttributeColumn different = column({captions.begin(), captions.end()});
    EXPECT_EQ(different.about().kind, Kind::Text);
    EXPECT_EQ(different.textOf(2999), "picture 2999");
    EXPECT_TRUE(std::isnan(different.numberOf(5)));
    EXPECT_EQ(column({"1", "2", "three"}).about().kind, Kind::Text);
    EXPECT_EQ(column({"", "", ""}).about().kind, Kind::Text);
    EXPECT_EQ(column({"", "", ""}).textOf(1), "");
}

}  // namespace
}  // namespace zscape
