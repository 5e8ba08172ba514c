#include "engine/session/threads/job_runner.h"

#include "tests/engine/session/threads/event_log.h"

#include <gtest/gtest.h>

#include <latch>
#include <map>
#include <memory>
#include <random>
#include <thread>

namespace zscape {
namespace {

using How = event::JobEnded::How;

struct JobRunnerTest : ::testing::Test {
    testing::EventLog log;
    EventQueue events{log.wake()};

    std::vector<event::JobEnded> endsOf(JobId id) const {
        std::vector<event::JobEnded> ends;
        for (const auto& end : log.of<event::JobEnded>())
            if (end.id == id) ends.push_back(end);
        return ends;
    }
    bool waitFor(JobId id) {
        return log.until([this] { return events.takeAll(); }, [this, id] { return !endsOf(id).empty(); });
    }
};

TEST_F(JobRunnerTest, EndsDoneFailedOrCancelled) {
    JobRunner jobs(events, 2);
    const JobId good = jobs.start("Working", [](JobId, std::stop_token, const ProgressSink&) {});
    const JobId bad = jobs.start("Working", [](JobId, std::stop_token, const ProgressSink&) {
        throw Error("test.bad", "It went wrong with %1.", {"x"});
    });
    const JobId given = jobs.start("Working", [](JobId, std::stop_token, const ProgressSink&) { throw Cancelled(); });
    for (const JobId id : {good, bad, given}) ASSERT_TRUE(waitFor(id));
    EXPECT_EQ(endsOf(good)[0].how, How::Done);
    EXPECT_EQ(endsOf(bad)[0].how, How::Failed);
    EXPECT_EQ(endsOf(bad)[0].reason.sentence(), "It went wrong with x.");
    EXPECT_EQ(endsOf(given)[0].how, How::Cancelled);
    EXPECT_TRUE(jobs.statuses().empty());
}

TEST_F(JobRunnerTest, ShowsProgressAndCancels) {
    JobRunner jobs(events, 1);
    std::latch begun(1);
    const JobId running = jobs.start("Waiting", [&begun](JobId, std::stop_token stop, const ProgressSink& progress) {
        progress({"Counting", 3, 7, 1.5});
        begun.count_down();
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        never.wait(lock, stop, [] { return false; });
        throw Cancelled();
    });
    const JobId waiting = jobs.start(
        "Waiting", [](JobId, std::stop_token, const ProgressSink&) { FAIL() << "it was cancelled before it began"; });
    begun.wait();
    const auto statuses = jobs.statuses();
    ASSERT_EQ(statuses.size(), 2u);
    EXPECT_EQ(statuses[0].progress.verb, "Counting");
    EXPECT_EQ(statuses[0].progress.done, 3);
    EXPECT_EQ(statuses[1].progress.verb, "Waiting");
    jobs.cancel(waiting);
    jobs.cancel(running);
    ASSERT_TRUE(waitFor(running));
    ASSERT_TRUE(waitFor(waiting));
    EXPECT_EQ(endsOf(running)[0].how, How::Cancelled);
    EXPECT_EQ(endsOf(waiting)[0].how, How::Cancelled);
    jobs.cancel(running);  // has ended: nothing happens
}

TEST_F(JobRunnerTest, ClosingEndsEveryJobOnce) {
    std::vector<JobId> ids;
    for (int round = 0; round < 100; ++round) {
        {
            JobRunner jobs(events, 2);
            for (int i = 0; i < 5; ++i)
                ids.push_back(jobs.start("Working", [](JobId, std::stop_token stop, const ProgressSink& progress) {
                    progress({"Working", 1, 2, -1});
                    if (stop.stop_requested()) throw Cancelled();
                }));
            jobs.cancel(ids.back());
        }
        for (Event& event : events.takeAll()) log.all.push_back(std::move(event));
        ASSERT_EQ(log.all.size(), 5u);
        for (int i = 1; i <= 5; ++i) EXPECT_EQ(endsOf(static_cast<JobId>(i)).size(), 1u);
        log.all.clear();
    }
}

TEST_F(JobRunnerTest, SilentWorkSpeaksOnlyOfFailure) {
    std::latch done(1);
    JobRunner jobs(events, 1);
    jobs.startSilently([&done](std::stop_token) { done.count_down(); });
    done.wait();
    jobs.startSilently([](std::stop_token) { throw Error("test.bad", "It went wrong."); });
    ASSERT_TRUE(log.until([this] { return events.takeAll(); }, [this] { return !log.of<event::Warning>().empty(); }));
    EXPECT_TRUE(log.of<event::JobEnded>().empty());
}

TEST_F(JobRunnerTest, ManyClientsStartAndCancelAndEachJobEndsOnce) {
    for (unsigned round = 0; round < 20; ++round) {
        std::mutex mutex;
        std::map<JobId, How> expected;  // guarded by mutex; of those that nobody cancels
        std::vector<JobId> all;         // guarded by mutex
        {
            std::optional<JobRunner> jobs(std::in_place, events, 3);
            std::vector<std::jthread> clients;
            for (unsigned client = 0; client < 4; ++client)
                clients.emplace_back([&, client] {
                    std::mt19937 lots(10 * round + client);
                    for (int i = 0; i < 20; ++i) {
                        const bool bad = lots() % 3 == 0, cancelled = lots() % 3 == 0;
                        const JobId id = jobs->start(
                            "Working", [bad](JobId own, std::stop_token stop, const ProgressSink& progress) {
                                progress({"Working", static_cast<int64_t>(own), 100, -1});
                                if (stop.stop_requested()) throw Cancelled();
                                if (bad) throw Error("test.bad", "It went wrong.");
                            });
                        if (cancelled) jobs->cancel(id);
                        for (const JobStatus& status : jobs->statuses()) {
                            if (status.progress.total > 0) {
                                EXPECT_EQ(static_cast<JobId>(status.progress.done), status.id);
                            }
                        }
                        const std::lock_guard lock(mutex);
                        all.push_back(id);
                        if (!cancelled) expected[id] = bad ? How::Failed : How::Done;
                    }
                });
            clients.clear();
            // Half of the rounds wait for the last one, the others close while some still wait.
            if (round % 2) {
                ASSERT_TRUE(log.until([this] { return events.takeAll(); },
                                      [&] { return log.of<event::JobEnded>().size() == all.size(); }));
            }
        }
        for (Event& event : events.takeAll()) log.all.push_back(std::move(event));
        EXPECT_EQ(log.of<event::JobEnded>().size(), all.size());
        for (const JobId id : all) {
            const auto ends = endsOf(id);
            ASSERT_EQ(ends.size(), 1u) << id;
            if (round % 2 && expected.contains(id)) {
                EXPECT_EQ(ends[0].how, expected[id]);
            }
        }
        log.all.clear();
    }
}

}  // namespace
}  // namespace zscape
