#include "engine/session/threads/newest_wins_lanes.h"

#include <gtest/gtest.h>

#include <thread>

namespace zscape {
namespace {

using Lanes = NewestWinsLanes<int, 3>;

TEST(NewestWinsLanes, LowerLanesComeFirst) {
    Lanes lanes;
    lanes.post(2, 20);
    lanes.post(0, 1);
    lanes.post(1, 10);
    EXPECT_EQ(lanes.tryTake()->request, 1);
    EXPECT_EQ(lanes.tryTake()->request, 10);
    const auto last = lanes.tryTake();
    EXPECT_EQ(last->lane, 2u);
    EXPECT_EQ(last->request, 20);
    EXPECT_FALSE(lanes.tryTake());
}

TEST(NewestWinsLanes, TheNewestReplacesWhatWasNotBegun) {
    Lanes lanes;
    const uint64_t first = lanes.post(1, 1);
    const uint64_t second = lanes.post(1, 2);
    EXPECT_NE(first, 0u);
    EXPECT_GT(second, first);
    const auto taken = lanes.tryTake();
    EXPECT_EQ(taken->ticket, second);
    EXPECT_EQ(taken->request, 2);
    EXPECT_FALSE(lanes.tryTake());
}

TEST(NewestWinsLanes, WhatIsPostedInTurnWaitsItsTurn) {
    Lanes lanes;
    const uint64_t first = lanes.postInTurn(1, 1);
    lanes.postInTurn(1, 2);
    lanes.post(2, 20);
    EXPECT_EQ(lanes.tryTake()->ticket, first);
    EXPECT_EQ(lanes.tryTake({false, true, false})->request, 20) << "the lane is busy";
    EXPECT_FALSE(lanes.tryTake({false, true, false}));
    EXPECT_EQ(lanes.tryTake()->request, 2);
}

TEST(NewestWinsLanes, WaitEndsByAPostAPokeAndAStop) {
    Lanes lanes;
    lanes.poke();
    lanes.wait({});
    std::jthread poster([&lanes] { lanes.post(2, 5); });
    lanes.wait({});
    EXPECT_EQ(lanes.tryTake()->request, 5);
    std::jthread waiting([&lanes](std::stop_token stop) { lanes.wait(stop); });
    waiting.request_stop();
    waiting.join();
}

TEST(NewestWinsLanes, TheLastPostOfEveryClientIsServed) {
    // Whatever is dropped in between, the newest of each lane must come through.
    constexpr int kPosts = 3000;
    Lanes lanes;
    int last[3] = {-1, -1, -1};
    bool inOrder = true;
    std::jthread server([&] {
        while (last[0] < kPosts || last[1] < kPosts || last[2] < kPosts) {
            lanes.wait({});
            while (const auto taken = lanes.tryTake()) {
                inOrder = inOrder && taken->request > last[taken->lane];
                last[taken->lane] = taken->request;
            }
        }
    });
    {
        std::jthread clients[3];
        for (size_t lane = 0; lane < 3; ++lane)
            clients[lane] = std::jthread([&lanes, lane] {
                for (int i = 0; i <= kPosts; ++i) lanes.post(lane, i);
            });
    }
    server.join();
    EXPECT_TRUE(inOrder);
}

}  // namespace
}  // namespace zscape
