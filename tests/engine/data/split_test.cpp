#include "engine/data/image_set.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

namespace zscape {
namespace {

/// Only a count and an own split.
class Counted final : public ImageSet {
public:
    Counted(int64_t count, int64_t heldOutBegin) : count_(count), heldOutBegin_(heldOutBegin) {}
    int64_t count() const override { return count_; }
    int size() const override { return 16; }
    int channels() const override { return 1; }
    void read(std::span<const int64_t>, const PixelRows&) const override {}
    int labelOf(int64_t) const override { return -1; }
    const std::vector<std::string>& labelNames() const override { return none_; }
    std::string nameOf(int64_t) const override { return {}; }
    std::filesystem::path fileOf(int64_t) const override { return {}; }
    bool hasOwnSplit() const override { return heldOutBegin_ < count_; }
    Side ownSideOf(int64_t index) const override { return index < heldOutBegin_ ? Side::Train : Side::HeldOut; }
    int64_t found() const override { return count_; }
    const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
    const std::vector<std::string>& sources() const override { return none_; }
    std::string fingerprint() const override { return {}; }
    const std::vector<std::string>& factorNames() const override { return none_; }
    float factor(int64_t, int) const override { return 0; }

private:
    int64_t count_, heldOutBegin_;
    std::vector<std::string> none_;
    std::vector<UnreadableFile> unreadable_;
};

Split split(int64_t count, double fraction, uint64_t seed) { return makeSplit(Counted(count, count), fraction, seed); }

TEST(Split, EveryImageIsOnOneSide) {
    const Split parts = split(1003, 0.1, 7);
    EXPECT_EQ(parts.heldOut.size(), 100u);
    EXPECT_TRUE(std::is_sorted(parts.train.begin(), parts.train.end()));
    EXPECT_TRUE(std::is_sorted(parts.heldOut.begin(), parts.heldOut.end()));
    std::vector<int64_t> all = parts.train, expected(1003);
    all.insert(all.end(), parts.heldOut.begin(), parts.heldOut.end());
    std::sort(all.begin(), all.end());
    std::iota(expected.begin(), expected.end(), int64_t{0});
    EXPECT_EQ(all, expected);
}

TEST(Split, TheSeedDecidesAndNothingElse) {
    EXPECT_EQ(split(500, 0.2, 3).heldOut, split(500, 0.2, 3).heldOut);
    EXPECT_NE(split(500, 0.2, 3).heldOut, split(500, 0.2, 4).heldOut);
    // Written down once: the same on every platform, and projects made long ago still hold the same images out.
    EXPECT_EQ(split(20, 0.25, 42).heldOut, (std::vector<int64_t>{1, 2, 7, 11, 13}));
}

TEST(Split, FewImages) {
    EXPECT_EQ(split(1, 0.1, 1).train.size(), 1u);
    EXPECT_TRUE(split(1, 0.5, 1).heldOut.empty());
    EXPECT_EQ(split(2, 0.1, 1).heldOut.size(), 1u);
    EXPECT_EQ(split(2, 0.5, 1).train.size(), 1u);
    EXPECT_EQ(split(5, 0.1, 1).heldOut.size(), 1u);
    EXPECT_TRUE(split(0, 0.1, 1).train.empty());
}

TEST(Split, TheDatasOwnSplitComesFirst) {
    const Split parts = makeSplit(Counted(70, 60), 0.5, 1);
    EXPECT_EQ(parts.train.size(), 60u);
    EXPECT_EQ(parts.heldOut.front(), 60);
    EXPECT_EQ(parts.heldOut.back(), 69);
}

}  // namespace
}  // namespace zscape
