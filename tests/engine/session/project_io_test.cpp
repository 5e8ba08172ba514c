#include "engine/session/project_io.h"
#include "engine/session/run_end.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zscape {
namespace {

TEST(ProjectIo, ConfigurationsAreReadBack) {
    RunConfig config;
    config.recipe = "beta-vae";
    config.overrides = {
        {"beta", 4.5}, {"batch_size", int64_t{32}}, {"hidden", std::string("64-32")}, {"gaussian_learned", true}};
    config.seed = 18446744073709551615u;
    config.device = "cpu";
    config.precision = "fp32";
    config.threads = 2;
    const RunConfig read = runConfigFromJson(runConfigToJson(config));
    EXPECT_EQ(read.recipe, config.recipe);
    EXPECT_EQ(read.overrides, config.overrides);
    EXPECT_EQ(read.seed, config.seed);
    EXPECT_EQ(read.device, config.device);
    EXPECT_EQ(read.precision, config.precision);
    EXPECT_EQ(read.threads, config.threads);
}

TEST(ProjectIo, DamagedConfigurationsSayWhat) {
    for (const char* text : {"", "{}", "{\"recipe\": 3}", "[1,2"}) {
        try {
            runConfigFromJson(text);
            FAIL() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "project.corrupt");
        }
    }
}

TEST(ProjectIo, ConfigurationsOutOfRangeSayWhat) {
    const std::string good = runConfigToJson({});
    EXPECT_NO_THROW(runConfigFromJson(good));
    const std::vector<std::pair<std::string, std::string>> changes{{"threads", "100000"},
                                                                   {"threads", "1000000"},
                                                                   {"threads", "-1"},
                                                                   {"threads", "4294967300"},
                                                                   {"threads", "2.5"},
                                                                   {"threads", "1e300"},
                                                                   {"seed", "-1"},
                                                                   {"seed", "1e300"},
                                                                   {"device", "\"tpu\""},
                                                                   {"precision", "\"fp8\""},
                                                                   {"overrides", "{\"beta\":[]}"},
                                                                   {"overrides", "{\"beta\":18446744073709551615}"}};
    for (const auto& [key, value] : changes) {
        nlohmann::json json = nlohmann::json::parse(good);
        json[key] = nlohmann::json::parse(value);
        try {
            runConfigFromJson(json.dump());
            ADD_FAILURE() << key << " " << value;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "project.corrupt") << key;
        }
    }
}

TEST(ProjectIo, WhyARunEndedIsReadBackAndNothingElseIsShown) {
    EXPECT_EQ(endToJson({}), "");
    EXPECT_EQ(endFromJson("").code, "");
    const ErrorInfo why = reasonOfEnd("run.ended.patience", {"3", "7"});
    const ErrorInfo read = endFromJson(endToJson(why));
    EXPECT_EQ(read.code, why.code);
    EXPECT_EQ(read.sentence(), "Ended by itself: 3 epochs without a better held-out loss; best at epoch 7.");
    for (const char* text :
         {"x", "[]", "{}", "{\"code\":3,\"arguments\":[]}", "{\"code\":\"run.ended.patience\",\"arguments\":[]}",
          "{\"code\":\"run.ended.patience\",\"arguments\":[1,2]}", "{\"code\":\"pay.here\",\"arguments\":[\"1\"]}"}) {
        try {
            endFromJson(text);
            ADD_FAILURE() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "project.corrupt") << text;
        }
    }
}

}  // namespace
}  // namespace zscape
