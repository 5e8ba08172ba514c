#include "engine/session/threads/run_loop.h"

#include "tests/engine/session/threads/fake_backend.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

struct RunLoopTest : ::testing::Test, testing::LoopFixture {};

TEST_F(RunLoopTest, LoadsTrainsAndFinishes) {
    start();
    EXPECT_TRUE(carriedOut(command::Load{}));
    EXPECT_EQ(loop->state(), RunState::Ready);
    EXPECT_TRUE(carriedOut(command::Train{3, 0}));
    ASSERT_TRUE(untilState(RunState::Finished));
    drain();
    loop.reset();
    EXPECT_EQ(backend.steps, 30);
    EXPECT_EQ(backend.evaluations, 3);
    const auto epochs = log.of<event::EpochFinished>();
    ASSERT_EQ(epochs.size(), 3u);
    EXPECT_EQ(epochs[2].epoch, 3);
    EXPECT_EQ(epochs[2].step, 30);

    std::vector<RunState> path;
    for (const auto& change : log.of<event::StateChanged>()) {
        EXPECT_EQ(change.from, path.empty() ? RunState::Empty : path.back());
        path.push_back(change.to);
    }
    EXPECT_EQ(path, (std::vector{RunState::Loading, RunState::Ready, RunState::Running, RunState::Finished}));
}

TEST_F(RunLoopTest, ALoadSaysWhatCameBeforeItIsDone) {
    start();
    EXPECT_TRUE(carriedOut(command::Load{}));
    // Whoever sees CommandDone may use what was loaded: the images were announced before.
    ASSERT_GE(log.all.size(), 3u);
    EXPECT_TRUE(std::holds_alternative<event::CommandDone>(log.all.back()));
    EXPECT_EQ(log.of<event::DataLoaded>().size(), 1u);
}

TEST_F(RunLoopTest, PauseHoldsBetweenStepsAndResumeGoesOn) {
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{}));
    ASSERT_TRUE(carriedOut(command::Pause{}));
    const int64_t held = backend.steps;  // read by a thread that saw the answer, while the run thread waits
    ASSERT_TRUE(carriedOut(command::Adjust{"beta", 2}));
    EXPECT_EQ(log.of<event::Adjusted>().back().step, held);
    EXPECT_EQ(loop->state(), RunState::Paused);
    ASSERT_TRUE(carriedOut(command::Resume{}));
    ASSERT_TRUE(carriedOut(command::Stop{}));
    ASSERT_TRUE(untilState(RunState::Finished));
}

TEST_F(RunLoopTest, AFailedStepSaysWhichAndTrainingMayGoOn) {
    backend.failAt = 4;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{1, 0}));
    ASSERT_TRUE(untilState(RunState::Failed));
    drain();
    const auto failures = log.of<event::RunFailed>();
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_EQ(failures[0].step, 4);
    EXPECT_EQ(failures[0].reason.code, "test.step");
    ASSERT_TRUE(carriedOut(command::Train{1, 0}));
    ASSERT_TRUE(untilState(RunState::Finished));
}

TEST_F(RunLoopTest, ARunEndsByItselfAfterAnEpochIsMeasured) {
    backend.endAt = 15;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{9, 0}));
    ASSERT_TRUE(untilState(RunState::Finished));
    drain();
    const auto ends = log.of<event::EndedByItself>();
    ASSERT_EQ(ends.size(), 1u);
    EXPECT_EQ(ends[0].step, 20) << "asked when the second epoch was measured, and not within it";
    EXPECT_EQ(ends[0].why.code, "run.ended.test");
    EXPECT_EQ(log.of<event::EpochFinished>().size(), 2u);
    EXPECT_TRUE(std::holds_alternative<event::StateChanged>(log.all.back())) << "why comes before the state";
    // Nothing more is done in it, and it may go on.
    ASSERT_FALSE(carriedOut(command::Stop{}));
    EXPECT_EQ(log.reason(log.of<event::CommandRefused>().back().id).code, "state.stop.finished");
    backend.endAt = -1;  // the run thread waits for a command
    ASSERT_TRUE(carriedOut(command::Train{1, 0}));
    ASSERT_TRUE(untilState(RunState::Finished));
    loop.reset();
    EXPECT_EQ(backend.steps, 30);
    EXPECT_EQ(backend.betweens, 28) << "between all steps but after the two last ones";
}

TEST_F(RunLoopTest, MinutesEndARunWithinAnEpochAndItIsMeasuredThere) {
    backend.endAt = backend.timeUpAt = 13;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{9, 0}));
    ASSERT_TRUE(untilState(RunState::Finished));
    drain();
    loop.reset();
    ASSERT_EQ(log.of<event::EndedByItself>().size(), 1u);
    EXPECT_EQ(log.of<event::EndedByItself>()[0].step, 13);
    EXPECT_EQ(backend.evaluations, 2);
    EXPECT_EQ(log.of<event::EpochFinished>().size(), 1u);
}

TEST_F(RunLoopTest, APlanThatIsDoneAndAStepThatFailsComeFirst) {
    backend.endAt = backend.timeUpAt = 10;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{1, 0}));
    ASSERT_TRUE(untilState(RunState::Finished));
    drain();
    EXPECT_TRUE(log.of<event::EndedByItself>().empty()) << "it went as far as it was planned";
    backend.failAt = 11;  // the run thread waits for a command
    ASSERT_TRUE(carriedOut(command::Train{1, 0}));
    ASSERT_TRUE(untilState(RunState::Failed));
    drain();
    EXPECT_TRUE(log.of<event::EndedByItself>().empty());
}

TEST_F(RunLoopTest, AnExceptionInAStepFailsTheRunNotTheProgram) {
    backend.failAt = 2;
    backend.throwAt = true;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{1, 0}));
    ASSERT_TRUE(untilState(RunState::Failed));
    drain();
    EXPECT_EQ(log.of<event::RunFailed>().at(0).reason.sentence(), "The step broke.");
}

TEST_F(RunLoopTest, AFailedLoadLeavesWhatWas) {
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{0, 5}));
    ASSERT_TRUE(untilState(RunState::Finished));
    backend.loadGate.close();
    const CommandId second = loop->submit(command::Load{});
    backend.loadGate.awaitVisitor();  // of the first load
    ASSERT_TRUE(untilState(RunState::Loading));
    const CommandId stop = loop->submit(command::Stop{});
    ASSERT_TRUE(until([&] { return log.answers(second) > 0; }));
    EXPECT_FALSE(log.refused(stop));
    EXPECT_EQ(log.reason(second).code, "cancelled");
    EXPECT_EQ(loop->state(), RunState::Finished);
    EXPECT_TRUE(backend.hasImages);
}

TEST_F(RunLoopTest, ALoadThatWasTooLateToCancelIsDropped) {
    start();
    // The loader is through, its result waits behind the stop: the stop was accepted, so the images are not taken.
    backend.loadGate.close();
    const CommandId load = loop->submit(command::Load{});
    backend.loadGate.awaitVisitor();
    ASSERT_TRUE(untilState(RunState::Loading));
    const CommandId stop = loop->submit(command::Stop{});
    backend.loadGate.open();
    ASSERT_TRUE(until([&] { return log.answers(load) > 0 && log.answers(stop) > 0; }));
    EXPECT_FALSE(log.refused(stop));
    EXPECT_TRUE(log.refused(load));
    EXPECT_EQ(loop->state(), RunState::Empty);
}

TEST_F(RunLoopTest, AnAdoptionThatFailsRefusesTheLoad) {
    backend.adoptFails = true;
    start();
    EXPECT_FALSE(carriedOut(command::Open{}));
    EXPECT_EQ(loop->state(), RunState::Empty);
    EXPECT_EQ(log.of<event::CommandRefused>().at(0).reason.code, "test.adopt");
}

TEST_F(RunLoopTest, AStopDoesNotWaitForAnEvaluation) {
    backend.evaluationWaits = true;
    backend.evaluationGate.close();
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{5, 0}));
    backend.evaluationGate.awaitVisitor();
    ASSERT_TRUE(carriedOut(command::Stop{}));
    ASSERT_TRUE(untilState(RunState::Finished));
    loop.reset();
    EXPECT_EQ(backend.steps, 10);
    EXPECT_EQ(backend.evaluations, 0);
}

TEST_F(RunLoopTest, APauseDoesNotWaitForAnEvaluationWhichIsMadeUpForAtRest) {
    backend.evaluationWaits = true;
    backend.evaluationGate.close();
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{2, 0}));
    backend.evaluationGate.awaitVisitor();
    ASSERT_TRUE(carriedOut(command::Pause{}));
    EXPECT_EQ(loop->state(), RunState::Paused);
    EXPECT_TRUE(log.of<event::EpochFinished>().empty());
    backend.evaluationGate.open();
    ASSERT_TRUE(until([this] { return log.of<event::EpochFinished>().size() == 1; })) << "no epoch goes unmeasured";
    EXPECT_EQ(log.of<event::EpochFinished>()[0].step, 10);
    EXPECT_EQ(loop->state(), RunState::Paused);
    ASSERT_TRUE(carriedOut(command::Resume{}));
    ASSERT_TRUE(untilState(RunState::Finished));
    drain();
    loop.reset();
    EXPECT_EQ(backend.steps, 20);
    EXPECT_EQ(backend.evaluations, 2) << "each epoch once";
    EXPECT_EQ(log.of<event::EpochFinished>().size(), 2u);
}

TEST_F(RunLoopTest, APauseInTheLastEvaluationLeavesTheEndToTheResume) {
    backend.evaluationWaits = true;
    backend.evaluationGate.close();
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{1, 0}));
    backend.evaluationGate.awaitVisitor();
    ASSERT_TRUE(carriedOut(command::Pause{}));
    // A load that is given up takes nothing of it away.
    backend.loadFails = true;
    ASSERT_FALSE(carriedOut(command::Load{}));
    EXPECT_EQ(loop->state(), RunState::Paused);
    ASSERT_TRUE(carriedOut(command::Resume{}));
    EXPECT_EQ(loop->state(), RunState::Running);
    backend.evaluationGate.open();
    ASSERT_TRUE(untilState(RunState::Finished));
    loop.reset();
    EXPECT_EQ(backend.steps, 10) << "no step is taken beyond the plan";
    EXPECT_EQ(backend.evaluations, 1);
}

TEST_F(RunLoopTest, AnEvaluationThatFailsAtRestFailsTheRun) {
    backend.evaluationWaits = true;
    backend.evaluationGate.close();
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{2, 0}));
    backend.evaluationGate.awaitVisitor();
    ASSERT_TRUE(carriedOut(command::Pause{}));
    backend.evaluationGate.awaitVisitor();  // once more, at rest
    backend.evaluationBreaks = true;
    backend.evaluationGate.open();
    ASSERT_TRUE(untilState(RunState::Failed));
    drain();
    EXPECT_EQ(log.of<event::RunFailed>().at(0).reason.code, "memory.exhausted");
}

TEST_F(RunLoopTest, WhatIsDoneAtRestGivesWayToACommand) {
    backend.idleWaits = true;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    backend.idleGate.close();
    loop->poke();
    backend.idleGate.awaitVisitor();
    ASSERT_TRUE(carriedOut(command::Train{0, 3}));
    ASSERT_TRUE(untilState(RunState::Finished));
    loop.reset();
    EXPECT_EQ(backend.steps, 3);
}

TEST_F(RunLoopTest, HeldOutImagesOfAnotherPlaceAreReadByTheLoaderAndCanBeCancelled) {
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{0, 4}));
    ASSERT_TRUE(untilState(RunState::Finished));
    drain();
    const size_t loaded = log.of<event::DataLoaded>().size();
    RunConfig apart;
    apart.heldOutSources = {"elsewhere"};
    backend.loadGate.close();
    backend.loadGate.awaitVisitor();  // of the load above
    const CommandId cancelled = loop->submit(command::Configure{apart});
    backend.loadGate.awaitVisitor();
    ASSERT_TRUE(untilState(RunState::Loading));
    ASSERT_TRUE(carriedOut(command::Stop{}));
    ASSERT_TRUE(until([&] { return log.answers(cancelled) > 0; }));
    EXPECT_EQ(log.reason(cancelled).code, "cancelled");
    EXPECT_EQ(loop->state(), RunState::Finished) << "back to what was";
    backend.loadGate.open();
    ASSERT_TRUE(carriedOut(command::Configure{apart}));
    EXPECT_EQ(loop->state(), RunState::Ready);
    EXPECT_EQ(log.of<event::DataLoaded>().size(), loaded) << "the images stayed";
    loop.reset();
}

TEST_F(RunLoopTest, WhateverCannotBePublishedFailsTheRunAndNotTheProgram) {
    // After a failed step, at a pause, at a stop, at the end of the plan.
    for (const RunState state : {RunState::Ready, RunState::Running, RunState::Paused, RunState::Stopping,
                                 RunState::Finished, RunState::Failed}) {
        SCOPED_TRACE(nameOf(state));
        testing::LoopFixture fixture;
        fixture.backend.breaksIn = state;
        if (state == RunState::Failed) fixture.backend.failAt = 3;
        fixture.start();
        ASSERT_TRUE(fixture.carriedOut(command::Load{}));
        if (state != RunState::Ready) {
            ASSERT_TRUE(fixture.carriedOut(
                command::Train{0, state == RunState::Finished || state == RunState::Failed ? 5 : 0}));
            if (state == RunState::Paused) (void)fixture.carriedOut(command::Pause{});
            if (state == RunState::Stopping) (void)fixture.carriedOut(command::Stop{});
        }
        ASSERT_TRUE(fixture.untilState(RunState::Failed));
        fixture.backend.breaksIn.reset();  // the run thread waits for a command
        fixture.backend.failAt = -1;
        ASSERT_TRUE(fixture.carriedOut(command::Train{0, 2})) << "the last good weights train on";
        ASSERT_TRUE(fixture.untilState(RunState::Finished));
        fixture.drain();
        fixture.loop.reset();
        if (state == RunState::Failed) {
            EXPECT_EQ(fixture.log.of<event::RunFailed>().size(), 1u);
            EXPECT_EQ(fixture.log.of<event::Warning>().at(0).what.code, "memory.exhausted");
        } else {
            EXPECT_EQ(fixture.log.of<event::RunFailed>().at(0).reason.code, "memory.exhausted");
        }
        RunState last = RunState::Empty;
        for (const auto& change : fixture.log.of<event::StateChanged>()) {
            EXPECT_EQ(change.from, last);
            last = change.to;
        }
    }
}

TEST_F(RunLoopTest, AnAdoptionThatBreaksHalfWayLeavesNothingAndSaysSo) {
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{0, 3}));
    ASSERT_TRUE(untilState(RunState::Finished));
    backend.adoptBreaks = true;  // the run thread waits for a command
    EXPECT_FALSE(carriedOut(command::Load{}));
    EXPECT_EQ(log.reason(log.of<event::CommandRefused>().back().id).code, "memory.exhausted");
    EXPECT_EQ(loop->state(), RunState::Empty);
    backend.adoptBreaks = false;
    ASSERT_TRUE(carriedOut(command::Load{}));
    EXPECT_EQ(loop->state(), RunState::Ready);
}

TEST_F(RunLoopTest, AThreadThatCannotBeSetUpWorksAllTheSame) {
    backend.startBreaks = true;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    EXPECT_EQ(log.of<event::Warning>().at(0).what.code, "memory.exhausted");
}

/// A backend that takes until the gate opens, or cannot be had.
struct LateRunLoopTest : RunLoopTest {
    testing::Gate gate;
    std::atomic<bool> missing{false};
    std::atomic<int> asked{0};

    void TearDown() override { loop.reset(); }  // before what it asks
    void startLate() {
        loop.emplace(
            [this]() -> RunBackend& {
                ++asked;
                gate.pass();
                if (missing) throw Error("test.module", "A part of the program is missing.");
                return backend;
            },
            events);
    }
};

TEST_F(LateRunLoopTest, CommandsWaitForABackendThatTakesAWhile) {
    gate.close();
    startLate();
    loop->submit(command::Load{});
    const CommandId second = loop->submit(command::Train{0, 3});
    gate.awaitVisitor();
    EXPECT_EQ(loop->state(), RunState::Empty);
    drain();
    EXPECT_TRUE(log.all.empty());
    gate.open();
    ASSERT_TRUE(until([&] { return log.answers(second) > 0; }));
    ASSERT_TRUE(untilState(log.refused(second) ? RunState::Ready : RunState::Finished));
    EXPECT_EQ(asked, 1);
}

TEST_F(LateRunLoopTest, WithoutNeedNobodyAsksForABackend) {
    startLate();
    loop->poke();
    EXPECT_FALSE(carriedOut(command::Pause{})) << "nothing trains";
    loop.reset();
    EXPECT_EQ(asked, 0);
    EXPECT_EQ(backend.endings, 0);
}

TEST_F(LateRunLoopTest, WhereThereIsNoneCommandsAreRefusedUntilThereIs) {
    missing = true;
    startLate();
    loop->prepare();
    ASSERT_TRUE(until([this] { return !log.of<event::Warning>().empty(); }));
    EXPECT_EQ(log.of<event::Warning>().front().what.code, "test.module");
    EXPECT_FALSE(carriedOut(command::Load{}));
    EXPECT_EQ(log.reason(log.of<event::CommandRefused>().back().id).code, "test.module");
    EXPECT_EQ(loop->state(), RunState::Empty);
    EXPECT_EQ(asked, 2);
    missing = false;
    ASSERT_TRUE(carriedOut(command::Load{}));
    EXPECT_EQ(loop->state(), RunState::Ready);
}

TEST_F(LateRunLoopTest, PreparedItIsThereBeforeTheFirstCommand) {
    startLate();
    loop->prepare();
    gate.awaitVisitor();
    ASSERT_TRUE(carriedOut(command::Load{}));
    EXPECT_EQ(asked, 1);
}

TEST_F(RunLoopTest, ClosingDoesNotWaitForAnEvaluationOrALoad) {
    backend.evaluationWaits = true;
    backend.evaluationGate.close();
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Train{}));
    backend.evaluationGate.awaitVisitor();
    loop.reset();

    backend.loadGate.awaitVisitor();  // of the load above
    backend.loadGate.close();
    start();
    loop->submit(command::Load{});
    backend.loadGate.awaitVisitor();
    loop.reset();
}

TEST_F(RunLoopTest, IdleWorkGivesWayToCommands) {
    backend.idleSlices = 1000;
    start();
    ASSERT_TRUE(carriedOut(command::Load{}));
    ASSERT_TRUE(carriedOut(command::Save{"x"}));
    loop.reset();
    EXPECT_EQ(backend.saves, 1);
}

TEST_F(RunLoopTest, AnOpenedProjectIsFinishedAndGoesOn) {
    start();
    OpenRequest request;
    request.project = "p.zscape";
    ASSERT_TRUE(carriedOut(command::Open{request}));
    EXPECT_EQ(loop->state(), RunState::Finished);
    ASSERT_TRUE(carriedOut(command::Train{0, 3}));
    ASSERT_TRUE(untilState(RunState::Finished));
    ASSERT_TRUE(until([this] {
        return log.of<event::StateChanged>().back().to == RunState::Finished &&
               log.of<event::StateChanged>().back().step == 10;
    }));
}

}  // namespace
}  // namespace zscape
