#include "engine/core/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace zscape {

TEST(Paths, KeepWellFormedUtf8) {
    const std::string text = "a é 数字 \xF0\x9F\x8E\x89";
    EXPECT_EQ(validUtf8(text), text);
}

TEST(Paths, ReplaceWhatIsNotUtf8) {
    EXPECT_EQ(validUtf8("caf\xE9.png"), "caf\xEF\xBF\xBD.png");
    EXPECT_EQ(validUtf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
    EXPECT_EQ(validUtf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
    EXPECT_EQ(validUtf8("\xF0\x9F"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // cut off
}

TEST(Paths, ShowNewlinesAndControlCharacters) {
    EXPECT_EQ(displayName("two\nlines\x01.png"), "two\xE2\x90\xA4lines .png");
}

TEST(Paths, FollowTheBaseDirectorySpecification) {
    const char* before = std::getenv("XDG_CACHE_HOME");
    const std::string kept = before ? before : "";
    setenv("XDG_CACHE_HOME", "/somewhere", 1);
    EXPECT_EQ(cacheFolder(), "/somewhere/zscape");
    setenv("XDG_CACHE_HOME", "relative", 1);
    EXPECT_TRUE(cacheFolder().is_absolute());
    if (before) setenv("XDG_CACHE_HOME", kept.c_str(), 1);
    else unsetenv("XDG_CACHE_HOME");
}

TEST(Paths, FindTheResources) { EXPECT_TRUE(std::filesystem::exists(resourcesFolder() / "recipes")); }

}  // namespace zscape
