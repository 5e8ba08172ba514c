#include "tests/ui/window/window_fixture.h"

#include "engine/core/error.h"
#include "tests/engine/session/threads/gate.h"
#include "ui/widgets/message_strip.h"

#include <atomic>
#include <set>

namespace zscape {
namespace {

/// A window whose engine comes as late as the program's does, or not at all.
class WindowStart : public WindowFixture {
protected:
    void begin(EngineSource engine) {
        window.reset();
        bridge.reset();
        Session::Options options;
        options.cacheFolder = cacheOfImages();
        options.engine = std::move(engine);
        bridge = std::make_unique<SessionBridge>(options);
        window = std::make_unique<MainWindow>(bridge.get());
        window->resize(1280, 800);
        window->show();
        bridge->session().prepare();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    /// Everything that a strip of the window says now.
    QString said() const {
        QStringList sentences;
        for (const MessageStrip* strip : window->findChildren<MessageStrip*>())
            if (strip->isVisible()) sentences.append(strip->sentence());
        return sentences.join(QLatin1Char('\n'));
    }
    bool pageIsOpen() const { return window->pageHost()->isOpen(); }

    testing::Gate gate;
};

TEST_F(WindowStart, ItIsDrawnAndAnswersWhileTheEngineIsBeingMade) {
    gate.close();
    ASSERT_NO_FATAL_FAILURE(begin([this](const EngineContext& context) {
        gate.pass();
        return linkedEngine(context);
    }));
    gate.awaitVisitor();
    const QImage seen = window->grab().toImage();
    std::set<QRgb> colours;
    for (int y = 0; y < seen.height(); y += 8)
        for (int x = 0; x < seen.width(); ++x) colours.insert(seen.pixel(x, y));
    EXPECT_GT(colours.size(), 16U) << "text and icons";

    // What is dropped waits on its page, which can be left.
    dropFiles(window.get(), {640, 300}, {digits()});
    EXPECT_TRUE(until([&] { return pageIsOpen(); }));
    EXPECT_FALSE(window->importPage()->canUse());
    QTest::keyClick(window->importPage(), Qt::Key_Escape);
    EXPECT_FALSE(pageIsOpen());
    dropFiles(window.get(), {640, 300}, {digits()});
    EXPECT_EQ(bridge->state(), RunState::Empty);

    gate.open();
    useWhatWasRead();
    EXPECT_EQ(bridge->images()->count(), kImages);
}

TEST_F(WindowStart, AnEngineThatCannotBeHadIsSaid) {
    std::atomic<bool> missing{true};
    ASSERT_NO_FATAL_FAILURE(begin([&missing](const EngineContext& context) {
        if (missing) throw Error("engine.module", "zscape.so is missing. Install Zscape again.");
        return linkedEngine(context);
    }));
    EXPECT_TRUE(until([&] { return said().contains(QStringLiteral("zscape.so is missing")); })) << qPrintable(said());
    dropFiles(window.get(), {640, 300}, {digits()});
    EXPECT_TRUE(until([&] { return !pageIsOpen() && said().contains(QStringLiteral("zscape.so is missing")); }));
    missing = false;
    dropFiles(window.get(), {640, 300}, {digits()});
    useWhatWasRead();
}

}  // namespace
}  // namespace zscape
