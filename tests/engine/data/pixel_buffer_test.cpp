#include "engine/data/pixel_buffer.h"

#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zscape {
namespace {

TEST(PixelBuffer, ReadsInPiecesThatStayInACache) {
    const MemoryImages images(60, 64, 3);
    ASSERT_EQ(readTogether(images), 10);
    std::vector<int64_t> indices;
    for (int64_t i = 0; i < 25; ++i) indices.push_back((i * 7 + 3) % 60);
    std::vector<int64_t> lengths;
    std::vector<uint8_t> all;
    readInPieces(images, indices, [&](int64_t first, const PixelRows& rows) {
        EXPECT_EQ(first * images.bytesPerImage(), std::ssize(all));
        EXPECT_TRUE(rows.mask.empty());
        lengths.push_back(std::ssize(rows.pixels) / images.bytesPerImage());
        all.insert(all.end(), rows.pixels.begin(), rows.pixels.end());
    });
    EXPECT_EQ(lengths, (std::vector<int64_t>{10, 10, 5}));
    PixelBuffer together(images, 25);
    EXPECT_TRUE(std::ranges::equal(all, together.read(indices).pixels));
    EXPECT_EQ(images.picture(indices[24]).pixels, std::vector<uint8_t>(all.end() - images.bytesPerImage(), all.end()));
    readInPieces(images, {}, [](int64_t, const PixelRows&) { ADD_FAILURE() << "nothing is asked for"; });
}

TEST(PixelBuffer, AnImageThatIsLargerThanAPieceIsReadAlone) {
    EXPECT_EQ(readTogether(MemoryImages(1, 256, 3)), 1);
    EXPECT_EQ(readTogether(MemoryImages(1, 28, 1)), 167);
}

}  // namespace
}  // namespace zscape
