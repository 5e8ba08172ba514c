#include "engine/session/threads/leftover_thread.h"

#include "tests/engine/session/threads/gate.h"

#include <gtest/gtest.h>

#include <sched.h>

#include <stdexcept>

namespace zscape {
namespace {

TEST(LeftoverThread, WorksBelowEverythingElseWhileItsOwnerWaits) {
    LeftoverThread leftover;
    int done = 0;  // plain on purpose: one after the other
    std::thread::id where;
    for (int i = 0; i < 100; ++i)
        leftover.run([&] {
            ++done;
            where = std::this_thread::get_id();
            EXPECT_EQ(sched_getscheduler(0), SCHED_IDLE);
        });
    EXPECT_EQ(done, 100);
    EXPECT_NE(where, std::this_thread::get_id());
    EXPECT_NE(sched_getscheduler(0), SCHED_IDLE) << "the owner is as it was";
}

TEST(LeftoverThread, GivesBackAnExceptionAndWorksOn) {
    LeftoverThread leftover;
    EXPECT_THROW(leftover.run([] { throw std::runtime_error("as asked"); }), std::runtime_error);
    bool done = false;
    leftover.run([&] { done = true; });
    EXPECT_TRUE(done);
}

TEST(LeftoverThread, ItsOwnerHearsThatItLasts) {
    LeftoverThread leftover;
    testing::Gate gate;
    gate.close();
    int times = 0;
    leftover.run([&] { gate.pass(); },
                 [&] {
                     if (++times == 3) gate.open();
                 });
    EXPECT_GE(times, 3);
}

TEST(LeftoverThread, MayNeverBeUsed) {
    for (int i = 0; i < 20; ++i) LeftoverThread();
}

}  // namespace
}  // namespace zscape
