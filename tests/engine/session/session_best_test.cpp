#include "tests/engine/session/session_fixture.h"

#include "engine/project/project.h"

namespace zscape {
namespace {

struct SessionBest : testing::SessionFixture {
    std::filesystem::path project() const { return folder / "run.zscape"; }
    CommandId showBest() {
        return session->show({.what = ShowRequest::What::Weights, .weights = RunWeightsShown::Best});
    }
    CommandId showLast() { return session->show({.what = ShowRequest::What::Weights}); }
    std::vector<uint8_t> decoded() {
        const uint64_t ticket = session->decode(Lane::Files, {.z = {{0.5F, -0.5F}}});
        EXPECT_TRUE(until([&] { return session->fileAnswer(ticket) != nullptr; }));
        return session->fileAnswer(ticket)->pictures.at(0).pixels;
    }
    /// A run whose last epochs are worse than one before: its learning rate is raised until it spoils what was learned.
    void trainUntilWorse() {
        loadShapes();
        trainToTheEnd(4, 0);
        ASSERT_TRUE(done(session->adjust("learning_rate", 0.1)));
        for (int more = 0; more < 20 && session->info()->bestStep == session->info()->step; ++more) trainToTheEnd(1, 0);
        ASSERT_GE(session->info()->bestKept, 0);
        ASSERT_LT(session->info()->bestKept, session->info()->step);
    }
};

TEST_F(SessionBest, TheBestWeightsAreShownAndTheLastOnesAgain) {
    trainUntilWorse();
    const int64_t last = session->info()->step, best = session->info()->bestKept;
    const auto lastPixels = decoded();
    ASSERT_TRUE(done(showBest())) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Finished);
    EXPECT_TRUE(session->info()->showsBest);
    EXPECT_EQ(session->info()->step, best);
    EXPECT_EQ(session->info()->lastStep, last);
    const auto bestPixels = decoded();
    EXPECT_NE(bestPixels, lastPixels);
    session->wantCodes(true);
    ASSERT_TRUE(until([&] {
        const auto codes = session->codes();
        return codes && codes->encoded == codes->count && codes->stampOf(0).step == best;
    }));
    const auto totalsBefore = totals();
    ASSERT_TRUE(done(session->save(project()))) << "what is saved is the run, whichever weights are shown";
    EXPECT_EQ(session->info()->savedStep, last);
    EXPECT_FALSE(session->info()->unsavedWork);
    EXPECT_EQ(decoded(), bestPixels);
    ASSERT_TRUE(done(showLast()));
    EXPECT_EQ(session->info()->step, last);
    EXPECT_EQ(decoded(), lastPixels);
    ASSERT_TRUE(done(showBest()));
    EXPECT_EQ(session->codes()->stampOf(0).step, best) << "there and back";
    trainToTheEnd(0, 3);
    EXPECT_EQ(session->info()->step, last + 3) << "training goes on where the run is";
    EXPECT_FALSE(session->info()->showsBest);
    EXPECT_EQ(totals().size(), totalsBefore.size() + 3);

    restart();
    ASSERT_TRUE(done(session->open(project())));
    EXPECT_EQ(session->info()->step, last);
    EXPECT_EQ(session->info()->bestKept, best);
    ASSERT_TRUE(done(showBest())) << lastReason.sentence();
    EXPECT_EQ(decoded(), bestPixels);
}

TEST_F(SessionBest, AnotherObjectiveBeginsAnotherBest) {
    loadShapes();
    trainToTheEnd(2, 0);
    ASSERT_GE(session->info()->bestKept, 0);
    ASSERT_TRUE(done(session->save(project())));
    ASSERT_TRUE(done(session->adjust("learning_rate", 0.0005)));
    EXPECT_GE(session->info()->bestKept, 0);
    ASSERT_TRUE(done(session->adjust("beta", 30)));
    trainToTheEnd(1, 0);
    EXPECT_EQ(session->info()->bestStep, session->info()->step) << "its total is greater, and is another one's";
    EXPECT_EQ(session->info()->bestKept, session->info()->step);
    ASSERT_TRUE(done(session->save(project())));
    EXPECT_EQ(Project::openForReading(project()).runs()[0].bestStep, session->info()->step);
}

TEST_F(SessionBest, WhereNoneIsKeptItIsSaid) {
    loadShapes();
    EXPECT_FALSE(done(showBest()));
    EXPECT_EQ(lastReason.code, "run.best");
    ASSERT_TRUE(done(session->train(100000, 0)));
    ASSERT_TRUE(until([&] { return session->info()->bestKept >= 0; }));
    EXPECT_FALSE(done(showBest()));
    ASSERT_TRUE(done(session->pause()));
    EXPECT_FALSE(done(showBest()));
    EXPECT_EQ(lastReason.code, "run.paused");
    ASSERT_TRUE(done(session->resume()));
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    EXPECT_TRUE(done(showBest()));
}

}  // namespace
}  // namespace zscape
