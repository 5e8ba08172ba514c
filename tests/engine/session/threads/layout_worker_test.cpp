#include "engine/session/threads/layout_worker.h"

#include "tests/engine/session/threads/event_log.h"
#include "tests/engine/session/threads/fake_maps.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

namespace zscape {
namespace {

using testing::codesAt;
using testing::FakeMaps;
using testing::requestOf;

struct LayoutWorkerTest : ::testing::Test {
    LayoutWorkerTest() { worker.emplace(events, sources(maps.make())); }
    ~LayoutWorkerTest() override {
        maps.makeGate.open();
        maps.stepGate.open();
    }

    LayoutWorker::Sources sources(LayoutMap::Make make) {
        return {[this] { return codes.get(); }, [this] { return trains.load(); }, std::move(make)};
    }
    void give(std::shared_ptr<const CodesSnapshot> snapshot) {
        codes.put(std::move(snapshot));
        worker->poke();
    }
    bool until(const std::function<bool()>& done) {
        return log.until([this] { return events.takeAll(); }, done);
    }
    bool untilPhase(LayoutPhase phase) {
        return until([this, phase] { return worker->layout() && worker->layout()->phase == phase; });
    }
    LayoutPhase phase() const { return worker->layout()->phase; }
    /// What was sent so far has been taken.
    void settle() {
        const auto before = worker->layout();
        // Each message is followed by a snapshot, also one that changes nothing.
        worker->extend(0);
        ASSERT_TRUE(until([&] { return worker->layout() != before; }));
    }

    testing::EventLog log;
    EventQueue events{log.wake()};
    FakeMaps maps;
    Mailbox<CodesSnapshot> codes;
    std::atomic<bool> trains{false};
    std::optional<LayoutWorker> worker;  ///< ends first
};

const LayoutRequest kTsneRequest = requestOf(LayoutKind::Tsne);
const LayoutRequest kUmapRequest = requestOf(LayoutKind::Umap);

TEST_F(LayoutWorkerTest, AMapIsMadeFromItsCodesToItsEnd) {
    EXPECT_EQ(worker->layout(), nullptr);
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Waiting)) << "no codes are there yet";
    EXPECT_EQ(worker->layout()->layout, nullptr);
    give(codesAt(3));
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    const auto shown = worker->layout();
    EXPECT_EQ(shown->request, kTsneRequest);
    EXPECT_EQ(shown->iteration, FakeMaps::kIterations);
    EXPECT_EQ(shown->layout->images(), 40);
    EXPECT_EQ(shown->layout->step, 3);
    EXPECT_EQ(shown->images->size(), 40u);
    EXPECT_TRUE(shown->follows);
    worker->extend(250);
    ASSERT_TRUE(until([&] { return worker->layout()->iteration == FakeMaps::kIterations + 250; }));
    EXPECT_EQ(maps.made, 1);
}

TEST_F(LayoutWorkerTest, NeighboursAreLookedForBeforeEyes) {
    maps.makeGate.close();
    give(codesAt(1));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(until([&] { return worker->layout() && worker->layout()->prepared == 0.25; }));
    EXPECT_EQ(phase(), LayoutPhase::Preparing);
    maps.makeGate.open();
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(worker->layout()->prepared, 0);
}

TEST_F(LayoutWorkerTest, AlsoWhileARunTrains) {
    trains = true;
    maps.makeGate.close();
    give(codesAt(1));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(until([&] { return worker->layout() && worker->layout()->prepared == 0.25; }));
    worker->pause(true);
    ASSERT_TRUE(untilPhase(LayoutPhase::Paused)) << "and can be broken off there";
    worker->pause(false);
    maps.makeGate.open();
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(maps.threads, 1);
}

/// While neighbours are looked for, what each wish leads to.
TEST_F(LayoutWorkerTest, PreparingTakesEachWish) {
    const auto preparing = [&] {
        worker->leave();
        ASSERT_TRUE(until([&] { return worker->layout() == nullptr; }));
        worker.emplace(events, sources(maps.make()));
        codes.put(codesAt(1));
        maps.makeGate.close();
        maps.begun = 0;
        worker->layOut(kTsneRequest);
        ASSERT_TRUE(until([&] { return worker->layout() && phase() == LayoutPhase::Preparing && maps.begun == 1; }));
    };
    const auto goesOn = [&](const char* what) {
        maps.makeGate.open();
        ASSERT_TRUE(untilPhase(LayoutPhase::Finished)) << what;
        EXPECT_EQ(maps.begun, 1) << what << " breaks nothing off";
    };
    preparing();
    worker->layOut(kTsneRequest);
    goesOn("the same request");

    preparing();
    worker->pause(false);
    goesOn("going on");

    preparing();
    worker->extend(10);
    goesOn("more");

    preparing();
    worker->follow(false);
    goesOn("not following");
    EXPECT_FALSE(worker->layout()->follows);

    preparing();
    worker->pause(true);
    ASSERT_TRUE(untilPhase(LayoutPhase::Paused));
    worker->pause(false);
    ASSERT_TRUE(until([&] { return maps.begun == 2; }));
    maps.makeGate.open();
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));

    preparing();
    worker->layOut(requestOf(LayoutKind::Tsne, 50));
    ASSERT_TRUE(until([&] { return maps.begun == 2; }));
    maps.makeGate.open();
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(worker->layout()->request.settings.perplexity, 50);

    preparing();
    worker->layOut(kUmapRequest);
    ASSERT_TRUE(until([&] { return maps.begun == 2; }));
    maps.makeGate.open();
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(worker->layout()->layout->settings.kind, LayoutKind::Umap);

    preparing();
    worker->restart();
    ASSERT_TRUE(until([&] { return maps.begun == 2; }));
    maps.makeGate.open();
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));

    preparing();
    worker->leave();
    ASSERT_TRUE(until([&] { return worker->layout() == nullptr; }));
    maps.makeGate.open();
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(maps.begun, 2);

    preparing();
    give(codesAt(1, 30, 2));
    ASSERT_TRUE(until([&] { return maps.begun == 2; })) << "of another model";
    maps.makeGate.open();
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(worker->layout()->layout->images(), 30);
}

TEST_F(LayoutWorkerTest, PausesAndGoesOnWhereItWas) {
    maps.stepGate.close();
    give(codesAt(1));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Running));
    maps.stepGate.letOne();
    maps.stepGate.letOne();
    worker->pause(true);
    ASSERT_TRUE(untilPhase(LayoutPhase::Paused));
    maps.stepGate.open();
    const int64_t there = worker->layout()->iteration;
    EXPECT_LE(there, 2);
    EXPECT_EQ(worker->layout()->layout->iteration, there);
    settle();
    EXPECT_EQ(phase(), LayoutPhase::Paused);
    EXPECT_EQ(worker->layout()->iteration, there);
    // Asked for once more it is still what a person has paused.
    worker->leave();
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Paused));
    worker->pause(false);
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(maps.made, 1);
}

TEST_F(LayoutWorkerTest, AnotherPlanePausesItAndComingBackGoesOn) {
    maps.stepGate.close();
    give(codesAt(1));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Running));
    const auto tsne = worker->layout();
    worker->layOut(kUmapRequest);
    ASSERT_TRUE(until([&] { return worker->layout()->request == kUmapRequest && maps.made == 2; }));
    EXPECT_EQ(worker->layout()->layout->images(), 40) << "the other map, until there is one";
    worker->leave();
    ASSERT_TRUE(until([&] { return worker->layout() == nullptr; }));
    maps.stepGate.open();
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(worker->layout()->request, kTsneRequest);
    worker->layOut(kUmapRequest);
    ASSERT_TRUE(until([&] { return worker->layout()->request == kUmapRequest; }));
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(maps.made, 2) << "neither was made again";
}

TEST_F(LayoutWorkerTest, WithAnotherModelTheMapBeginsAnewAndWithoutItWaits) {
    give(codesAt(1));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    give(nullptr);
    ASSERT_TRUE(untilPhase(LayoutPhase::Waiting));
    EXPECT_EQ(worker->layout()->layout, nullptr) << "that of another model is no map of this one";
    give(codesAt(0, 50, 2));
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(worker->layout()->layout->images(), 50);
    EXPECT_EQ(maps.warm, 0);
    worker->leave();
    give(codesAt(0, 60, 3));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(until(
        [&] { return worker->layout() && worker->layout()->layout && worker->layout()->layout->images() == 60; }));
}

TEST_F(LayoutWorkerTest, ItFollowsNewCodesAndNotWhereItShouldNot) {
    constexpr int64_t kMany = LayoutMap::kFewImages + 1;
    give(codesAt(1, kMany));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    const auto before = worker->layout();
    trains = true;
    give(codesAt(2, kMany));
    ASSERT_TRUE(until([&] { return worker->layout()->layout->step == 2; })) << "some seconds later";
    EXPECT_EQ(maps.warm, 1);
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    EXPECT_EQ(maps.threads, 1) << "while a run trains";
    EXPECT_NEAR(worker->layout()->layout->xy[2], before->layout->xy[2], 1e-2) << "turned and moved as it lay";
    worker->follow(false);
    settle();
    trains = false;
    give(codesAt(3, kMany));
    settle();
    EXPECT_EQ(phase(), LayoutPhase::Finished);
    EXPECT_EQ(maps.begun, 2);
    worker->follow(true);
    ASSERT_TRUE(until([&] { return worker->layout()->layout->step == 3; }));
    EXPECT_EQ(maps.threads, 0) << "at rest";
}

TEST_F(LayoutWorkerTest, AFailureIsSaidAndNewerCodesAreTried) {
    give(codesAt(1, 2));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Failed));
    EXPECT_EQ(worker->layout()->reason.code, "layout.few");
    const int begun = maps.begun;
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(until([&] { return maps.begun == begun + 1; })) << "asked for again it is tried again";
    ASSERT_TRUE(untilPhase(LayoutPhase::Failed));
    give(codesAt(2, 40));
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
}

TEST_F(LayoutWorkerTest, CodesArePlacedOnTheMapThatIsShown) {
    const auto snapshot = codesAt(1);
    const auto row = [&](int64_t image) {
        const float* mu = snapshot->chunks[0]->mu.data() + 3 * image;
        return std::vector<float>(mu, mu + 3);
    };
    const auto answerTo = [&](uint64_t ticket) {
        EXPECT_TRUE(until([&] { return worker->placed() && worker->placed()->ticket == ticket; }));
        return worker->placed()->xy;
    };
    EXPECT_EQ(worker->placed(), nullptr);
    EXPECT_TRUE(answerTo(worker->place({row(3)})).empty()) << "there is no map";
    give(snapshot);
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Finished));
    const auto& xy = worker->layout()->layout->xy;
    EXPECT_EQ(answerTo(worker->place({row(3), row(39)})), (std::vector<float>{xy[6], xy[7], xy[78], xy[79]}));
    EXPECT_TRUE(answerTo(worker->place({{1, 2}})).empty()) << "of other dimensions";
    EXPECT_TRUE(answerTo(worker->place({})).empty());
    // Also while neighbours are looked for.
    maps.makeGate.close();
    worker->restart();
    ASSERT_TRUE(untilPhase(LayoutPhase::Preparing));
    EXPECT_EQ(answerTo(worker->place({row(5)})), (std::vector<float>{xy[10], xy[11]}));
    maps.makeGate.open();
    worker->leave();
    ASSERT_TRUE(until([&] { return worker->layout() == nullptr; }));
    EXPECT_TRUE(answerTo(worker->place({row(3)})).empty());
}

TEST_F(LayoutWorkerTest, QuickIterationsAreShownTwentyTimesASecondAtMost) {
    maps.stepGate.close();
    give(codesAt(1));
    worker->layOut(kTsneRequest);
    ASSERT_TRUE(untilPhase(LayoutPhase::Running));
    worker->extend(100'000);  // of some microseconds
    maps.stepGate.open();
    std::set<const LayoutSnapshot*> seen;
    std::vector<std::shared_ptr<const LayoutSnapshot>> kept;
    const auto began = std::chrono::steady_clock::now();
    ASSERT_TRUE(until([&] {
        const auto shown = worker->layout();
        if (shown && shown->iteration > 0 && seen.insert(shown.get()).second) kept.push_back(shown);
        return shown && shown->phase == LayoutPhase::Finished;
    }));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    EXPECT_LE(static_cast<double>(kept.size()), 4 + 20 * seconds);
}

TEST_F(LayoutWorkerTest, AnyThreadMayAskForAnythingAndItMayEndMeanwhile) {
    for (int round = 0; round < 30; ++round) {
        worker.emplace(events, sources(maps.make()));
        std::vector<std::jthread> clients;
        for (int client = 0; client < 3; ++client)
            clients.emplace_back([this, client] {
                for (int i = 0; i < 40; ++i) switch ((i * 7 + client) % 9) {
                        case 0: worker->layOut(kTsneRequest); break;
                        case 1: worker->layOut(requestOf(LayoutKind::Umap, 5 + i % 3)); break;
                        case 2: give(codesAt(i, 20 + i, static_cast<uint64_t>(1 + i / 20))); break;
                        case 3: worker->pause(i % 2 == 0); break;
                        case 4: worker->extend(5); break;
                        case 5: worker->leave(); break;
                        case 6: worker->place({{0, 0, 0}}); break;
                        case 7: trains = i % 2 == 0; break;
                        default:
                            if (const auto shown = worker->layout(); shown && shown->layout) {
                                EXPECT_EQ(shown->layout->images(), std::ssize(*shown->images));
                            }
                            worker->restart();
                    }
            });
        clients.clear();
    }
}

}  // namespace
}  // namespace zscape
