#include "engine/session/codes_keeper.h"

#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zscape {
namespace {

constexpr int64_t kImages = 4 * CodesSnapshot::kCodesPerChunk - 24;

class CodesKeeperTest : public testing::Test {
protected:
    CodesKeeperTest() {
        const auto images = std::make_shared<MemoryImages>(kImages, 16, 1);
        const Split split = makeSplit(*images, 0.1, 1);
        const ModelSpec spec = makeSpec(findRecipe("vae-dense"), {{"batch_size", int64_t{16}}}, {1, 16, 0, static_cast<int64_t>(split.train.size())});
        trainer = std::make_unique<Trainer>(spec, planFor(spec, "cpu", "fp32", 1), images, split, 1);
        keeper.begin(kImages, trainer->latentDimensions());
    }

    /// Turns until a chunk more is there. \return how many
    int encodeChunk() {
        int turns = 0;
        const auto before = steps();
        do {
            keeper.encodeNext(*trainer);
            keeper.publish(true);
            ++turns;
        } while (steps() == before && turns < 100);
        return turns;
    }
    /// The step of each chunk, -1 where there is none.
    std::vector<int64_t> steps() {
        std::vector<int64_t> found;
        for (const auto& chunk : board.codes.get()->chunks) found.push_back(chunk ? chunk->step : -1);
        return found;
    }
    void advance(int64_t times) {
        for (int64_t i = 0; i < times; ++i) trainer->advance();
    }
    int64_t count(int64_t step) {
        const auto now = steps();
        return std::count(now.begin(), now.end(), step);
    }

    Board board{[] {}};
    CodesKeeper keeper{board};
    std::unique_ptr<Trainer> trainer;
};

TEST_F(CodesKeeperTest, ShownCodesAreKeptYoungBeforeMoreAreShown) {
    advance(1);
    encodeChunk();
    encodeChunk();
    const auto shown = steps();
    ASSERT_EQ(count(1), 2);
    advance(2);
    EXPECT_TRUE(keeper.hasOld(3));
    encodeChunk();
    encodeChunk();
    for (size_t chunk = 0; chunk < shown.size(); ++chunk) EXPECT_EQ(steps()[chunk], shown[chunk] == 1 ? 3 : -1) << "the two that were shown, no other";
    encodeChunk();
    encodeChunk();
    EXPECT_EQ(count(3), 4) << "then those that were missing";
    EXPECT_FALSE(keeper.hasOld(6));
    EXPECT_TRUE(keeper.hasOld(7));
    EXPECT_TRUE(keeper.upToDate(3));
}

TEST_F(CodesKeeperTest, OutdatedCodesAreLetGo) {
    for (int i = 0; i < 4; ++i) encodeChunk();
    advance(1);
    encodeChunk();
    EXPECT_EQ(count(1), 1);
    EXPECT_EQ(count(-1), 3) << "codes of step 0 beside one of step 1";
    encodeChunk();
    advance(3);
    encodeChunk();
    EXPECT_EQ(count(4), 1);
    EXPECT_EQ(count(1), 1) << "a quarter of the steps is young enough to stay";
}

TEST_F(CodesKeeperTest, ATurnIsABatchSoThatACommandNeedNotWaitForAChunk) {
    EXPECT_EQ(encodeChunk(), 2) << "1,000 of 16 x 16 pixels are a batch, 1,024 a chunk";
}

TEST_F(CodesKeeperTest, NewCodesWaitUntilPublishingIsDue) {
    advance(1);
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 4; ++i) encodeChunk();
    advance(1);
    keeper.encodeNext(*trainer);
    keeper.encodeNext(*trainer);
    keeper.publish(false);
    const int64_t published = count(2);
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - before;
    if (since.count() < CodesKeeper::kBetweenPublishes) {
        EXPECT_EQ(published, 0);  // a machine that stands still may be later
    }
    keeper.publish(true);
    EXPECT_EQ(count(2), 1);
}

}  // namespace
}  // namespace zscape
