#include "engine/data/no_picture.h"

#include "tests/engine/data/import_fixture.h"

namespace zscape {
namespace {

std::string said(std::string_view start) {
    return noPicture("x.png", std::span(reinterpret_cast<const uint8_t*>(start.data()), start.size())).what();
}

TEST(NoPicture, IsSaidToBeWhatItIs) {
    using namespace std::string_view_literals;
    for (const auto& [start, what] : std::vector<std::pair<std::string_view, std::string>>{
             {"", "is empty"},
             {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS"},
             {"\xEF\xBB\xBF \n<!DOCTYPE html><html>", "web page"},
             {"<HTML><head>", "web page"},
             {"<svg xmlns=", "SVG"},
             {"<?xml version=\"1.0\"?>\n<!-- x --><svg ", "SVG"},
             {"%PDF-1.7", "PDF"},
             {"\0\0\0\x20"
              "ftypisom\0\0\2\0"sv,
              "video"},
             {"RIFF\x10\x20\0\0AVI LIST"sv, "video"},
             {"\x1A\x45\xDF\xA3\1\0"sv, "video"},
             {"8BPS\0\1"sv, "Photoshop"},
             {"\0\0\0\x0CJXL \r\n"sv, "JPEG XL"},
             {"\x76\x2F\x31\x01\2"sv, "OpenEXR"},
             {"PK\x03\x04\x14"sv, "archive"},
             {"<?xml version=\"1.0\"?><data/>", "begins like no"},
             {"a few words", "begins like no"}}) {
        EXPECT_NE(said(start).find(what), std::string::npos) << start << ": " << said(start);
        EXPECT_EQ(said(start).find("x.png "), 0U) << said(start);
    }
}

class NoPictureInAFolder : public ImportFixture {};

TEST_F(NoPictureInAFolder, IsListedAndCostsNothingElse) {
    add("1.png");
    text("2.jpg", "<!DOCTYPE html><html><body>404</body></html>");
    text("3.png", "version https://git-lfs.github.com/spec/v1\n");
    text("4.tif", "");
    const auto set = open();
    EXPECT_EQ(set->count(), 1);
    ASSERT_EQ(set->unreadable().size(), 3u);
    for (size_t i = 0; i < 3; ++i) EXPECT_EQ(set->unreadable()[i].reason.code, "image.none");
    EXPECT_NE(set->unreadable()[0].reason.sentence().find("web page"), std::string::npos);
    EXPECT_NE(set->unreadable()[1].reason.sentence().find("git lfs pull"), std::string::npos);
    EXPECT_NE(set->unreadable()[2].reason.sentence().find("is empty"), std::string::npos);
}

}  // namespace
}  // namespace zscape
