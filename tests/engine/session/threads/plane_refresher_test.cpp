#include "engine/session/threads/plane_refresher.h"

#include "tests/engine/session/threads/event_log.h"
#include "tests/engine/session/threads/gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace zscape {
namespace {

using Clock = PlaneRefresher::Clock;

std::shared_ptr<const CodesSnapshot> codesOf(int64_t step, int dimensions = 3, int64_t encoded = 5) {
    auto codes = std::make_shared<CodesSnapshot>();
    codes->dimensions = dimensions;
    codes->encoded = encoded;
    codes->newestStep = step;
    return codes;
}

struct PlaneRefresherTest : ::testing::Test {
    testing::EventLog log;
    EventQueue events{log.wake()};
    testing::Gate gate;
    std::atomic<int> made{0};
    std::atomic<bool> fails{false};
    int atWork = 0;  // plain on purpose: never two at once

    std::shared_ptr<const PlaneBasis> make(const CodesSnapshot& codes) {
        ++atWork;
        gate.pass();
        EXPECT_EQ(atWork, 1);
        --atWork;
        ++made;
        if (fails) throw Error("test.plane", "No plane can be made.");
        if (codes.newestStep == 0) return nullptr;
        auto basis = std::make_shared<PlaneBasis>();
        basis->step = codes.newestStep;
        basis->mean.assign(static_cast<size_t>(codes.dimensions), 0.0f);
        return basis;
    }
    bool until(const std::function<bool()>& done) {
        return log.until([this] { return events.takeAll(); }, done);
    }
    /// A refresher, and the jobs that end before it does.
    struct Planes {
        explicit Planes(PlaneRefresherTest& test)
            : refresher(test.events, jobs, [&test](const CodesSnapshot& codes) { return test.make(codes); }),
              jobs(test.events, 2) {}
        PlaneRefresher refresher;
        JobRunner jobs;
    };
};

TEST_F(PlaneRefresherTest, ItIsThereOnceItWasAskedFor) {
    Planes planes(*this);
    const auto codes = codesOf(4);
    EXPECT_EQ(planes.refresher.ask(codes, Clock::now()), nullptr);
    ASSERT_TRUE(until([&] { return planes.refresher.ask(codes, Clock::now()) != nullptr; }));
    EXPECT_EQ(planes.refresher.ask(codes, Clock::now())->step, 4);
    EXPECT_EQ(planes.refresher.ask(codes, Clock::now() + std::chrono::hours(1))->step, 4);
    EXPECT_EQ(made, 1) << "of the same codes once";
}

TEST_F(PlaneRefresherTest, NewerCodesHaveTheirsHalfASecondLater) {
    Planes planes(*this);
    const auto began = Clock::now();
    ASSERT_TRUE(until([&, codes = codesOf(1)] { return planes.refresher.ask(codes, began) != nullptr; }));
    const auto newer = codesOf(2);
    const auto justBefore = began + PlaneRefresher::kBetween - std::chrono::milliseconds(1);
    EXPECT_EQ(planes.refresher.ask(newer, justBefore)->step, 1);
    EXPECT_EQ(made, 1);
    const auto then = began + PlaneRefresher::kBetween;
    EXPECT_EQ(planes.refresher.ask(newer, then)->step, 1) << "it shows the one before meanwhile";
    ASSERT_TRUE(until([&] { return planes.refresher.ask(newer, then)->step == 2; }));
    EXPECT_EQ(made, 2);
}

TEST_F(PlaneRefresherTest, NoneIsBegunWhileOneIsMade) {
    Planes planes(*this);
    gate.close();
    planes.refresher.ask(codesOf(1), Clock::now());
    gate.awaitVisitor();
    const auto later = Clock::now() + std::chrono::hours(1);
    const auto newest = codesOf(3);
    EXPECT_EQ(planes.refresher.ask(codesOf(2), later), nullptr);
    EXPECT_EQ(planes.refresher.ask(newest, later), nullptr);
    gate.open();
    ASSERT_TRUE(until([&] {
        const auto basis = planes.refresher.ask(newest, later + std::chrono::hours(1));
        return basis && basis->step == 3;
    }));
    EXPECT_EQ(made, 2) << "those between were not asked for again";
}

TEST_F(PlaneRefresherTest, CodesOfOtherDimensionsHaveNoPlaneYetAndDoNotWait) {
    Planes planes(*this);
    const auto now = Clock::now();
    ASSERT_TRUE(until([&, codes = codesOf(1)] { return planes.refresher.ask(codes, now) != nullptr; }));
    const auto wider = codesOf(2, 7);
    EXPECT_EQ(planes.refresher.ask(wider, now), nullptr);
    ASSERT_TRUE(until([&] { return planes.refresher.ask(wider, now) != nullptr; }));
    EXPECT_EQ(planes.refresher.ask(wider, now)->mean.size(), 7u);
}

TEST_F(PlaneRefresherTest, WhereThereIsNothingToBeMadeOfNothingIsBegun) {
    Planes planes(*this);
    EXPECT_EQ(planes.refresher.ask(nullptr, Clock::now()), nullptr);
    EXPECT_EQ(planes.refresher.ask(codesOf(1, 3, 0), Clock::now()), nullptr);
    EXPECT_EQ(planes.refresher.ask(codesOf(1, 0), Clock::now()), nullptr);
    EXPECT_EQ(made, 0);
}

TEST_F(PlaneRefresherTest, AFailureIsToldAndTheNextCodesAreTried) {
    Planes planes(*this);
    fails = true;
    const auto codes = codesOf(1);
    planes.refresher.ask(codes, Clock::now());
    ASSERT_TRUE(until([this] { return !log.of<event::Warning>().empty(); }));
    EXPECT_EQ(planes.refresher.ask(codes, Clock::now()), nullptr);
    fails = false;
    const auto newer = codesOf(2);
    ASSERT_TRUE(until([&] { return planes.refresher.ask(newer, Clock::now()) != nullptr; }));
    EXPECT_EQ(log.of<event::Warning>().size(), 1u);
    EXPECT_EQ(made, 2);
}

TEST_F(PlaneRefresherTest, ManyMayAskAndItMayEndMeanwhile) {
    for (int round = 0; round < 50; ++round) {
        Planes planes(*this);
        std::vector<std::jthread> clients;
        for (int client = 0; client < 3; ++client)
            clients.emplace_back([&planes, client] {
                const auto began = Clock::now();
                for (int i = 1; i < 20; ++i) {
                    const auto basis =
                        planes.refresher.ask(codesOf(i, 3 + client % 2), began + i * PlaneRefresher::kBetween);
                    if (basis) {
                        EXPECT_EQ(static_cast<int>(basis->mean.size()), 3 + client % 2);
                    }
                }
            });
        clients.clear();
    }
    EXPECT_EQ(atWork, 0);
}

}  // namespace
}  // namespace zscape
