#include "engine/session/code_refresher.h"

#include "engine/session/diagnostics_refresher.h"
#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <set>

namespace zscape {
namespace {

constexpr int64_t kImages = 4 * CodesSnapshot::kCodesPerChunk - 24;

class CodeRefresherTest : public testing::Test {
protected:
    CodeRefresherTest() { make("vae-dense"); }

    void make(const std::string& recipe) {
        images = std::make_shared<MemoryImages>(kImages, 16, 1);
        split = makeSplit(*images, 0.1, 1);
        const ModelSpec spec =
            makeSpec(findRecipe(recipe),
                     {{"batch_size", int64_t{16}}, {"hidden", std::string("32")}, {"latent_dimensions", int64_t{2}}},
                     {1, 16, 0, static_cast<int64_t>(split.train.size())});
        trainer = std::make_unique<Trainer>(spec, planFor(spec, "cpu", "fp32", 1), images, split, 1);
        keeper.begin(*images, split, trainer->latentDimensions());
    }
    /// Steps as the session makes them while the plane is seen, of so many seconds each.
    void train(int64_t steps, double seconds = 0) {
        keeper.goOn(trainer->step(), now);
        for (int64_t i = 0; i < steps; ++i) {
            trainer->keepPassCodes(true);
            trainer->advance();
            now += std::chrono::duration_cast<StepClock::Time::duration>(std::chrono::duration<double>(seconds));
            keeper.reached(trainer->step(), now);
            keeper.take(trainer->takePassCodes());
        }
    }
    void encodeAtRest() {
        for (int turns = 0; !keeper.upToDate(trainer->step()) && turns < 1000; ++turns)
            ASSERT_TRUE(keeper.encodeNext(*trainer));
    }
    std::shared_ptr<const CodesSnapshot> published() {
        keeper.publish(true);
        return shared.codes.get();
    }
    static std::set<int64_t> shown(const CodesSnapshot& codes) {
        std::set<int64_t> found;
        for (int64_t image = 0; image < codes.count; ++image)
            if (codes.stampOf(image).step >= 0) found.insert(image);
        return found;
    }
    static float distance(const float* a, const float* b, int dimensions) {
        float most = 0;
        for (int d = 0; d < dimensions; ++d) most = std::max(most, std::abs(a[d] - b[d]));
        return most;
    }

    StepClock::Time now{};
    SharedState shared{[] {}};
    CodeRefresher keeper{shared};
    std::shared_ptr<MemoryImages> images;
    Split split;
    std::unique_ptr<Trainer> trainer;
};

TEST_F(CodeRefresherTest, ALookThatIsStoppedSaysNothingAndStaysDue) {
    DiagnosticsRefresher diagnostics(shared);
    diagnostics.begin(split, 1);
    train(3);
    std::stop_source asked;
    asked.request_stop();
    diagnostics.look(*trainer, true, asked.get_token());
    EXPECT_EQ(shared.diagnostics.get(), nullptr);
    EXPECT_TRUE(diagnostics.history().empty());
    EXPECT_TRUE(diagnostics.due(3));
    diagnostics.look(*trainer, true, {});
    EXPECT_EQ(shared.diagnostics.get()->step, 3);
    EXPECT_FALSE(diagnostics.due(3));
}

/// Codes of five images at step 100: of that step, old, let go, of a training pass, and none.
StoredCodes someStored() {
    StoredCodes codes;
    codes.dimensions = 2;
    for (const int64_t step : {100, 60, 40, 95, -1}) {
        CodeStamp stamp;
        stamp.step = step;
        stamp.fromTraining = step == 95;
        codes.stamps.push_back(stamp);
        codes.mu.insert(codes.mu.end(), {static_cast<float>(step), 0.5F});
    }
    return codes;
}

TEST_F(CodeRefresherTest, StoredCodesAreShownWithTheirAges) {
    const StoredCodes stored = someStored();
    // Whatever ran here before.
    train(5, 10);
    keeper.beginWithoutTrainer(2, &stored, 100);
    auto codes = shared.codes.get();
    EXPECT_EQ(codes->count, 5);
    EXPECT_EQ(shown(*codes), (std::set<int64_t>{0, 1, 3}));
    EXPECT_EQ(codes->encoded, 3);
    EXPECT_EQ(codes->skipped, 2) << "they never come";
    EXPECT_EQ(codes->young, 2);
    EXPECT_FALSE(codes->isYoung(codes->stampOf(1)));
    EXPECT_EQ(codes->codeOf(1)[0], 60);
    EXPECT_TRUE(codes->stampOf(3).fromTraining);
    keeper.beginWithoutTrainer(2, nullptr, 100);
    codes = shared.codes.get();
    EXPECT_EQ(codes->count, 0);
    EXPECT_EQ(codes->dimensions, 2);
}

TEST_F(CodeRefresherTest, RestoredCodesAreNotEncodedAgain) {
    train(20);
    encodeAtRest();
    const auto before = published();
    StoredCodes stored;
    stored.dimensions = 2;
    for (int64_t image = 0; image < kImages; ++image) {
        stored.stamps.push_back(before->stampOf(image));
        stored.mu.insert(stored.mu.end(), before->codeOf(image), before->codeOf(image) + 2);
    }
    stored.stamps[7].step = 19;
    // One takes no part any more.
    const int64_t gone = split.train.front();
    split.train.erase(split.train.begin());
    keeper.begin(*images, split, 2);
    keeper.restore(stored, 20);
    const auto codes = shared.codes.get();
    EXPECT_EQ(codes->encoded, kImages - 1);
    EXPECT_EQ(codes->young, kImages - 1);
    EXPECT_EQ(codes->stampOf(gone).step, -1);
    EXPECT_FALSE(keeper.upToDate(20)) << "one is a step behind";
    EXPECT_TRUE(keeper.encodeNext(*trainer));
    EXPECT_TRUE(keeper.upToDate(20));
    EXPECT_EQ(published()->oldestStep, 20);
}

TEST_F(CodeRefresherTest, WhatIsOnNoSideOfTheSplitHasNoCode) {
    split.train.erase(split.train.begin());
    const int64_t last = split.heldOut.back();
    split.heldOut.pop_back();
    keeper.begin(*images, split, trainer->latentDimensions());
    encodeAtRest();
    const auto codes = published();
    EXPECT_EQ(codes->encoded, kImages - 2);
    EXPECT_EQ(codes->skipped, 2);
    EXPECT_EQ(codes->codeOf(last), nullptr);
    EXPECT_TRUE(keeper.upToDate(0));
}

TEST_F(CodeRefresherTest, TrainingItselfBringsCodesEachOfItsOwnStep) {
    train(3);
    const auto codes = published();
    EXPECT_EQ(codes->encoded, 3 * 16);
    EXPECT_EQ(codes->newestStep, 2);
    EXPECT_EQ(codes->oldestStep, 0);
    std::array<int64_t, 3> ofStep{};
    for (const int64_t image : shown(*codes)) {
        const CodeStamp stamp = codes->stampOf(image);
        EXPECT_TRUE(stamp.fromTraining);
        ++ofStep.at(static_cast<size_t>(stamp.step));
    }
    EXPECT_EQ(ofStep, (std::array<int64_t, 3>{16, 16, 16}))
        << "a batch was made by the weights of each step, not all by the first's";
    // Those of the last batch are what its weights say, which no step has changed since.
    train(1);
    const auto next = published();
    std::vector<int64_t> batch;
    for (const int64_t image : shown(*next))
        if (next->stampOf(image).step == 3) batch.push_back(image);
    ASSERT_EQ(batch.size(), 16U);
}

TEST_F(CodeRefresherTest, WhatTrainingDoesNotReachIsEncodedInTurn) {
    train(1);
    const auto trained = shown(*published());
    EXPECT_TRUE(keeper.isBehind(*trainer));
    while (keeper.wantsFirst()) keeper.encodeSome(*trainer);
    const std::set<int64_t> heldOut(split.heldOut.begin(), split.heldOut.end());
    std::set<int64_t> seen;
    for (int turns = 0; turns < 200 && seen.size() < heldOut.size(); ++turns) {
        keeper.encodeSome(*trainer);
        const auto codes = published();
        for (const int64_t image : shown(*codes))
            if (codes->stampOf(image).step == 1 && heldOut.contains(image)) seen.insert(image);
    }
    EXPECT_EQ(seen, heldOut) << "all of them, each in its turn";
    EXPECT_FALSE(keeper.isBehind(*trainer));
    // A stamp says that they were encoded, and by which weights.
    const auto codes = published();
    const int64_t image = split.heldOut.front();
    EXPECT_FALSE(codes->stampOf(image).fromTraining);
    const std::vector<float> own = trainer->encode({image});
    EXPECT_LT(distance(own.data(), codes->codeOf(image), codes->dimensions), 1e-5);
}

TEST_F(CodeRefresherTest, WhereTheEncoderSeesCorruptedPicturesEveryImageIsEncoded) {
    make("denoising-vae");
    train(2);
    EXPECT_FALSE(trainer->passesShowCodes());
    EXPECT_EQ(published()->encoded, 0);
    for (int turns = 0; turns < 500 && published()->encoded < kImages; ++turns) keeper.encodeSome(*trainer);
    const auto codes = published();
    EXPECT_EQ(codes->encoded, kImages);
    for (const int64_t image : {int64_t{0}, split.train.back()}) EXPECT_FALSE(codes->stampOf(image).fromTraining);
}

TEST_F(CodeRefresherTest, UntrainedCodesAreOldAsSoonAsThereAreOthers) {
    encodeAtRest();
    auto codes = published();
    EXPECT_EQ(codes->encoded, kImages);
    EXPECT_EQ(codes->young, kImages);
    EXPECT_TRUE(keeper.upToDate(0));
    train(2);
    codes = published();
    EXPECT_EQ(codes->encoded, kImages) << "they stay, as old ones, until others come";
    EXPECT_EQ(codes->young, 16) << "the batch of the second step; the first was made by untrained weights";
    EXPECT_EQ(codes->youngFrom, 1);
}

TEST_F(CodeRefresherTest, NothingIsShownAsNewThatIsOlderThan30SecondsAndATenthOfTheSteps) {
    // Slow steps, one a second: at step 40 a tenth is 4 steps, and the seconds count.
    train(40, 1);
    auto codes = published();
    EXPECT_GE(codes->youngFrom, 10);
    EXPECT_LE(codes->youngFrom, 20) << "nor is any let go that is younger";
    EXPECT_EQ(codes->shownFrom, 0) << "younger than a minute";
    for (const int64_t image : shown(*codes))
        EXPECT_EQ(codes->isYoung(codes->stampOf(image)), codes->stampOf(image).step >= codes->youngFrom);
    EXPECT_LT(codes->young, codes->encoded) << "those before are there, as old ones";
    // Fast ones, a thousand in ten seconds: all are younger than 30 s, but for the first tenth of all.
    train(1000, 0.01);
    codes = published();
    EXPECT_LE(codes->youngFrom, 1040 - 104);
    EXPECT_GE(codes->youngFrom, 10);
    // Slow again: a tenth of the steps takes longer than 30 s, and counts.
    train(160, 1);
    codes = published();
    EXPECT_EQ(codes->youngFrom, 1200 - 120);
    EXPECT_EQ(codes->shownFrom, 600);
    for (const int64_t image : shown(*codes)) EXPECT_GE(codes->stampOf(image).step, 600);
}

TEST_F(CodeRefresherTest, AtRestEveryCodeComesToBeOfTheNewestStep) {
    train(5);
    EXPECT_FALSE(keeper.upToDate(5));
    encodeAtRest();
    const auto codes = published();
    EXPECT_TRUE(keeper.upToDate(5));
    EXPECT_EQ(codes->encoded, kImages);
    EXPECT_EQ(codes->young, kImages);
    EXPECT_EQ(codes->oldestStep, 5);
    EXPECT_EQ(codes->newestStep, 5);
    EXPECT_FALSE(keeper.encodeNext(*trainer)) << "nothing is left to do";
}

TEST_F(CodeRefresherTest, TheFirstSampleHasEveryLabelAndGrowsWithTheSeconds) {
    train(1, 0.5);
    EXPECT_TRUE(keeper.wantsFirst());
    for (int turns = 0; keeper.wantsFirst() && turns < 200; ++turns) keeper.encodeSome(*trainer);
    const int64_t early = published()->young;
    EXPECT_GE(early, 150);
    EXPECT_LT(early, kImages);
    train(1, 3.5);
    EXPECT_TRUE(keeper.wantsFirst()) << "a thousand points in the first four seconds";
    for (int turns = 0; keeper.wantsFirst() && turns < 200; ++turns) keeper.encodeSome(*trainer);
    const auto codes = published();
    EXPECT_EQ(codes->young, kImages);
    std::array<int64_t, 3> ofLabel{};
    for (const int64_t image : shown(*codes))
        if (!codes->stampOf(image).fromTraining && codes->stampOf(image).step == 1)
            ++ofLabel.at(static_cast<size_t>(images->labelOf(image)));
    for (const int64_t count : ofLabel) EXPECT_NEAR(static_cast<double>(count), static_cast<double>(early) / 3, 20);
    train(30, 1);
    EXPECT_FALSE(keeper.wantsFirst()) << "from then on training brings what there is";
}

TEST_F(CodeRefresherTest, ASnapshotIsNeverChangedAndUntouchedChunksAreShared) {
    encodeAtRest();
    const auto before = published();
    const std::vector<std::shared_ptr<const CodeChunk>> chunks = before->chunks;
    std::vector<CodeChunk> contents;
    for (const auto& chunk : chunks) contents.push_back(*chunk);
    // One batch, whose images all lie in the first chunk.
    Trainer::PassCodes pass{1, {0, 5, 17}, {1, 2, 3, 4, 5, 6}};
    keeper.reached(1, now);
    keeper.take({pass});
    const auto after = published();
    EXPECT_NE(after->chunks[0], chunks[0]);
    for (size_t chunk = 1; chunk < chunks.size(); ++chunk) EXPECT_EQ(after->chunks[chunk], chunks[chunk]) << "shared";
    for (size_t chunk = 0; chunk < chunks.size(); ++chunk)
        EXPECT_EQ(chunks[chunk]->mu, contents[chunk].mu) << "as it was";
    ASSERT_EQ(after->dimensions, 2);
    EXPECT_EQ(after->codeOf(5)[0], 3);
    EXPECT_EQ(after->codeOf(5)[1], 4);
    EXPECT_EQ(after->stampOf(5).step, 1);
    EXPECT_EQ(after->stampOf(6).step, 0);
    // An older code never replaces a newer one.
    keeper.take({{0, {5}, {9, 9}}});
    EXPECT_EQ(published()->codeOf(5)[0], 3);
}

TEST_F(CodeRefresherTest, NewCodesWaitUntilPublishingIsDue) {
    train(1);
    const auto first = published();
    const auto before = std::chrono::steady_clock::now();
    train(1);
    keeper.publish(false);
    const auto next = shared.codes.get();
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - before;
    if (since.count() < CodeRefresher::kBetweenPublishes) {
        EXPECT_EQ(next, first);  // a machine that stands still may be later
    }
    EXPECT_EQ(published()->encoded, 32);
}

/// A million images that nobody looks at.
struct ManyImages : MemoryImages {
    ManyImages() : MemoryImages(1, 16, 1) {}
    int64_t count() const override { return 1'000'000; }
};

TEST(CodesOfAMillion, ASnapshotCopiesWhatTrainingHasTouchedAlone) {
    const ManyImages images;
    Split split;
    split.heldOut = {0};
    for (int64_t image = 1; image < images.count(); ++image) split.train.push_back(image);
    SharedState shared{[] {}};
    CodeRefresher keeper(shared);
    keeper.begin(images, split, 2);
    std::mt19937_64 random(1);
    const auto pass = [&](int64_t step, int64_t count) {
        Trainer::PassCodes codes{step, {}, {}};
        for (int64_t i = 0; i < count; ++i) {
            codes.images.push_back(1 + static_cast<int64_t>(random() % 999'999));
            codes.codes.insert(codes.codes.end(), {1, 2});
        }
        return codes;
    };
    keeper.take({pass(0, 2'000'000)});
    keeper.publish(true);
    const auto before = shared.codes.get();
    EXPECT_GT(before->encoded, 800'000);
    const Trainer::PassCodes next = pass(1, 128);
    std::set<int64_t> touched;
    for (const int64_t image : next.images) touched.insert(image / CodesSnapshot::kCodesPerChunk);
    const auto began = std::chrono::steady_clock::now();
    keeper.take({next});
    keeper.publish(true);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    const auto after = shared.codes.get();
    size_t others = 0;
    for (size_t chunk = 0; chunk < before->chunks.size(); ++chunk)
        others += before->chunks[chunk] != after->chunks[chunk] ? 1 : 0;
    EXPECT_EQ(others, touched.size());
    RecordProperty("milliseconds", std::to_string(took.count()));
    EXPECT_LT(took.count(), 500) << "it is some milliseconds; the machine may be building something";
}

TEST(StepClock, CountsOnlyTheTimeThatTheRunRan) {
    using namespace std::chrono_literals;
    StepClock clock;
    const StepClock::Time start{};
    clock.begin(100);
    EXPECT_EQ(clock.stepBefore(30), 100) << "the first step, of a run that is younger";
    clock.goOn(start);
    for (int second = 1; second <= 50; ++second) clock.reached(100 + second, start + second * 1s);
    EXPECT_EQ(clock.stepBefore(30), 120);
    EXPECT_EQ(clock.stepBefore(0), 150);
    // An hour of rest makes nothing older.
    clock.goOn(start + 1h);
    clock.reached(151, start + 1h + 1s);
    EXPECT_EQ(clock.stepBefore(30), 121);
    for (int second = 2; second <= 200; ++second) clock.reached(150 + second, start + 1h + second * 1s);
    EXPECT_EQ(clock.stepBefore(60), 290);
    EXPECT_NEAR(clock.seconds(), 250, 1e-6);
}

}  // namespace
}  // namespace zscape
