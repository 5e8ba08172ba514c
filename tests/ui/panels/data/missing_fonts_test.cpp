#include "ui/panels/data/missing_fonts.h"

#include "tests/ui/panels/fake_images.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

QString sentenceFor(std::vector<std::string> labels, const HasFont& hasFont) {
    FakeImages images(20);
    images.labels_ = std::move(labels);
    return missingFontSentence(images, hasFont);
}

TEST(MissingFonts, OnlyNamesThatNoFontCanWriteNameThePackage) {
    const HasFont none = [](QFontDatabase::WritingSystem) { return false; };
    const HasFont korean = [](QFontDatabase::WritingSystem system) { return system == QFontDatabase::Korean; };
    const HasFont japanese = [](QFontDatabase::WritingSystem system) { return system == QFontDatabase::Japanese; };
    EXPECT_EQ(sentenceFor({"cat", "Käse", "кот", "α"}, none), QString());
    EXPECT_TRUE(sentenceFor({"cat", "猫"}, none).contains(QStringLiteral("fonts-noto-cjk")));
    EXPECT_TRUE(sentenceFor({"ねこ"}, korean).contains(QStringLiteral("fonts-noto-cjk")));
    EXPECT_EQ(sentenceFor({"고양이"}, korean), QString());
    EXPECT_EQ(sentenceFor({"猫"}, japanese), QString()) << "a Japanese font has these letters";
}

}  // namespace
}  // namespace zscape
