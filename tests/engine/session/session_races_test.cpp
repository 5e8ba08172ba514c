#include "tests/engine/session/session_fixture.h"

// Races on purpose with the real engine; the same with a fake one, under ThreadSanitizer, are in threads/.
namespace zscape {
namespace {

constexpr int kRounds = 10;

struct SessionRaces : testing::SessionFixture {};

TEST_F(SessionRaces, StartThenPause) {
    loadShapes(300);
    for (int round = 0; round < kRounds; ++round) {
        session->train();
        const CommandId pause = session->pause();
        EXPECT_TRUE(done(pause)) << lastReason.sentence();
        EXPECT_EQ(session->state(), RunState::Paused);
        EXPECT_TRUE(done(session->stop()));
        ASSERT_TRUE(untilState(RunState::Finished));
    }
}

TEST_F(SessionRaces, ClearWhileTraining) {
    for (int round = 0; round < kRounds; ++round) {
        loadShapes(300);
        session->wantCodes(true);
        session->train(1000);
        session->decode(Lane::Pointer, {{{0, 0}}});
        EXPECT_TRUE(done(session->clear())) << lastReason.sentence();
        EXPECT_EQ(session->state(), RunState::Empty);
        EXPECT_EQ(session->codes(), nullptr);
    }
}

TEST_F(SessionRaces, StopJustAfterLoad) {
    for (int round = 0; round < kRounds; ++round) {
        const RunState before = session->state();
        const CommandId load = session->load(shapes(2000 + round));
        const CommandId stop = session->stop();
        ASSERT_TRUE(answered(load));
        ASSERT_TRUE(answered(stop));
        const bool cancelled = !log.refused(stop);
        EXPECT_EQ(log.refused(load), cancelled);
        EXPECT_EQ(session->state(), cancelled ? before : RunState::Ready);
        EXPECT_EQ(session->images() != nullptr, !cancelled || before != RunState::Empty);
    }
}

TEST_F(SessionRaces, CloseWhileTraining) {
    for (int round = 0; round < kRounds; ++round) {
        loadShapes(300);
        session->wantCodes(true);
        session->train(1000);
        session->walk(Lane::Strip, {0, 0}, {1, 1}, 33, PathKind::Linear);
        (void)session->principalPlane();
        session->inspect({"sample:digits"});
        if (round % 2) {
            ASSERT_TRUE(untilState(RunState::Running));
        }
        restart();
        EXPECT_EQ(session->state(), RunState::Empty) << "nothing was saved, and nothing of it comes back";
    }
}

TEST_F(SessionRaces, CloseWhileLoading) {
    for (int round = 0; round < kRounds; ++round) {
        session->load(shapes(5000 + round));
        if (round % 2) {
            ASSERT_TRUE(untilState(RunState::Loading));
        }
        restart();
        EXPECT_EQ(session->images(), nullptr);
    }
    // What was cut short lies in nobody's way: the last set is read whole.
    ASSERT_TRUE(done(session->load(shapes(5000 + kRounds - 1)))) << lastReason.sentence();
    EXPECT_EQ(session->images()->count(), 5000 + kRounds - 1);
}

}  // namespace
}  // namespace zscape
