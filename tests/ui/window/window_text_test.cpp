// Words have room, or end in dots.
#include "tests/ui/window/window_fixture.h"

#include "tests/ui/window/cut_text.h"

namespace zscape {
namespace {

class WindowText : public WindowFixture {
protected:
    void nothingIsCut(const char* state) {
        for (const QSize size : {QSize(800, 560), QSize(1280, 800)}) {
            window->resize(size);
            ASSERT_TRUE(until([&] { return window->size() == size; }));
            (void)QTest::qWaitFor([&] { return cutTexts(window.get()).empty(); });  // once it is laid out
            EXPECT_EQ(cutTexts(window.get()), "") << state << " at " << size.width() << " x " << size.height();
        }
    }
};

TEST_F(WindowText, IsNeverCutWithoutDots) {
    const QTemporaryDir far;
    const QString folder =
        far.filePath(QStringLiteral("pictures of the whole expedition/second station, at night/"
                                    "what the third camera saw between one and four"));
    QDir().mkpath(folder);
    writeDigits(folder, 40);
    nothingIsCut("empty");
    dropFiles(window.get(), {640, 300}, {QDir(folder).filePath(QStringLiteral("digits"))});
    ASSERT_TRUE(pageHasRead());
    nothingIsCut("import");
    ASSERT_NO_FATAL_FAILURE(useWhatWasRead());
    nothingIsCut("ready");
    ASSERT_NO_FATAL_FAILURE(chooseEnds());
    ASSERT_NO_FATAL_FAILURE(train());
    nothingIsCut("trained");
    ASSERT_NO_FATAL_FAILURE(openRecipes());
    nothingIsCut("recipes");
}

}  // namespace
}  // namespace zscape
