#include "engine/session/threads/latency_window.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(LatencyWindow, IsZeroWhenEmpty) { EXPECT_EQ(LatencyWindow().medianAndP99(), std::pair(0.0, 0.0)); }

TEST(LatencyWindow, TakesNearestRanks) {
    LatencyWindow window;
    window.add(7);
    EXPECT_EQ(window.medianAndP99(), std::pair(7.0, 7.0));
    LatencyWindow hundred;
    for (int i = 100; i >= 1; --i) hundred.add(i);
    EXPECT_EQ(hundred.medianAndP99(), std::pair(50.0, 99.0));
}

TEST(LatencyWindow, ForgetsTheOldest) {
    LatencyWindow window;
    for (int i = 0; i < 100; ++i) window.add(1000);
    for (size_t i = 0; i < LatencyWindow::kSize; ++i) window.add(2);
    EXPECT_EQ(window.medianAndP99(), std::pair(2.0, 2.0));
}

}  // namespace
}  // namespace zscape
