#include "engine/data/xml_scanner.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(XmlScanner, GoesFromPieceToPiece) {
    XmlScanner scanner("<?xml?><!-- <a/> --><x:a b = '1>2' c=\"3\">text<![CDATA[<b>]]></x:a><d/>");
    const XmlPiece start = scanner.next().value();
    EXPECT_EQ(start.kind, XmlPiece::Kind::Start);
    EXPECT_EQ(start.name, "a");
    EXPECT_EQ(start.attribute("b"), "1>2");
    EXPECT_EQ(start.attribute("c"), "3");
    EXPECT_FALSE(start.attribute("d"));
    EXPECT_EQ(scanner.next().value().text, "text");
    EXPECT_EQ(scanner.next().value().kind, XmlPiece::Kind::End);
    EXPECT_TRUE(scanner.next().value().closed);
    EXPECT_FALSE(scanner.next());
    for (const char* damaged : {"<a", "<a b='>", "<!-- a", "<![CDATA[ a"}) EXPECT_FALSE(XmlScanner(damaged).next());
}

TEST(XmlScanner, CharactersThatAreWrittenOtherwise) {
    EXPECT_EQ(unescaped("a&lt;b&gt;&amp;&quot;&apos;"), "a<b>&\"'");
    EXPECT_EQ(unescaped("&#181;m &#xB5;m &#x1F600;"), "\u00B5m \u00B5m \U0001F600");
    for (const char* same :
         {"", "&", "&;", "a & b", "&lt", "&no;", "&#0;", "&#xD800;", "&#x110000;", "&#12x;", "&#99999999999;"})
        EXPECT_EQ(unescaped(same), same);
}

}  // namespace
}  // namespace zscape
