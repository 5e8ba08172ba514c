#include "app/zscape_cli/json_lines.h"

#include "app/zscape_cli/output.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(JsonLines, ValuesThatAreNotFiniteAreNullAndSaidSo) {
    EXPECT_EQ(lineOf(termsJson({{"total", 1.5}, {"kl", 0.25}})), R"({"total":1.5,"kl":0.25})");
    EXPECT_EQ(lineOf(termsJson({{"total", std::nan("")}, {"kl", 0.25}})), R"({"total":null,"finite":false,"kl":0.25})");
    EXPECT_EQ(lineOf(stepLine(7, 2, {{"total", -kInfinity}}, 10)),
              R"({"event":"step","step":7,"epoch":2,"terms":{"total":null,"finite":false},"images_per_second":10.0})");
}

TEST(JsonLines, EvaluationHasItsKeys) {
    Evaluation evaluation;
    evaluation.images = 3;
    evaluation.terms = {{"total", 2}};
    evaluation.activeUnits = 1;
    evaluation.mutualInformation = 0.5;
    evaluation.mse = 0.25;
    evaluation.psnr = 6;
    evaluation.ssim = 0.5;
    evaluation.decoderSensitivity = 1.5;
    evaluation.shuffledCodeGap = 20;
    EXPECT_EQ(
        lineOf(evaluationLine(evaluation)),
        R"({"event":"evaluation","images":3,"terms":{"total":2.0},"active_units":1,"mutual_information":0.5,"mse":0.25,"psnr":6.0,"ssim":0.5,"decoder_sensitivity":1.5,"shuffled_z_gap":20.0})");
    evaluation.klPerDimension = {0.5, 2};
    evaluation.labels = LabelAccuracy{0.75, 0.25, 40};
    evaluation.factors = FactorMeasures{0.1, 0.2, 0.3, 0.4};
    EXPECT_EQ(evaluationLine(evaluation)["kl_per_dimension"].dump(), "[0.5,2.0]");
    EXPECT_EQ(evaluationLine(evaluation)["label_probe"].dump(), R"({"accuracy":0.75,"majority":0.25,"images":40})");
    EXPECT_EQ(evaluationLine(evaluation)["factors"].dump(), R"({"mig":0.1,"sap":0.2,"dci":0.3,"factor_vae":0.4})");
    evaluation.ownFrechet = 3;
    evaluation.ownFeatures = "codes, not FID";
    EXPECT_EQ(evaluationLine(evaluation)["own_frechet"].dump(), R"({"features":"codes, not FID","value":3.0})");
    evaluation.nll = 90.5;
    evaluation.nllSamples = 5000;
    EXPECT_EQ(evaluationLine(evaluation)["nll"].dump(), R"({"samples":5000,"value":90.5})");
    evaluation.nll = kInfinity;
    EXPECT_EQ(evaluationLine(evaluation)["nll"].dump(), R"({"samples":5000,"value":null,"finite":false})");
}

TEST(JsonLines, NamesThatAreNotUtf8DoNotThrow) {
    EXPECT_EQ(lineOf({{"file", "a\xff.png"}}), "{\"file\":\"a\xef\xbf\xbd.png\"}");
    EXPECT_EQ(lineOf({{"file", "a\nb"}}), R"({"file":"a\nb"})") << "one line whatever a name holds";
}

TEST(JsonLines, WholeEpochsAreWholeNumbers) {
    EXPECT_EQ(epochsJson(3).dump(), "3");
    EXPECT_EQ(epochsJson(2.5).dump(), "2.5");
}

TEST(Output, WhatStrangersWroteIsOneHarmlessLineAndExactInJson) {
    const std::string hostile = "\x1B[2Jtitle\nzscape-cli: error: forged\xE2\x80\xAE" + std::string(10'000'000, 'n');
    for (const bool json : {false, true}) {
        Output output(json);
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        output.say(hostile);
        output.warn(hostile);
        const std::string out = testing::internal::GetCapturedStdout(), err = testing::internal::GetCapturedStderr();
        for (const std::string& text : {out, err}) {
            EXPECT_EQ(text.find('\x1B'), std::string::npos);
            EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
            EXPECT_LT(text.size(), 10'000u);
        }
        EXPECT_EQ(std::count(out.begin(), out.end(), '\n') + std::count(err.begin(), err.end(), '\n'), 2)
            << "each of them one line";
    }
    testing::internal::CaptureStdout();
    Output(true).line({{"title", hostile}});
    EXPECT_EQ(nlohmann::json::parse(testing::internal::GetCapturedStdout()).at("title").get<std::string>(), hostile);
}

TEST(Output, NumbersForPeople) {
    EXPECT_EQ(countText(0), "0");
    EXPECT_EQ(countText(999), "999");
    EXPECT_EQ(countText(12340), "12,340");
    EXPECT_EQ(countText(-1234567), "-1,234,567");
    EXPECT_EQ(clockText(12.4), "0:12");
    EXPECT_EQ(clockText(3723), "1:02:03");
    EXPECT_EQ(termsText({{"total", 105.314}, {"kl", 25}}), "total 105.31, kl 25.00");
}

}  // namespace
}  // namespace zscape
