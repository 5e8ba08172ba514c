#include "engine/analysis/layout/thread_team.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace zscape {
namespace {

TEST(ThreadTeam, DoesEachPartOnce) {
    for (const int threads : {1, 2, 4}) {
        ThreadTeam team(threads);
        for (const int64_t parts : {0, 1, 2, 1000}) {
            std::vector<int> done(static_cast<size_t>(parts));
            for (int round = 0; round < 20; ++round)
                team.run(parts, [&](int64_t part) { ++done[static_cast<size_t>(part)]; });
            EXPECT_EQ(done, std::vector<int>(static_cast<size_t>(parts), 20));
        }
    }
}

TEST(ThreadTeam, SplitsAllOfIt) {
    ThreadTeam team(3);
    std::vector<int> touched(1003);
    team.split(1003, 100, [&](int64_t begin, int64_t end) {
        EXPECT_EQ(begin % 100, 0);
        EXPECT_LE(end - begin, 100);
        for (int64_t i = begin; i < end; ++i) ++touched[static_cast<size_t>(i)];
    });
    EXPECT_EQ(touched, std::vector<int>(1003, 1));
}

TEST(ThreadTeam, TakesAnotherNumberOfThreadsBetweenWorks) {
    ThreadTeam team(3);
    for (int round = 0; round < 20; ++round)
        for (const int threads : {1, 4, 2, 0}) {
            team.resize(threads);
            std::vector<int> done(100);
            team.run(100, [&](int64_t part) { ++done[static_cast<size_t>(part)]; });
            ASSERT_EQ(done, std::vector<int>(100, 1)) << threads;
        }
}

TEST(ThreadTeam, AddsUpInTheSameOrderWithAnyNumberOfThreads) {
    const auto sum = [](int threads) {
        return ThreadTeam(threads).sum(100'000, 37, [](int64_t begin, int64_t end) {
            double part = 0;
            for (int64_t i = begin; i < end; ++i) part += 1 / (1 + static_cast<double>(i));
            return part;
        });
    };
    const double alone = sum(1);
    EXPECT_NEAR(alone, 12.0901461, 1e-6);
    EXPECT_EQ(sum(2), alone);
    EXPECT_EQ(sum(5), alone);
}

TEST(ThreadTeam, GivesBackAnExceptionAndWorksOn) {
    ThreadTeam team(2);
    for (int round = 0; round < 50; ++round) {
        EXPECT_THROW(team.run(100,
                              [](int64_t part) {
                                  if (part == 3) throw std::runtime_error("three");
                              }),
                     std::runtime_error);
        std::atomic<int> done = 0;
        team.run(100, [&](int64_t) { ++done; });
        EXPECT_EQ(done, 100);
    }
}

}  // namespace
}  // namespace zscape
