#include "ui/text/english_plurals.h"

#include <QCoreApplication>
#include <QLocale>
#include <gtest/gtest.h>

#include <limits>

namespace zscape {
namespace {

TEST(EnglishPlurals, OneIsOneAndAllElseAreMany) {
    EXPECT_EQ(englishPlural(QStringLiteral("%1 image(s)"), 1), QStringLiteral("%1 image"));
    EXPECT_EQ(englishPlural(QStringLiteral("%1 image(s)"), 0), QStringLiteral("%1 images"));
    EXPECT_EQ(englishPlural(QStringLiteral("%1 picture(s) (is|are) on (its|their) own"), 2),
              QStringLiteral("%1 pictures are on their own"));
    EXPECT_EQ(englishPlural(QStringLiteral("(a minute|%1 minutes) ago"), 1), QStringLiteral("a minute ago"));
    EXPECT_EQ(englishPlural(QStringLiteral("%1 row(s) (of a table)"), 1), QStringLiteral("%1 row (of a table)"));
    EXPECT_EQ(englishPlural(QStringLiteral("odd (s"), 1), QStringLiteral("odd (s"));
}

TEST(EnglishPlurals, TrCountsWithThem) {
    const auto images = [](int count) {
        return QCoreApplication::translate("zscape::Any", "%Ln image(s)", nullptr, count);
    };
    EXPECT_EQ(images(1), QStringLiteral("1 image"));
    EXPECT_EQ(images(70000), QLocale().toString(70000) + QStringLiteral(" images"));
    EXPECT_EQ(QCoreApplication::translate("zscape::Any", "Close(s)"), QStringLiteral("Close(s)"))
        << "what does not count stays as it is";
}

TEST(EnglishPlurals, NumbersBeyondAnIntCountAsMany) {
    EXPECT_EQ(counted(3), 3);
    EXPECT_EQ(counted(std::numeric_limits<qint64>::max()), std::numeric_limits<int>::max());
}

}  // namespace
}  // namespace zscape
