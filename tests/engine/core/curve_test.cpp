#include "engine/core/curve.h"

#include "engine/core/error.h"
#include "engine/core/setting.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

std::string refusal(const std::string& text) {
    try {
        readCurve(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "taken";
}

TEST(Curve, IsStraightBetweenItsPointsAndLevelBeyond) {
    const auto points = readCurve("1:0, 5:2,10 : 0.5");
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(curveAt(points, 0), 0);
    EXPECT_EQ(curveAt(points, 1), 0);
    EXPECT_EQ(curveAt(points, 3), 1);
    EXPECT_EQ(curveAt(points, 5), 2);
    EXPECT_DOUBLE_EQ(curveAt(points, 7.5), 1.25);
    EXPECT_EQ(curveAt(points, 10), 0.5);
    EXPECT_EQ(curveAt(points, 1e9), 0.5);
    EXPECT_EQ(curveText(points), "1:0, 5:2, 10:0.5");
    EXPECT_EQ(readCurve(curveText(points)), points);
    EXPECT_EQ(curveAt(readCurve("3:7"), 0), 7);
}

TEST(Curve, SaysWhichPointIsWrong) {
    EXPECT_NE(refusal("").find("Point 1"), std::string::npos);
    EXPECT_NE(refusal("0:0, 5").find("Point 2 of the curve is not two numbers"), std::string::npos);
    EXPECT_NE(refusal("0:0, 5:x").find("Point 2 of the curve is not two numbers"), std::string::npos);
    EXPECT_NE(refusal("0:0, nan:1").find("not two numbers"), std::string::npos);
    EXPECT_NE(refusal("-1:0").find("before the first epoch"), std::string::npos);
    EXPECT_NE(refusal("0:0, 5:1, 5:2").find("Point 3 of the curve does not lie after"), std::string::npos);
    std::string many = "0:0";
    for (size_t i = 1; i <= kMostCurvePoints; ++i) many += "," + std::to_string(i) + ":1";
    EXPECT_NE(refusal(many).find("one too many"), std::string::npos);
}

TEST(Curve, AsASettingItsValuesHaveARange) {
    Setting setting;
    setting.key = "beta_curve";
    setting.type = Setting::Type::Curve;
    setting.maximum = 10;
    EXPECT_EQ(parseSetting(setting, "0:0,2:10"), SettingValue(std::string("0:0, 2:10")));
    EXPECT_THROW(parseSetting(setting, "0:0,2:10.5"), Error);
    EXPECT_THROW(parseSetting(setting, "0:-1"), Error);
    EXPECT_THROW(checkSetting(setting, SettingValue(1.0)), Error);
}

}  // namespace
}  // namespace zscape
