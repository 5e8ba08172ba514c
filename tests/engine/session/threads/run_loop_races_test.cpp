#include "tests/engine/session/threads/fake_backend.h"

#include <gtest/gtest.h>

#include <thread>

// Races on purpose, a hundred times each; most telling under ThreadSanitizer.
namespace zscape {
namespace {

constexpr int kRounds = 100;

struct RunLoopRaces : ::testing::Test {
    /// Every command has one answer, and the chain of states has no gap.
    static void expectOrderly(testing::LoopFixture& fixture, const std::vector<CommandId>& ids) {
        fixture.drain();
        for (const CommandId id : ids) EXPECT_EQ(fixture.log.answers(id), 1) << "command " << id;
        RunState last = RunState::Empty;
        for (const auto& change : fixture.log.of<event::StateChanged>()) {
            EXPECT_EQ(change.from, last);
            last = change.to;
        }
    }
    static bool answered(testing::LoopFixture& fixture, const std::vector<CommandId>& ids) {
        return fixture.until([&] {
            for (const CommandId id : ids)
                if (fixture.log.answers(id) == 0) return false;
            return true;
        });
    }
};

TEST_F(RunLoopRaces, StartThenPause) {
    for (int round = 0; round < kRounds; ++round) {
        testing::LoopFixture fixture;
        fixture.start();
        ASSERT_TRUE(fixture.carriedOut(command::Load{}));
        const std::vector<CommandId> ids{fixture.loop->submit(command::Train{}),
                                         fixture.loop->submit(command::Pause{})};
        ASSERT_TRUE(answered(fixture, ids));
        EXPECT_EQ(fixture.loop->state(), RunState::Paused);
        fixture.loop.reset();
        expectOrderly(fixture, ids);
    }
}

TEST_F(RunLoopRaces, ClearWhileTraining) {
    for (int round = 0; round < kRounds; ++round) {
        testing::LoopFixture fixture;
        fixture.start();
        ASSERT_TRUE(fixture.carriedOut(command::Load{}));
        ASSERT_TRUE(fixture.carriedOut(command::Train{}));
        CommandId clear = 0, pause = 0;
        {
            std::jthread one([&] { clear = fixture.loop->submit(command::Clear{}); });
            std::jthread two([&] { pause = fixture.loop->submit(command::Pause{}); });
        }
        ASSERT_TRUE(answered(fixture, {clear, pause}));
        EXPECT_EQ(fixture.loop->state(), RunState::Empty);
        fixture.loop.reset();
        EXPECT_FALSE(fixture.backend.hasImages);
        expectOrderly(fixture, {clear, pause});
    }
}

TEST_F(RunLoopRaces, StopJustAfterLoad) {
    for (int round = 0; round < kRounds; ++round) {
        testing::LoopFixture fixture;
        fixture.start();
        const CommandId load = fixture.loop->submit(command::Load{});
        const CommandId stop = fixture.loop->submit(command::Stop{});
        ASSERT_TRUE(answered(fixture, {load, stop}));
        // Either the stop came in time and nothing is loaded, or the load was through and there was nothing to stop.
        const bool cancelled = !fixture.log.refused(stop);
        EXPECT_EQ(fixture.log.refused(load), cancelled);
        EXPECT_EQ(fixture.loop->state(), cancelled ? RunState::Empty : RunState::Ready);
        fixture.loop.reset();
        EXPECT_EQ(fixture.backend.hasImages, !cancelled);
        expectOrderly(fixture, {load, stop});
    }
}

TEST_F(RunLoopRaces, CloseWhileTraining) {
    for (int round = 0; round < kRounds; ++round) {
        testing::LoopFixture fixture;
        fixture.start();
        ASSERT_TRUE(fixture.carriedOut(command::Load{}));
        const CommandId train = fixture.loop->submit(command::Train{});
        const bool seenRunning = round % 2 != 0;
        if (seenRunning) {
            ASSERT_TRUE(fixture.untilState(RunState::Running));
        }
        fixture.loop.reset();
        fixture.drain();
        EXPECT_FALSE(fixture.log.refused(train));
        if (seenRunning) {
            EXPECT_EQ(fixture.log.answers(train), 1);
            EXPECT_EQ(fixture.log.of<event::StateChanged>().back().to, RunState::Running) << "nobody stopped the run";
        }
        EXPECT_EQ(fixture.backend.endings, 1);
        expectOrderly(fixture, {});
    }
}

TEST_F(RunLoopRaces, CloseWhileLoading) {
    for (int round = 0; round < kRounds; ++round) {
        testing::LoopFixture fixture;
        const bool gateIsClosed = round % 2 != 0;
        if (gateIsClosed) fixture.backend.loadGate.close();
        fixture.start();
        const CommandId load = fixture.loop->submit(command::Load{});
        if (round % 4 == 3) {
            ASSERT_TRUE(fixture.untilState(RunState::Loading));
        }
        fixture.loop.reset();
        fixture.drain();
        if (gateIsClosed) {
            EXPECT_FALSE(fixture.backend.hasImages) << "a load that was not through is not taken over";
        }
        EXPECT_EQ(fixture.backend.hasImages, fixture.log.answers(load) == 1 && !fixture.log.refused(load));
        // A loop that is closed before it came to the load has needed none.
        EXPECT_LE(fixture.backend.beginnings, 1);
        EXPECT_EQ(fixture.backend.endings, fixture.backend.beginnings);
        expectOrderly(fixture, {});
    }
}

TEST_F(RunLoopRaces, ManyClientsAtOnce) {
    for (int round = 0; round < kRounds / 5; ++round) {
        testing::LoopFixture fixture;
        fixture.start();
        ASSERT_TRUE(fixture.carriedOut(command::Load{}));
        std::mutex mutex;
        std::vector<CommandId> ids;
        const auto submit = [&](CommandBody body) {
            const CommandId id = fixture.loop->submit(std::move(body));
            const std::lock_guard lock(mutex);
            ids.push_back(id);
        };
        {
            std::jthread trainer([&] {
                for (int i = 0; i < 20; ++i) submit(command::Train{0, 3});
            });
            std::jthread pauser([&] {
                for (int i = 0; i < 20; ++i) {
                    submit(command::Pause{});
                    submit(command::Resume{});
                }
            });
            std::jthread stopper([&] {
                for (int i = 0; i < 20; ++i) submit(command::Stop{});
            });
            std::jthread loader([&] {
                for (int i = 0; i < 5; ++i) submit(command::Load{});
            });
            std::jthread reader([&] {
                for (int i = 0; i < 200; ++i) {
                    (void)fixture.loop->state();
                    fixture.loop->poke();
                }
            });
        }
        ASSERT_TRUE(answered(fixture, ids));
        fixture.loop.reset();
        expectOrderly(fixture, ids);
    }
}

}  // namespace
}  // namespace zscape
