#include "engine/session/threads/layout_map.h"

#include "tests/engine/session/threads/fake_maps.h"

#include <gtest/gtest.h>

#include <limits>

namespace zscape {
namespace {

using testing::codesAt;
using testing::FakeMaps;
using testing::requestOf;

enum class Kept { Waiting, WaitingPaused, Running, RunningPaused, Finished, FailedAtOnce, FailedInAStep };
constexpr Kept kAllKept[] = {Kept::Waiting,  Kept::WaitingPaused, Kept::Running,      Kept::RunningPaused,
                             Kept::Finished, Kept::FailedAtOnce,  Kept::FailedInAStep};

struct LayoutMapTest : ::testing::Test {
    static std::shared_ptr<CodesSnapshot> broken(int64_t step) {
        auto codes = codesAt(step);
        auto chunk = std::make_shared<CodeChunk>(*codes->chunks[0]);
        chunk->mu[5] = std::numeric_limits<float>::quiet_NaN();
        codes->chunks[0] = std::move(chunk);
        return codes;
    }
    void prepare(LayoutMap& map, const CodesSnapshot& codes, int threads = 1) {
        map.prepare(maps.make(), codes, threads, {}, {});
    }
    void finish(LayoutMap& map) {
        while (map.phase() == LayoutPhase::Running) map.advance(1, {});
    }
    /// \param step of its codes
    std::unique_ptr<LayoutMap> mapIn(Kept kept, int64_t step = 1) {
        auto map = std::make_unique<LayoutMap>(requestOf(LayoutKind::Tsne), LayoutPlaces());
        switch (kept) {
            case Kept::Waiting: break;
            case Kept::WaitingPaused: map->pause(true); break;
            case Kept::Running:
            case Kept::RunningPaused:
                prepare(*map, *codesAt(step));
                map->advance(1, {});
                if (kept == Kept::RunningPaused) map->pause(true);
                break;
            case Kept::Finished:
                prepare(*map, *codesAt(step));
                finish(*map);
                break;
            case Kept::FailedAtOnce: prepare(*map, *broken(step)); break;
            case Kept::FailedInAStep:
                prepare(*map, *codesAt(step));
                maps.stepFails = true;
                map->advance(1, {});
                maps.stepFails = false;
                break;
        }
        return map;
    }
    static LayoutPhase phaseOf(Kept kept) {
        switch (kept) {
            case Kept::Waiting: return LayoutPhase::Waiting;
            case Kept::WaitingPaused:
            case Kept::RunningPaused: return LayoutPhase::Paused;
            case Kept::Running: return LayoutPhase::Running;
            case Kept::Finished: return LayoutPhase::Finished;
            default: return LayoutPhase::Failed;
        }
    }

    FakeMaps maps;
};

TEST_F(LayoutMapTest, EachPhaseTakesEachWish) {
    using Wish = std::function<void(LayoutMap&)>;
    const auto begin = [](LayoutMap& map) { map.begin(requestOf(LayoutKind::Tsne, 7)); };
    const auto again = [](LayoutMap& map) { map.tryAgain(); };
    const auto pause = [](LayoutMap& map) { map.pause(true); };
    const auto goOn = [](LayoutMap& map) { map.pause(false); };
    const auto more = [](LayoutMap& map) { map.extend(10); };
    const auto none = [](LayoutMap& map) { map.extend(0); };
    const auto expected = [&](Kept kept, size_t wish) {
        const LayoutPhase now = phaseOf(kept);
        switch (wish) {
            case 0: return LayoutPhase::Waiting;
            case 1: return now == LayoutPhase::Failed ? LayoutPhase::Waiting : now;
            case 2: return kept == Kept::Waiting || kept == Kept::Running ? LayoutPhase::Paused : now;
            case 3:
                return kept == Kept::WaitingPaused   ? LayoutPhase::Waiting
                       : kept == Kept::RunningPaused ? LayoutPhase::Running
                                                     : now;
            case 4: return kept == Kept::Finished ? LayoutPhase::Running : now;
            default: return now;
        }
    };
    const std::vector<Wish> wishes{begin, again, pause, goOn, more, none};
    for (const Kept kept : kAllKept)
        for (size_t wish = 0; wish < wishes.size(); ++wish) {
            const auto map = mapIn(kept);
            ASSERT_EQ(map->phase(), phaseOf(kept));
            const auto before = map->snapshot(true);
            wishes[wish](*map);
            const auto after = map->snapshot(true);
            EXPECT_EQ(after.phase, expected(kept, wish)) << static_cast<int>(kept) << ", wish " << wish;
            EXPECT_EQ(after.phase, map->phase());
            const bool hasProjector = before.total > 0;
            if (wish == 4 && hasProjector) {
                EXPECT_EQ(after.total, before.total + 10);
            } else if (wish > 0) {
                EXPECT_EQ(after.total, before.total);
            }
            EXPECT_EQ(after.layout == nullptr, before.layout == nullptr) << "what is there stays";
        }
}

TEST_F(LayoutMapTest, GoesFromItsStartToItsEndAndTellsOfIt) {
    LayoutMap map(requestOf(LayoutKind::Tsne), {});
    auto shown = map.snapshot(true);
    EXPECT_EQ(shown.phase, LayoutPhase::Waiting);
    EXPECT_EQ(shown.layout, nullptr);
    EXPECT_EQ(shown.images, nullptr);
    EXPECT_TRUE(shown.follows);
    const auto codes = codesAt(9);
    prepare(map, *codes);
    shown = map.snapshot(false);
    EXPECT_FALSE(shown.follows);
    EXPECT_EQ(shown.phase, LayoutPhase::Running);
    EXPECT_EQ(shown.iteration, 0);
    EXPECT_EQ(shown.total, FakeMaps::kIterations);
    ASSERT_TRUE(shown.layout);
    EXPECT_EQ(shown.layout->step, 9);
    EXPECT_EQ(shown.layout->images(), 40);
    EXPECT_EQ(shown.images->size(), 40u);
    EXPECT_EQ(shown.layout->settings, requestOf(LayoutKind::Tsne).settings) << "the threads are nobody's matter";
    EXPECT_FALSE(shown.loss);
    int64_t last = 0;
    while (map.phase() == LayoutPhase::Running) {
        map.advance(1, {});
        shown = map.snapshot(true);
        EXPECT_GT(shown.iteration, last);
        last = shown.iteration;
        EXPECT_EQ(shown.layout->iteration, last);
        EXPECT_EQ(shown.layout->xy[0], static_cast<float>(last));
        EXPECT_EQ(shown.loss.has_value(), last >= LayoutMap::kLossEvery);
        if (shown.phase == LayoutPhase::Running) {
            EXPECT_GE(shown.secondsLeft, 0);
        }
    }
    EXPECT_EQ(shown.phase, LayoutPhase::Finished);
    EXPECT_EQ(shown.loss, 1000.0 - FakeMaps::kIterations);
    EXPECT_LT(shown.secondsLeft, 0);
    map.extend(250);
    EXPECT_EQ(map.phase(), LayoutPhase::Running);
    finish(map);
    EXPECT_EQ(map.snapshot(true).iteration, FakeMaps::kIterations + 250);
    map.extend(std::numeric_limits<int64_t>::max());
    EXPECT_EQ(map.snapshot(true).total, 1'000'000'000) << "no number is too large";
}

TEST_F(LayoutMapTest, WhatFailsSaysWhyAndKeepsTheMapThatWasThere) {
    const auto map = mapIn(Kept::Finished);
    const auto there = map->snapshot(true).layout;
    map->begin(requestOf(LayoutKind::Tsne, 9));
    EXPECT_EQ(map->snapshot(true).layout, there);
    prepare(*map, *broken(2));
    const auto shown = map->snapshot(true);
    EXPECT_EQ(shown.phase, LayoutPhase::Failed);
    EXPECT_EQ(shown.reason.code, "layout.finite");
    EXPECT_EQ(shown.layout, there);
    EXPECT_EQ(shown.images->size(), 40u);
    EXPECT_EQ(shown.request.settings.perplexity, 9);
    map->tryAgain();
    prepare(*map, *codesAt(3));
    EXPECT_EQ(map->phase(), LayoutPhase::Running);
    EXPECT_NE(map->snapshot(true).layout, there);
    prepare(*map, *codesAt(1, 2));
    EXPECT_EQ(map->snapshot(true).reason.code, "layout.few");
    map->begin(requestOf(LayoutKind::Tsne));
    auto alike = codesAt(1);
    auto chunk = std::make_shared<CodeChunk>(*alike->chunks[0]);
    std::fill(chunk->mu.begin(), chunk->mu.end(), 0.25f);
    alike->chunks[0] = std::move(chunk);
    prepare(*map, *alike);
    EXPECT_EQ(map->snapshot(true).reason.code, "layout.alike");
    EXPECT_EQ(mapIn(Kept::FailedInAStep)->snapshot(true).reason.code, "test.step");
}

TEST_F(LayoutMapTest, ThatThereIsNoMemoryIsSaidInItsOwnWords) {
    LayoutMap map(requestOf(LayoutKind::Umap), {});
    map.prepare([](const CodeRows&, const LayoutSettings&, const Layout*, std::stop_token,
                   const ProgressSink&) -> std::unique_ptr<Projector> { throw std::bad_alloc(); },
                *codesAt(1), 1, {}, {});
    EXPECT_EQ(map.snapshot(true).reason.code, "layout.memory");
    EXPECT_NE(map.snapshot(true).reason.sentence().find("40 images"), std::string::npos);
}

TEST_F(LayoutMapTest, FollowsOtherCodesOnceItIsThroughAndNotTooSoon) {
    const auto follows = [](const LayoutMap& map, const CodesSnapshot& codes, bool trains = true) {
        return map.followsAt(codes, trains).has_value();
    };
    const auto same = codesAt(1), newer = codesAt(2);
    for (const Kept kept : kAllKept) {
        const auto map = mapIn(kept);
        const bool may = kept == Kept::Finished || phaseOf(kept) == LayoutPhase::Failed;
        EXPECT_EQ(follows(*map, *newer), may) << static_cast<int>(kept);
        EXPECT_FALSE(follows(*map, *same)) << static_cast<int>(kept);
    }
    const auto map = mapIn(Kept::Finished);
    auto mixed = codesAt(2);
    mixed->oldestStep = 1;
    EXPECT_FALSE(follows(*map, *mixed, false)) << "at rest the others are on their way";
    EXPECT_TRUE(follows(*map, *newer, false));
    EXPECT_GT(*map->followsAt(*newer, true), LayoutMap::Clock::now()) << "it was made just now";
    EXPECT_LE(*map->followsAt(*newer, true), LayoutMap::Clock::now() + LayoutMap::kBetweenFollows);
    map->follow();
    EXPECT_EQ(map->phase(), LayoutPhase::Waiting);
    prepare(*map, *newer);
    EXPECT_EQ(maps.warm, 1);
    // While it runs it is left alone, until it has run for some iterations.
    const auto newest = codesAt(3);
    while (map->snapshot(true).iteration < LayoutMap::kIterationsOnCodes) {
        EXPECT_FALSE(follows(*map, *newest));
        map->advance(1, {});
    }
    EXPECT_TRUE(follows(*map, *newest));
    map->pause(true);
    EXPECT_FALSE(follows(*map, *newest)) << "a person has paused it";
}

TEST_F(LayoutMapTest, MovedMapsGoOnWhereTheyLie) {
    const auto map = mapIn(Kept::Finished);
    const auto there = map->snapshot(true).layout;
    map->follow();
    prepare(*map, *codesAt(2, 50));  // ten images more
    const auto shown = map->snapshot(true);
    EXPECT_EQ(shown.iteration, 0);
    ASSERT_EQ(shown.layout->images(), 50);
    EXPECT_EQ(shown.images->size(), 50u);
    for (size_t i = 0; i < there->xy.size(); ++i) EXPECT_NEAR(shown.layout->xy[i], there->xy[i], 1e-3);
    // All images move to the right: what is shown is turned and moved as the map lay, and stays.
    map->advance(1, {});
    EXPECT_NEAR(map->snapshot(true).layout->xy[0], there->xy[0], 1e-2);
}

TEST_F(LayoutMapTest, AnewIsFromTheStartUnlessTheLastIsAskedFor) {
    const auto map = mapIn(Kept::Finished);
    LayoutRequest request = requestOf(LayoutKind::Tsne);
    map->begin(request);
    prepare(*map, *codesAt(1));
    EXPECT_EQ(maps.warm, 0);
    finish(*map);
    const float reached = map->snapshot(true).layout->xy[0];
    request.fromLast = true;
    map->begin(request);
    prepare(*map, *codesAt(1));
    EXPECT_EQ(maps.warm, 1);
    EXPECT_NEAR(map->snapshot(true).layout->xy[0], reached, 1e-3);
    // Where there is no last one of the kind, it is as anew.
    LayoutMap other(
        [&] {
            LayoutRequest umap = requestOf(LayoutKind::Umap);
            umap.fromLast = true;
            return umap;
        }(),
        map->places());
    EXPECT_EQ(other.snapshot(true).layout, map->places().layout) << "shown meanwhile";
    prepare(other, *codesAt(1));
    EXPECT_EQ(maps.warm, 1);
}

TEST_F(LayoutMapTest, APreparingThatIsBrokenOffWaitsAgain) {
    const auto map = mapIn(Kept::Finished);
    const auto there = map->snapshot(true).layout;
    map->follow();
    maps.makeGate.close();
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(map->prepare(maps.make(), *codesAt(2), 1, source.get_token(), {}), Cancelled);
    EXPECT_EQ(map->phase(), LayoutPhase::Waiting);
    EXPECT_EQ(map->snapshot(true).layout, there);
    maps.makeGate.open();
    prepare(*map, *codesAt(2));
    EXPECT_EQ(maps.warm, 1) << "it still goes on from there";
}

TEST_F(LayoutMapTest, TakesAnotherNumberOfThreadsOnTheWay) {
    LayoutMap map(requestOf(LayoutKind::Tsne), {});
    prepare(map, *codesAt(1, LayoutMap::kFewImages + 1), 0);
    EXPECT_EQ(maps.threads, 0);
    map.advance(0, {});
    EXPECT_EQ(maps.threads, 0);
    map.advance(1, {});
    EXPECT_EQ(maps.threads, 1);
    map.begin(requestOf(LayoutKind::Tsne));
    prepare(map, *codesAt(1), 0);
    map.advance(0, {});
    EXPECT_EQ(maps.threads, 1) << "few images have one whatever is offered";
}

}  // namespace
}  // namespace zscape
