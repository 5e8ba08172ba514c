#include "tests/ui/window/window_fixture.h"

#include <chrono>
#include <thread>
#include <utility>

namespace zscape {
namespace {

// Who hears "Ready" enables Train, and does so by what is there at that moment: a key pressed right after must train.
TEST(SessionBridge, ALookThatTheSessionOvertakesTellsNoStateWithoutItsModel) {
    const QTemporaryDir folder;
    Session::Options options;
    options.cacheFolder = folder.filePath(QStringLiteral("cache")).toStdString();
    options.engine = linkedEngine;
    SessionBridge bridge(options);
    bool overtaken = false, heard = false;
    QObject::connect(&bridge, &SessionBridge::infoChanged, &bridge, [&] {
        if (std::exchange(overtaken, true)) return;
        // In the midst of the look that found the images being read, the session gets through with them.
        const auto latest = std::chrono::steady_clock::now() + std::chrono::milliseconds(kLong);
        while (bridge.session().state() != RunState::Ready && std::chrono::steady_clock::now() < latest)
            std::this_thread::yield();
    });
    QObject::connect(&bridge, &SessionBridge::stateChanged, &bridge, [&](RunState, RunState now) {
        if (now != RunState::Ready) return;
        heard = true;
        EXPECT_GT(bridge.info()->parameters, 0);
        EXPECT_NE(bridge.images(), nullptr);
        EXPECT_NE(bridge.split(), nullptr);
    });
    bridge.session().load({{"sample:digits"}, {}});
    EXPECT_TRUE(QTest::qWaitFor([&] { return heard; }, kLong));
    EXPECT_TRUE(overtaken);
}

}  // namespace
}  // namespace zscape
