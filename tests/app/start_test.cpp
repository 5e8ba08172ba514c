#include "tests/app/cli_process.h"

#include <fstream>
#include <gtest/gtest.h>

// What the programs do without the module that holds LibTorch and the libraries that read pictures, and what they say
// where it is no good (engine/session/engine_module.h).
namespace zscape {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> programs() {
#ifdef ZSCAPE_WINDOW
    return {ZSCAPE_CLI, ZSCAPE_WINDOW};
#else
    return {ZSCAPE_CLI};
#endif
}

fs::path moduleOf(const fs::path& program) {
    return program.parent_path().parent_path() / "lib/zscape" / (program.filename().string() + ".so");
}

/// A copy of a program in a folder of its own: bin/NAME, without a module.
struct Copied {
    Copied(const Cli& cli, const std::string& program)
        : file(cli.folder().path() / "bin" / fs::path(program).filename()) {
        fs::create_directories(file.parent_path());
        fs::copy_file(program, file);
        fs::create_directories(moduleOf(file).parent_path());
    }
    ProcessStart start() const {
        ProcessStart start;
        start.program = file.string();
        start.environment = {{"QT_QPA_PLATFORM", "offscreen"}};
        return start;
    }
    fs::path file;
};

std::string moduleBytes(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void expectError(const CliResult& result, const std::vector<std::string>& says) {
    EXPECT_EQ(result.status, 1) << result.err;
    ASSERT_EQ(result.errorLines().size(), 1U) << result.err;
    EXPECT_TRUE(result.err.starts_with("zscape-cli: error: ")) << result.err;
    for (const std::string& words : says) EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
}

TEST(Start, WordsNeedNoModule) {
    for (const std::string& program : programs()) {
        Cli cli;
        const Copied copied(cli, program);
        for (const char* asked : {"--help", "--version"}) {
            const CliResult words = cli.run({asked}, copied.start());
            EXPECT_EQ(words.status, 0) << program << " " << asked << ": " << words.err;
            EXPECT_NE(words.out.find(std::string(asked) == "--help" ? "Usage" : "LibTorch"), std::string::npos)
                << words.out;
        }
        const CliResult wrong = cli.run({"--nonsense"}, copied.start());
        EXPECT_EQ(wrong.status, 2) << wrong.err;
        ASSERT_FALSE(wrong.errorLines().empty());  // Qt may have said more before
        EXPECT_NE(wrong.errorLines().back().find(": error: "), std::string::npos) << wrong.err;
    }
    Cli cli;
    EXPECT_NE(cli.run({"recipes"}, Copied(cli, ZSCAPE_CLI).start()).out.find("vae-2d"), std::string::npos);
}

/// Every library that the loader opens for it, on standard error.
TEST(Start, NothingHeavyIsLoadedForWords) {
    for (const std::string& program : programs()) {
        Cli cli;
        ProcessStart start;
        start.program = program;
        start.environment = {{"LD_DEBUG", "files"}, {"QT_QPA_PLATFORM", "offscreen"}};
        const std::string opened = cli.run({"--version"}, start).err;
        ASSERT_NE(opened.find("libstdc++"), std::string::npos) << "the loader says nothing";
        // OpenCV brings a BLAS along, whose products would stand in for those of LibTorch: a tenth of their speed.
        for (const char* heavy : {"libtorch", "libc10", "libopencv", "libblas", "libavcodec", "libgdal"})
            EXPECT_EQ(opened.find(heavy), std::string::npos) << program << " loads " << heavy;
    }
}

TEST(Start, AMissingModuleIsNamed) {
    Cli cli;
    const Copied copied(cli, ZSCAPE_CLI);
    expectError(cli.run({"info", "p"}, copied.start()), {"zscape-cli.so is missing", "Build or install Zscape again"});
}

TEST(Start, ADamagedModuleIsRefused) {
    Cli cli;
    const Copied copied(cli, ZSCAPE_CLI);
    const std::string whole = moduleBytes(moduleOf(ZSCAPE_CLI));
    ASSERT_GT(whole.size(), 100'000U);
    const std::vector<std::string> damaged{"", "no library", whole.substr(0, 64), whole.substr(0, whole.size() / 2),
                                           whole.substr(0, whole.size() - 1)};
    for (const std::string& bytes : damaged) {
        std::ofstream(moduleOf(copied.file), std::ios::binary | std::ios::trunc) << bytes;
        expectError(cli.run({"info", "p"}, copied.start()), {"zscape-cli.so is damaged"});
    }
}

TEST(Start, AModuleOfAnotherVersionIsRefused) {
    Cli cli;
    const Copied copied(cli, ZSCAPE_CLI);
    std::string bytes = moduleBytes(moduleOf(ZSCAPE_CLI));
    const std::string version = ZSCAPE_BUILD_VERSION;
    const size_t at = bytes.find(version + std::string(1, '\0'));
    ASSERT_NE(at, std::string::npos);
    bytes[at] = '9';
    std::ofstream(moduleOf(copied.file), std::ios::binary) << bytes;
    expectError(cli.run({"info", "p"}, copied.start()), {"another version of Zscape"});
}

TEST(Start, ALibraryThatTheModuleLacksIsNamed) {
    Cli cli;
    std::ofstream(cli.path("libc10.so")) << "no library";
    ProcessStart start;
    start.environment = {{"LD_LIBRARY_PATH", cli.folder().path().string()}};
    expectError(cli.run({"info", "p"}, start), {"libc10.so"});
}

TEST(Start, ThroughASymbolicLinkItFindsItsModule) {
    Cli cli;
    fs::create_symlink(ZSCAPE_CLI, cli.path("z"));
    ProcessStart start;
    start.program = cli.path("z");
    expectError(cli.run({"info", "p"}, start), {"no Zscape project"});
}

/// Names are looked up when they are first called; here all at once, so that none is missing in the program.
TEST(Start, EveryNameThatTheModuleNeedsIsThere) {
    Cli cli;
    ProcessStart start;
    start.environment = {{"LD_BIND_NOW", "1"}};
    expectError(cli.run({"info", "p"}, start), {"no Zscape project"});
}

}  // namespace
}  // namespace zscape
