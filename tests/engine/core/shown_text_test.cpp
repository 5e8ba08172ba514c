#include "engine/core/shown_text.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <gtest/gtest.h>

#include <string>

namespace zscape {
namespace {

/// Whether a terminal could take any of it for a command, or anybody read it in another order than it is written.
bool isHarmless(const std::string& text) {
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return false;
        const auto next = [&](size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u; };
        if (byte == 0xC2 && next(1) >= 0x80 && next(1) < 0xA0) return false;
        if (byte == 0xE2 && next(1) == 0x80 && next(2) >= 0xA8 && next(2) <= 0xAE) return false;
        if (byte == 0xE2 && next(1) == 0x81 && next(2) >= 0xA6 && next(2) <= 0xA9) return false;
    }
    return validUtf8(text) == text;
}

TEST(ShownText, KeepsWhatPeopleWrite) {
    for (const std::string text :
         {"", "a cat.png", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "\xE6\x95\xB0\xE5\xAD\x97 \xF0\x9F\x8E\x89",
          "caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D"})
        EXPECT_EQ(shownText(text), text);
}

TEST(ShownText, NothingReachesATerminalAsACommand) {
    EXPECT_EQ(shownText("\x1B[2Jgone\x07"), " [2Jgone ");
    EXPECT_EQ(shownText("\xC2\x9B"
                        "31mred"),
              " 31mred");
    EXPECT_EQ(shownText("two\nlines\r\n"), "two\xE2\x90\xA4lines \xE2\x90\xA4");
    EXPECT_EQ(shownText("\xE2\x80\xAEgnp.tac"), "\xEF\xBF\xBDgnp.tac");
    EXPECT_EQ(shownText("\xE2\x81\xA6x\xE2\x80\xA8y"), "\xEF\xBF\xBDx\xE2\x90\xA4y");
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    for (int byte = 0x80; byte < 0xC0; ++byte)
        all += std::string("\xC2") + static_cast<char>(byte) + "\xE2\x80" + static_cast<char>(byte) + "\xE2\x81" +
               static_cast<char>(byte);
    EXPECT_TRUE(isHarmless(shownText(all)));
    EXPECT_TRUE(isHarmless(displayName(all)));
    EXPECT_TRUE(isHarmless(Error("x", "%1 is damaged.", {all}).what()));
}

TEST(ShownText, ALongOneLosesItsMiddle) {
    const std::string cut = shownText(std::string(5'000'000, 'a') + std::string(5'000'000, 'z'), 300);
    EXPECT_EQ(cut, std::string(200, 'a') + " \xE2\x80\xA6 " + std::string(100, 'z'));
    std::string accents;
    for (int i = 0; i < 1000; ++i) accents += "\xC3\xA9";
    for (size_t limit = 0; limit < 40; ++limit) {
        const std::string shown = shownText(accents, limit);
        EXPECT_EQ(validUtf8(shown), shown);
        EXPECT_EQ(shown.find("\xEF\xBF\xBD"), std::string::npos) << "a character was cut at " << limit;
        EXPECT_LE(shown.size(), limit + 8);
    }
}

TEST(ShownText, ASentenceStaysOne) {
    const Error error("npy.type", "%1 holds numbers of the type %2.",
                      {std::string(10'000'000, 'n'), "\x1B]0;owned\x07"});
    EXPECT_LT(std::string(error.what()).size(), 1100u);
    EXPECT_TRUE(isHarmless(error.what()));
    EXPECT_EQ(error.info().arguments[0].size(), 10'000'000u);
}

}  // namespace
}  // namespace zscape
