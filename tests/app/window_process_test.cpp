#include "tests/app/cli_process.h"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>
#include <unistd.h>

namespace zscape {
namespace {

/// The window as a process of its own. Without `platform` Qt looks for a display by itself.
ProcessStart windowStart(const std::string& platform = "") {
    ProcessStart start;
    start.program = ZSCAPE_WINDOW;
    start.without = {"DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"};
    if (platform.empty()) start.without.push_back("QT_QPA_PLATFORM");
    else start.environment.emplace_back("QT_QPA_PLATFORM", platform);
    return start;
}

/// One sentence, that names the program which needs no display, and an exit status that is none of a signal's.
void expectSentence(const CliResult& result, const std::string& says) {
    EXPECT_EQ(result.status, 1) << result.err;
    ASSERT_EQ(result.errorLines().size(), 1U) << result.err;
    EXPECT_TRUE(result.err.starts_with("zscape: error: ")) << result.err;
    EXPECT_NE(result.err.find("zscape-cli"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find(says), std::string::npos) << result.err;
}

TEST(WindowProcess, WithoutADisplayItSaysSo) {
    Cli cli;
    expectSentence(cli.run({}, windowStart()), "neither DISPLAY nor WAYLAND_DISPLAY is set");
    ProcessStart elsewhere = windowStart();
    elsewhere.without = {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"};
    elsewhere.environment = {{"DISPLAY", ":4711"}};
    expectSentence(cli.run({}, elsewhere), "The display \":4711\" cannot be reached");
    ProcessStart wayland = windowStart();
    wayland.without = {"DISPLAY", "QT_QPA_PLATFORM"};
    wayland.environment = {{"WAYLAND_DISPLAY", "wayland-4711"}, {"XDG_RUNTIME_DIR", cli.folder().path().string()}};
    expectSentence(cli.run({}, wayland), "wayland-4711");
    expectSentence(cli.run({}, windowStart("nowhere")), "nowhere");
}

TEST(WindowProcess, AMissingLibraryIsNamed) {
    Cli cli;
    const std::string libraries = cli.path("libraries");
    std::filesystem::create_directory(libraries);
    std::ofstream(libraries + "/libxcb-icccm.so.4") << "no library";
    ProcessStart start = windowStart();
    start.environment = {{"LD_LIBRARY_PATH", libraries}, {"DISPLAY", ":4711"}};
    start.without = {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"};
    expectSentence(cli.run({}, start), "libxcb-icccm.so.4");
}

TEST(WindowProcess, WordsNeedNoDisplay) {
    Cli cli;
    const CliResult version = cli.run({"--version"}, windowStart());
    EXPECT_EQ(version.status, 0) << version.err;
    EXPECT_TRUE(std::regex_match(version.out,
                                 std::regex(R"(zscape \d+\.\d+\.\d+ \(Qt 6\.\d+\.\d+, LibTorch \d+\.\d+\.\d+\S*\)\n)")))
        << version.out;
    const CliResult picture =
        cli.run({"--screenshot", cli.path("window.png"), "--after", "0"}, windowStart("offscreen"));
    EXPECT_EQ(picture.status, 0) << picture.err;
    EXPECT_TRUE(std::filesystem::exists(cli.path("window.png")))
        << "a platform that somebody has chosen needs none either";
}

/// Seconds that the trainer's thread has computed: the one that stands back behind the others (nice 10).
double secondsTrained(pid_t process) {
    double ticks = 0;
    std::error_code ended;
    for (auto task = std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task", ended);
         task != std::filesystem::directory_iterator(); task.increment(ended)) {
        std::ifstream stat(task->path() / "stat");
        const std::string text((std::istreambuf_iterator<char>(stat)), {});
        std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
        std::vector<std::string> values;
        for (std::string value; fields >> value;) values.push_back(value);
        // As proc(5) counts them, from the third: utime is the 14th, nice the 19th.
        if (values.size() > 16 && values[16] == "10") ticks = std::max(ticks, std::stod(values[11]));
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// Long enough for some steps after the model was built and LibTorch had its first product.
#ifdef __SANITIZE_ADDRESS__
constexpr double kSecondsToSomeSteps = 8;
#else
constexpr double kSecondsToSomeSteps = 1;
#endif

bool hasTrained(const CliResult&, pid_t process) { return secondsTrained(process) > kSecondsToSomeSteps; }

int64_t stepsOf(Cli& cli, const std::filesystem::path& project) {
    const nlohmann::json info = cli.run({"info", project.string(), "--json"}).last("info");
    return info.is_object() ? info.at("steps").get<int64_t>() : -1;
}

std::vector<std::filesystem::path> unsavedIn(const Cli& cli) {
    std::vector<std::filesystem::path> found;
    std::error_code none;
    for (auto entry = std::filesystem::directory_iterator(cli.path("data/zscape/unsaved"), none);
         entry != std::filesystem::directory_iterator(); entry.increment(none))
        found.push_back(entry->path());
    return found;
}

TEST(WindowProcess, EverySignalThatEndsItKeepsWhatWasTrained) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        Cli cli;
        const CliResult ended =
            cli.runUntil({"sample:digits", "--train"}, hasTrained, signal, windowStart("offscreen"));
        EXPECT_EQ(ended.status, 0) << "signal " << signal << ": " << ended.err;
        const auto unsaved = unsavedIn(cli);
        ASSERT_EQ(unsaved.size(), 1U) << signal;
        EXPECT_TRUE(unsaved[0].filename().string().starts_with("digits ")) << unsaved[0];
        EXPECT_GT(stepsOf(cli, unsaved[0]), 0);
    }
}

/// Names that its module needs are looked up when they are first called; here all at once.
TEST(WindowProcess, ItsModuleFindsEveryName) {
    Cli cli;
    ProcessStart start = windowStart("offscreen");
    start.environment.emplace_back("LD_BIND_NOW", "1");
    EXPECT_EQ(cli.runUntil({"sample:digits", "--train"}, hasTrained, SIGTERM, start).status, 0);
}

TEST(WindowProcess, ASignalSavesAProjectInItsPlace) {
    Cli cli;
    const std::string project = cli.path("p.zscape");
    cli.runAndSignal(
        {"train", cli.makeImages(), "--recipe", "vae-2d", "--project", project, "--epochs", "1000000", "--json"},
        R"("event":"epoch","epoch":2,)", SIGINT);
    const int64_t before = stepsOf(cli, project);
    ASSERT_GT(before, 0);
    const CliResult ended = cli.runUntil({project, "--train"}, hasTrained, SIGTERM, windowStart("offscreen"));
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_GT(stepsOf(cli, project), before);
    EXPECT_TRUE(unsavedIn(cli).empty());
}

TEST(WindowProcess, WhereItCannotBeKeptThatIsSaid) {
    Cli cli;
    std::ofstream(cli.path("data")) << "a file where the folder of unsaved runs should be";
    const CliResult ended = cli.runUntil({"sample:digits", "--train"}, hasTrained, SIGTERM, windowStart("offscreen"));
    EXPECT_EQ(ended.status, 1);
    EXPECT_NE(ended.err.find("could not be kept"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace zscape
