#include "engine/session/threads/event_queue.h"

#include "engine/session/threads/mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <thread>

namespace zscape {
namespace {

int64_t stepOf(const Event& event) { return std::get<event::EpochFinished>(event).step; }

TEST(EventQueue, WakesOnceUntilItIsTaken) {
    int wakes = 0;
    EventQueue queue([&wakes] { ++wakes; });
    for (int64_t i = 0; i < 5; ++i) queue.push(event::EpochFinished{1, i});
    queue.notify();
    EXPECT_EQ(wakes, 1);
    const auto events = queue.takeAll();
    ASSERT_EQ(events.size(), 5u);
    for (int64_t i = 0; i < 5; ++i) EXPECT_EQ(stepOf(events[static_cast<size_t>(i)]), i);
    EXPECT_TRUE(queue.takeAll().empty());
    queue.notify();
    EXPECT_EQ(wakes, 2);
}

TEST(EventQueue, NeedsNobodyToWake) {
    EventQueue queue(nullptr);
    queue.push(event::EpochFinished{1, 7});
    EXPECT_EQ(queue.takeAll().size(), 1u);
}

TEST(EventQueue, LosesNothingBetweenThreads) {
    // The reader sleeps until it is woken: a lost wake-up would hang it, a lost event make it miss one.
    constexpr int64_t kEvents = 4000;
    std::counting_semaphore<> awake(0);
    EventQueue queue([&awake] { awake.release(); });
    std::vector<int64_t> last(2, -1);
    bool inOrder = true;
    std::jthread reader([&] {
        for (int64_t taken = 0; taken < 2 * kEvents;) {
            awake.acquire();
            for (const Event& event : queue.takeAll()) {
                const auto& epoch = std::get<event::EpochFinished>(event);
                inOrder = inOrder && epoch.step == last[static_cast<size_t>(epoch.epoch)] + 1;
                last[static_cast<size_t>(epoch.epoch)] = epoch.step;
                ++taken;
            }
        }
    });
    {
        std::jthread first([&] {
            for (int64_t i = 0; i < kEvents; ++i) queue.push(event::EpochFinished{0, i});
        });
        std::jthread second([&] {
            for (int64_t i = 0; i < kEvents; ++i) queue.push(event::EpochFinished{1, i});
        });
    }
    reader.join();
    EXPECT_TRUE(inOrder);
    EXPECT_EQ(last[0], kEvents - 1);
    EXPECT_EQ(last[1], kEvents - 1);
}

TEST(Mailbox, LatestWinsAndOldReadersKeepTheirs) {
    Mailbox<int> box;
    EXPECT_EQ(box.get(), nullptr);
    box.put(std::make_shared<int>(1));
    const auto old = box.get();
    box.put(std::make_shared<int>(2));
    EXPECT_EQ(*old, 1);
    EXPECT_EQ(*box.get(), 2);
    box.put(nullptr);
    EXPECT_EQ(box.get(), nullptr);
}

TEST(Mailbox, NeverGoesBackForAReader) {
    Mailbox<int> box;
    std::atomic<bool> wrong{false};
    std::jthread reader([&] {
        for (int seen = 0; seen < 5000;) {
            const auto value = box.get();
            if (!value) continue;
            if (*value < seen) wrong = true;
            seen = *value;
        }
    });
    for (int i = 0; i <= 5000; ++i) box.put(std::make_shared<int>(i));
    reader.join();
    EXPECT_FALSE(wrong);
}

}  // namespace
}  // namespace zscape
