#include "ui/selection/image_bits.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

ImageBits bitsOf(int64_t images, std::initializer_list<int64_t> members) {
    ImageBits bits(images);
    for (const int64_t image : members) bits.insert(image);
    return bits;
}

TEST(ImageBits, HoldsWhatWasPutIn) {
    ImageBits bits(130);
    EXPECT_TRUE(bits.empty());
    EXPECT_EQ(bits.next(0), -1);
    for (const int64_t image : {0, 63, 64, 129}) bits.insert(image);
    bits.insert(64);
    EXPECT_EQ(bits.count(), 4);
    for (const int64_t image : {0, 63, 64, 129}) EXPECT_TRUE(bits.contains(image)) << image;
    for (const int64_t image : {-1, 1, 65, 128, 130, 100000}) EXPECT_FALSE(bits.contains(image)) << image;
    bits.remove(63);
    bits.remove(63);
    EXPECT_EQ(bits.count(), 3);
}

TEST(ImageBits, AnIndexThatIsNoImagesIsPassedOver) {
    ImageBits bits(3);
    bits.insert(-1);
    bits.insert(3);
    bits.remove(70);
    EXPECT_TRUE(bits.empty());
    EXPECT_EQ(ImageBits(-4).images(), 0);
    EXPECT_EQ(ImageBits(0).next(0), -1);
}

TEST(ImageBits, NextGoesThroughAllOfThem) {
    const ImageBits bits = bitsOf(200, {0, 1, 63, 64, 191, 199});
    std::vector<int64_t> seen;
    for (int64_t image = bits.next(-5); image >= 0; image = bits.next(image + 1)) seen.push_back(image);
    EXPECT_EQ(seen, (std::vector<int64_t>{0, 1, 63, 64, 191, 199}));
    EXPECT_EQ(bits.next(200), -1);
}

TEST(ImageBits, UnionAndDifference) {
    ImageBits bits = bitsOf(100, {1, 2, 70});
    bits.unite(bitsOf(100, {2, 99}));
    EXPECT_EQ(bits, bitsOf(100, {1, 2, 70, 99}));
    EXPECT_EQ(bits.count(), 4);
    bits.subtract(bitsOf(100, {1, 99, 5}));
    EXPECT_EQ(bits, bitsOf(100, {2, 70}));
    EXPECT_EQ(bits.count(), 2);
}

TEST(ImageBits, InvertedItHasTheOthersAndNoneBehindTheLast) {
    for (const int64_t images : {0, 1, 63, 64, 65, 130}) {
        ImageBits bits(images);
        for (int64_t image = 0; image < images; image += 3) bits.insert(image);
        const ImageBits before = bits;
        bits.invert();
        for (int64_t image = 0; image < images + 64; ++image)
            EXPECT_EQ(bits.contains(image), image < images && image % 3 != 0) << image << " of " << images;
        EXPECT_EQ(bits.count(), images - before.count());
        EXPECT_EQ(std::ssize(bits.members()), bits.count());
        EXPECT_EQ(ImageBits::of(images, bits.members()), bits);
        bits.invert();
        EXPECT_EQ(bits, before);
    }
}

}  // namespace
}  // namespace zscape
