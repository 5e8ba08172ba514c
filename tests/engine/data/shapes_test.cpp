#include "engine/data/hash128.h"
#include "engine/data/import.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/read_all.h"
#include "tests/engine/data/temporary_folder.h"

#include <cmath>
#include <numbers>

namespace zscape {
namespace {

class Shapes : public testing::Test {
protected:
    std::shared_ptr<const ImageSet> draw(int64_t count, uint64_t seed, int size = 0, int channels = 0) {
        ImportRequest request{{"sample:shapes"}, {}};
        request.settings.sampleCount = count;
        request.settings.sampleSeed = seed;
        request.settings.size = size;
        request.settings.channels = channels;
        ImportOptions options;
        options.cacheFolder = folder_.path();
        return importImages(request, options, {});
    }
    TemporaryFolder folder_;
};

TEST_F(Shapes, TheSameBytesOnEveryMachine) {
    const auto set = draw(200, 1);
    EXPECT_EQ(set->size(), 64);
    EXPECT_EQ(set->channels(), 3);
    EXPECT_EQ(Hash128::of(readAll(*set, 200).rows().pixels).hex(), "f1264e272bfd3bf94345478a0cf255db");
    EXPECT_EQ(draw(100, 1)->picture(57), set->picture(57)) << "a picture does not depend on how many there are";
    EXPECT_NE(draw(200, 2)->picture(57), set->picture(57));
}

TEST_F(Shapes, FactorsAreWhatIsSeen) {
    const auto set = draw(600, 3);
    EXPECT_EQ(set->factorNames(), (std::vector<std::string>{"shape", "size", "angle", "x", "y", "hue"}));
    EXPECT_EQ(set->labelNames(), (std::vector<std::string>{"square", "ellipse", "triangle"}));
    std::array<int, 3> shapes{};
    for (int64_t i = 0; i < set->count(); ++i) {
        ASSERT_EQ(set->labelOf(i), static_cast<int>(set->factor(i, 0)));
        ++shapes[static_cast<size_t>(set->labelOf(i))];
        // Ranges, and the middle of what is drawn beside the middle that x and y give.
        EXPECT_GE(set->factor(i, 1), 0.5f);
        EXPECT_LE(set->factor(i, 1), 1.0f);
        EXPECT_LT(set->factor(i, 2), 2 * std::numbers::pi);
        double weight = 0, x = 0, y = 0;
        const std::vector<uint8_t> image = set->picture(i).pixels;
        for (int row = 0; row < 64; ++row)
            for (int column = 0; column < 64; ++column) {
                const size_t pixel = static_cast<size_t>(row * 64 + column) * 3;
                const double over = image[pixel] + image[pixel + 1] + image[pixel + 2] - 3 * 18;
                weight += over;
                x += over * (column + 0.5);
                y += over * (row + 0.5);
            }
        ASSERT_GT(weight, 0) << i;
        const double margin = 0.22 * 1.4143, room = 1 - 2 * margin;
        EXPECT_NEAR(x / weight / 64, margin + room * set->factor(i, 3), 0.04) << i;
        EXPECT_NEAR(y / weight / 64, margin + room * set->factor(i, 4), 0.04) << i;
    }
    for (const int count : shapes) EXPECT_NEAR(count, 200, 50);
}

TEST_F(Shapes, EdgesAreSmoothAndTheFrameIsNeverCut) {
    const auto set = draw(300, 4);
    int between = 0;
    for (int64_t i = 0; i < set->count(); ++i) {
        const std::vector<uint8_t> image = set->picture(i).pixels;
        for (int k = 0; k < 64; ++k)
            for (const int pixel : {k, 63 * 64 + k, k * 64, k * 64 + 63})
                ASSERT_EQ(image[static_cast<size_t>(pixel) * 3], 18) << i;
        const auto brightest = *std::max_element(image.begin(), image.end());
        between += std::any_of(image.begin(), image.end(),
                               [&](uint8_t value) { return value > 18 + 20 && value < brightest - 20; });
    }
    EXPECT_GT(between, 290);
}

TEST_F(Shapes, AnySizeAndGrey) {
    const auto grey = draw(50, 1, 28, 1);
    EXPECT_EQ(grey->bytesPerImage(), 28 * 28);
    EXPECT_EQ(grey->factorNames().size(), 5u);
    EXPECT_EQ(draw(2, 1, 256)->size(), 256);
    EXPECT_EQ(errorCode([&] { draw(0, 1); }), "setting.value");
}

TEST_F(Shapes, FactorsComeOutOfTheCacheAsTheyWentIn) {
    const auto first = draw(30, 9), second = draw(30, 9);
    for (int64_t i = 0; i < 30; ++i)
        for (int k = 0; k < 6; ++k) EXPECT_EQ(first->factor(i, k), second->factor(i, k));
}

}  // namespace
}  // namespace zscape
