#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

// The arrows of the layers point down only. Include paths stop LibTorch and Qt; this stops the rest.
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = ZSCAPE_SOURCE_DIR;

/// From the lowest to the highest: a room may include itself and those before it.
const std::vector<std::string> kRooms{"core",      "data",      "recipe",   "kernels",   "model",
                                      "objective", "training",  "analysis", "inference", "project",
                                      "offline",   "reproduce", "session"};

struct Include {
    fs::path file;
    int line;
    std::string target;
};

std::vector<Include> includesUnder(const fs::path& folder) {
    const std::regex directive(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
    std::vector<Include> includes;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto extension = entry.path().extension();
        if (extension != ".h" && extension != ".cpp") continue;
        std::ifstream stream(entry.path());
        std::string text;
        for (int line = 1; std::getline(stream, text); ++line) {
            std::smatch match;
            if (std::regex_search(text, match, directive)) includes.push_back({entry.path(), line, match[1]});
        }
    }
    return includes;
}

std::string where(const Include& include) {
    return fs::relative(include.file, kRoot).string() + ":" + std::to_string(include.line) + " includes " +
           include.target;
}

size_t rankOf(const std::string& room) {
    return static_cast<size_t>(std::find(kRooms.begin(), kRooms.end(), room) - kRooms.begin());
}

bool startsWith(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

}  // namespace

TEST(IncludeOrder, EveryRoomOfTheEngineIsInTheOrder) {
    for (const auto& entry : fs::directory_iterator(kRoot / "engine"))
        if (entry.is_directory()) {
            EXPECT_LT(rankOf(entry.path().filename()), kRooms.size()) << entry.path() << " is no known room";
        }
}

TEST(IncludeOrder, RoomsOfTheEngineIncludeOnlyThemselvesAndLowerOnes) {
    const auto includes = includesUnder(kRoot / "engine");
    ASSERT_GT(includes.size(), 50u);
    for (const auto& include : includes) {
        EXPECT_FALSE(startsWith(include.target, "ui/") || startsWith(include.target, "app/") ||
                     startsWith(include.target, "Q"))
            << where(include);
        if (!startsWith(include.target, "engine/")) continue;
        const std::string own = *std::next(fs::relative(include.file, kRoot).begin());
        const std::string other = *std::next(fs::path(include.target).begin());
        EXPECT_LE(rankOf(other), rankOf(own)) << where(include);
    }
}

TEST(IncludeOrder, TheSessionsThreadsAndLayoutsNeedNoLibTorch) {
    // types.h and layout_snapshot.h are plain; that nothing behind them needs LibTorch is what the tsan preset
    // compiles.
    const std::vector<std::string> plain{"engine/core/", "engine/analysis/layout/", "engine/kernels/multiversion.h"};
    const std::vector<std::string> ofThreads{"engine/session/threads/", "engine/session/types.h",
                                             "engine/session/layout_snapshot.h"};
    for (const char* room : {"engine/session/threads", "engine/analysis/layout"}) {
        const auto includes = includesUnder(kRoot / room);
        ASSERT_GT(includes.size(), 20u) << room;
        for (const auto& include : includes) {
            const auto isOf = [&](const std::string& beginning) { return startsWith(include.target, beginning); };
            for (const char* library : {"torch/", "ATen/", "c10/", "opencv2/"})
                EXPECT_FALSE(isOf(library)) << where(include);
            const bool isPlain = std::any_of(plain.begin(), plain.end(), isOf) ||
                                 (std::string(room) == "engine/session/threads" &&
                                  std::any_of(ofThreads.begin(), ofThreads.end(), isOf));
            EXPECT_TRUE(!isOf("engine/") || isPlain) << where(include);
        }
    }
}

TEST(IncludeOrder, TheWindowKnowsOnlyTheDoor) {
    const auto includes = includesUnder(kRoot / "ui");
    ASSERT_GT(includes.size(), 50u);
    for (const auto& include : includes) {
        EXPECT_FALSE(startsWith(include.target, "app/")) << where(include);
        if (startsWith(include.target, "engine/")) {
            EXPECT_TRUE(startsWith(include.target, "engine/session/") ||
                        startsWith(include.target, "engine/project/") || startsWith(include.target, "engine/core/"))
                << where(include);
        }
    }
}

TEST(Tests, EverySourceOfTheEngineHasOne) {
    const fs::path tests = kRoot / "tests";
    std::ifstream stream(tests / "README.md");
    ASSERT_TRUE(stream);
    // "`engine/core/utf8.cpp`: `engine/core/shown_text_test.cpp`, ..."
    const std::regex named("`([^`]+)`"), line(R"(^`(engine/[^`]+\.cpp)`: .*)");
    std::set<std::string> covered;
    std::string text;
    std::smatch match;
    while (std::getline(stream, text)) {
        if (!std::regex_match(text, match, line)) continue;
        const std::string source = match[1];
        EXPECT_TRUE(fs::exists(kRoot / source)) << source << " is gone, and tests/README.md names it";
        int tested = 0;
        for (std::sregex_iterator name(text.begin(), text.end(), named), end; name != end; ++name) {
            if ((*name)[1] == source) continue;
            ++tested;
            EXPECT_TRUE(fs::exists(tests / (*name)[1].str())) << source << " is said to be tested by " << (*name)[1];
        }
        EXPECT_GT(tested, 0) << source;
        covered.insert(source);
    }
    int sources = 0;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / "engine")) {
        if (entry.path().extension() != ".cpp") continue;
        ++sources;
        const fs::path source = fs::relative(entry.path(), kRoot);
        const bool own = fs::exists(tests / source.parent_path() / (source.stem().string() + "_test.cpp"));
        EXPECT_TRUE(own || covered.contains(source.string()))
            << source << " has no test of its name, and no line in tests/README.md";
    }
    EXPECT_GT(sources, 150);
}
