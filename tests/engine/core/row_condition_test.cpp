#include "engine/core/row_condition.h"

#include "engine/core/error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <optional>
#include <random>

namespace zscape {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Five rows of a cat, a dog, nobody, a cat and one with a quotation mark.
const std::vector<std::string> kLabels{"cat", "dog", "", "cat", "it's"};
const std::vector<double> kAges{3, 30, kMissing, -1.5, 30};
const std::vector<std::string> kDigits{"7", "07", "7", "", "8"};

std::vector<ConditionColumn> columns() {
    const auto text = [](const std::vector<std::string>& of) {
        return ConditionColumn::TextOf([&of](int64_t row) { return of[static_cast<size_t>(row)]; });
    };
    const auto number = ConditionColumn::NumberOf([](int64_t row) { return kAges[static_cast<size_t>(row)]; });
    const auto rowNumber = ConditionColumn::NumberOf([](int64_t row) { return static_cast<double>(row); });
    return {{{"label"}, text(kLabels)}, {{"age", "attr.age"}, number},   {{"attr.label"}, text(kDigits)},
            {{"5_o_Clock"}, rowNumber}, {{"blood pressure"}, rowNumber}, {{"größe"}, rowNumber}};
}

/// The rows for which it holds, "03".
std::string rows(const std::string& condition) {
    const BoundCondition bound = RowCondition(condition).over(columns());
    std::string result;
    for (int64_t row = 0; row < 5; ++row)
        if (bound.holds(row)) result += std::to_string(row);
    return result;
}

std::string rowRefusal(const std::string& condition) {
    try {
        return "rows " + rows(condition);
    } catch (const Error& error) {
        return error.code() + ": " + error.what();
    }
}

TEST(RowCondition, ComparesTextAndNumbers) {
    EXPECT_EQ(rows("label = 'cat'"), "03");
    EXPECT_EQ(rows("label!='cat'"), "14") << "what is missing does not differ either";
    EXPECT_EQ(rows("label = 'it''s'"), "4");
    EXPECT_EQ(rows("label = ''"), "") << "missing is not empty";
    EXPECT_EQ(rows("label = 'Cat'"), "");
    EXPECT_EQ(rows("age = 30"), "14");
    EXPECT_EQ(rows("age != 30"), "03");
    EXPECT_EQ(rows("age < 3"), "3");
    EXPECT_EQ(rows("age <= 3"), "03");
    EXPECT_EQ(rows("age > 3"), "14");
    EXPECT_EQ(rows("age >= 3.0e0"), "014");
    EXPECT_EQ(rows("age = -1.5"), "3");
    EXPECT_EQ(rows("age<-1"), "3");
    EXPECT_EQ(rows("age > +.5"), "014");
    EXPECT_EQ(rows("3 < age"), "14");
    EXPECT_EQ(rows("age > \"blood pressure\""), "014");
    EXPECT_EQ(rows("1 = 1"), "01234");
}

TEST(RowCondition, FindsColumnsByEachOfTheirNames) {
    EXPECT_EQ(rows("attr.age = 3"), "0");
    EXPECT_EQ(rows("attr.label = '7'"), "02");
    EXPECT_EQ(rows("attr.label = 7"), "02") << "a number beside text is what was written";
    EXPECT_EQ(rows("attr.label = 07"), "1");
    EXPECT_EQ(rows("5_o_Clock >= 3"), "34");
    EXPECT_EQ(rows("\"5_o_Clock\" >= 3"), "34");
    EXPECT_EQ(rows("größe < 1"), "0");
    EXPECT_EQ(rows("label = label"), "0134") << "who is labelled";
    const BoundCondition bound = RowCondition("größe < 1 or attr.age = 2").over(columns());
    for (size_t column = 0; column < 6; ++column) EXPECT_EQ(bound.reads(column), column == 1 || column == 5);
}

TEST(RowCondition, NotBindsMoreThanAndAndThatMoreThanOr) {
    EXPECT_EQ(rows("not age > 3"), "023") << "of a missing age it does not hold that it is above 3";
    EXPECT_EQ(rows("not age != 30"), "124");
    EXPECT_EQ(rows("not age > 3 and label = 'cat'"), "03");
    EXPECT_EQ(rows("not (age > 3 and label = 'dog')"), "0234");
    EXPECT_EQ(rows("label = 'dog' or label = 'cat' and age < 0"), "13");
    EXPECT_EQ(rows("(label = 'dog' or label = 'cat') and age < 0"), "3");
    EXPECT_EQ(rows("NOT not Not age > 3"), "023");
    EXPECT_EQ(rows("((age>3)OR(label='cat'))AND(größe>0)"), "134");
}

TEST(RowCondition, SaysWhatIsWrongAndWhere) {
    const auto expect = [](const std::string& condition, const std::string& code, const std::string& words) {
        const std::string said = rowRefusal(condition);
        EXPECT_TRUE(said.starts_with("condition." + code + ": ")) << condition << " | " << said;
        EXPECT_NE(said.find(words), std::string::npos) << condition << " | " << said;
    };
    expect("", "empty", "no condition");
    expect("  ", "empty", "no condition");
    expect("label = ", "operand",
           "At character 9 of the condition: a column, a number or 'text' has to stand here, not the end.");
    expect("label = and", "operand", "character 9");
    expect("label = cat", "column", "At character 9 of the condition: there is no column cat.");
    expect("label = cat", "column", "The columns are label, age, attr.label, 5_o_Clock, blood pressure, größe.");
    expect("label = cat", "column", "Text stands in single quotes.");
    expect("lable = 'cat'", "column", "Did you mean label?");
    expect("größe = 1 and nobody = 2", "column", "At character 15 ");  // ö and ß are a character each
    expect("label 'cat'", "operator", "At character 7 ");
    expect("label", "operator", "not the end");
    expect("(label) = 'cat'", "operator", "not \")\"");
    expect("label = 'cat", "quote", "At character 9 ");
    expect("age > 1 age < 3", "end", "At character 9 ");
    expect("age > 1)", "end", "not \")\"");
    expect("(age > 1", "bracket", "the bracket that closes the one at character 1 has to stand here, not the end");
    expect("0 < age < 3", "chain", "At character 9 ");
    expect("(0 < age < 3)", "chain", "At character 10 ");
    expect("label < 'cat'", "order", "At character 7 of the condition: label is text");
    expect("label >= 3", "order", "label is text");
    expect("3 > label", "order", "label is text");
    expect("age = '3'", "kinds", "At character 5 of the condition: the column age is of numbers and '3' is text");
    expect("label = age", "kinds", "the column age is of numbers and label is text");
    expect("age > 1e999", "number", "1e999");
    expect("age > 1 && label = 'cat'", "end",
           "At character 9 of the condition: and, or, or the end has to stand here, not \"&\"");
    expect("age ! 3", "operator", "not \"!\"");
    expect("age == 3", "operand",
           "At character 6 of the condition: a column, a number or 'text' has to stand here, not \"=\"");
    expect("age > -inf", "operand", "not \"-\"");
}

TEST(RowCondition, OfManyColumnsTheFirstAreNamed) {
    std::vector<ConditionColumn> many;
    for (int i = 0; i < 128; ++i)
        many.push_back({{"z" + std::to_string(i)}, ConditionColumn::NumberOf([](int64_t) { return 0.0; })});
    try {
        RowCondition("entirely_else > 0").over(many);
        FAIL() << "it was taken";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("z10, z11 and 116 more."), std::string::npos) << error.what();
    }
}

TEST(RowCondition, GoesSoDeepAndNoDeeper) {
    const auto nested = [](int depth) {
        const auto times = static_cast<size_t>(depth);
        return std::string(times, '(') + "age > 3" + std::string(times, ')');
    };
    EXPECT_EQ(rows(nested(RowCondition::kDeepest)), "14");
    EXPECT_TRUE(rowRefusal(nested(RowCondition::kDeepest + 1)).starts_with("condition.deep: At character 101 "));
    EXPECT_TRUE(rowRefusal(nested(100'000)).starts_with("condition.deep"));
    std::string nots, wide = "age > 3";
    for (int i = 0; i < 100'000; ++i) {
        nots += "not ";
        wide += " or age > 3";
    }
    EXPECT_TRUE(rowRefusal(nots + "age > 3").starts_with("condition.deep"));
    EXPECT_EQ(rows(wide), "14") << "side by side there may be any number";
}

/// Conditions that are made at random, with what they say of a row worked out from how they were made.
class RandomCondition {
public:
    explicit RandomCondition(uint64_t seed) : random_(seed) {}

    /// A text, and for which of the five rows it holds. `binding` 0: may be an or; 1: an and; 2: a not, brackets, one
    /// comparison.
    std::pair<std::string, std::array<bool, 5>> make(int binding, int depth) {
        const int kind = depth > 5 ? 3 : pick(4);
        if (kind == 3) return comparison();
        if (kind == 2) {
            auto [text, holds] = make(2, depth + 1);
            for (bool& row : holds) row = !row;
            return {word("not") + gap() + text, holds};
        }
        auto [text, holds] = make(kind == 0 ? 0 : 1, depth + 1);
        // The right side binds at least as much as what is beside it.
        for (int more = 1 + pick(2); more > 0; --more) {
            const auto [other, alsoHolds] = make(kind + 1, depth + 1);
            text += gap() + word(kind == 0 ? "or" : "and") + gap() + other;
            for (size_t row = 0; row < 5; ++row)
                holds[row] = kind == 0 ? holds[row] || alsoHolds[row] : holds[row] && alsoHolds[row];
        }
        // Brackets where they are needed, and now and then where they are not.
        if (kind < binding || pick(5) == 0) text = "(" + space() + text + space() + ")";
        return {text, holds};
    }

private:
    int pick(int below) { return static_cast<int>(random_() % static_cast<uint64_t>(below)); }
    std::string space() { return std::string(static_cast<size_t>(pick(3)), ' '); }
    std::string gap() { return " " + space(); }
    std::string word(std::string text) {
        if (pick(3) == 0)
            for (char& c : text) c = static_cast<char>(c - 'a' + 'A');
        return text;
    }

    std::pair<std::string, std::array<bool, 5>> comparison() {
        std::array<bool, 5> holds{};
        if (pick(2) == 0) {
            const std::string value =
                std::vector<std::string>{"cat", "dog", "it's", "none"}[static_cast<size_t>(pick(4))];
            const bool equal = pick(2) == 0;
            for (size_t row = 0; row < 5; ++row) holds[row] = !kLabels[row].empty() && (kLabels[row] == value) == equal;
            const std::string quoted = value == "it's" ? "'it''s'" : "'" + value + "'";
            const std::string compared = space() + (equal ? "=" : "!=") + space();
            return {pick(2) == 0 ? "label" + compared + quoted : quoted + compared + "\"label\"", holds};
        }
        const double value = std::vector<double>{-1.5, 0, 3, 30}[static_cast<size_t>(pick(4))];
        const int compared = pick(6);
        for (size_t row = 0; row < 5; ++row) {
            const double age = kAges[row];
            if (std::isnan(age)) continue;
            const int order = age < value ? 0 : age > value ? 2 : 1;
            constexpr bool kTrue[6][3] = {{false, true, false}, {true, false, true},  {true, false, false},
                                          {true, true, false},  {false, false, true}, {false, true, true}};
            holds[row] = kTrue[compared][order];
        }
        const std::string text = value == -1.5 ? "-1.5" : std::to_string(static_cast<int>(value));
        constexpr const char* kSigns[] = {"=", "!=", "<", "<=", ">", ">="};
        return {(pick(2) == 0 ? "age" : "attr.age") + space() + kSigns[compared] + space() + text, holds};
    }

    std::mt19937_64 random_;
};

TEST(RowCondition, OfRandomConditionsItSaysWhatTheyWereMadeToSay) {
    size_t held = 0, longest = 0;
    for (uint64_t seed = 0; seed < 20'000; ++seed) {
        const auto [text, holds] = RandomCondition(seed).make(0, 0);
        const BoundCondition bound = RowCondition(text).over(columns());
        for (size_t row = 0; row < 5; ++row) {
            ASSERT_EQ(bound.holds(static_cast<int64_t>(row)), holds[row]) << seed << ", row " << row << ": " << text;
            held += holds[row] ? 1 : 0;
        }
        longest = std::max(longest, text.size());
    }
    EXPECT_GT(held, 30'000U);
    EXPECT_LT(held, 70'000U);
    EXPECT_GT(longest, 500U);
}

}  // namespace
}  // namespace zscape
