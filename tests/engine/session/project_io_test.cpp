#include "engine/session/project_io.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(ProjectIo, ConfigurationsAreReadBack) {
    RunConfig config;
    config.recipe = "beta-vae";
    config.overrides = {{"beta", 4.5}, {"batch_size", int64_t{32}}, {"hidden", std::string("64-32")}, {"gaussian_learned", true}};
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

}  // namespace
}  // namespace zscape
