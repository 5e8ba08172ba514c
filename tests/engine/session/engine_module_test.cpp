#include "engine/session/engine_module.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

// How a program finds its module, and what it says of one that is no good, is in tests/app/start_test.cpp.
TEST(EngineModule, LiesBesideTheProgramsFolder) {
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
    EXPECT_EQ(modulePath(), program.parent_path().parent_path() / "lib/zscape" / (program.filename().string() + ".so"));
}

TEST(EngineModule, AMissingOneIsNamed) {
    try {
        moduleFunction("zscapeMakeEngine");
        FAIL() << "the tests have none";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "engine.module");
        EXPECT_NE(std::string(error.what()).find(modulePath().filename().string() + " is missing"), std::string::npos)
            << error.what();
    }
}

}  // namespace
}  // namespace zscape
