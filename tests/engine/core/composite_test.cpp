#include "engine/core/composite.h"

#include <gtest/gtest.h>

#include <set>

namespace zscape {
namespace {

TEST(Composite, GreyAndColoursAreAsTheyAre) {
    const Picture grey{2, 1, 1, {3, 200}}, colour{1, 2, 3, {1, 2, 3, 4, 5, 6}};
    EXPECT_EQ(composite(grey), grey);
    EXPECT_EQ(composite(colour), colour);
    EXPECT_EQ(composite({}), Picture());
    EXPECT_EQ(composite({0, 0, 2, {}}), (Picture{0, 0, 2, {}}));
}

TEST(Composite, TwoChannelsAreGreenAndMagenta) {
    const Picture two{3, 1, 2, {255, 0, 10, 200, 40, 40}};
    EXPECT_EQ(composite(two), (Picture{3, 1, 3, {0, 255, 0, 200, 10, 200, 40, 40, 40}})) << "alike they are grey";
}

TEST(Composite, MoreAddUpAndAreCut) {
    // Red, green, blue, grey.
    EXPECT_EQ(composite({2, 1, 4, {10, 20, 30, 100, 200, 0, 0, 100}}),
              (Picture{2, 1, 3, {110, 120, 130, 255, 100, 100}}));
    // One channel after another by itself.
    for (int channels = 2; channels <= kMostChannels; ++channels) {
        std::set<std::array<uint8_t, 3>> seen;
        for (int k = 0; k < channels; ++k) {
            Picture picture{1, 1, channels, std::vector<uint8_t>(static_cast<size_t>(channels), 0)};
            picture.pixels[static_cast<size_t>(k)] = 255;
            const Picture shown = composite(picture);
            const std::array<uint8_t, 3> colour = usualColour(k, channels);
            EXPECT_EQ(shown.pixels, std::vector<uint8_t>(colour.begin(), colour.end())) << channels << " " << k;
            seen.insert(colour);
        }
        EXPECT_EQ(std::ssize(seen), channels) << "each has its own";
        if (channels != 3) {
            EXPECT_EQ(composite({1, 1, channels, std::vector<uint8_t>(static_cast<size_t>(channels), 0)}).pixels,
                      (std::vector<uint8_t>{0, 0, 0}));
        }
    }
}

TEST(Composite, ChannelsMayHaveColoursOfTheirOwn) {
    Picture two{2, 1, 2, {255, 0, 100, 200}, {{{{255, 128, 0}, {0, 0, 255}}}, 2}};
    EXPECT_EQ(composite(two), (Picture{2, 1, 3, {255, 128, 0, 100, 50, 200}}));
    EXPECT_EQ(channelColour(two.colours, 1, 2), (std::array<uint8_t, 3>{0, 0, 255}));
    two.colours.count = 3;
    EXPECT_EQ(composite(two).pixels[1], 255) << "those of other pictures say nothing of these: green and magenta";

    Picture three{1, 1, 3, {10, 20, 30}, {{{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}}}, 3}};
    EXPECT_FALSE(isComposite(three)) << "as they are anyway";
    std::swap(three.colours.of[0], three.colours.of[2]);
    EXPECT_TRUE(isComposite(three));
    EXPECT_EQ(composite(three), (Picture{1, 1, 3, {30, 20, 10}}));
    three.colours.of[0] = {255, 255, 255};
    EXPECT_EQ(composite(three).pixels, (std::vector<uint8_t>{40, 30, 10}));
}

TEST(Composite, ChannelsHaveWords) {
    EXPECT_EQ(channelsText(1), "grey");
    EXPECT_EQ(channelsText(3), "colour");
    EXPECT_EQ(channelsText(2), "2 channels");
    EXPECT_EQ(channelsAfterSize(1), " grey");
    EXPECT_EQ(channelsAfterSize(8), ", 8 channels");
}

}  // namespace
}  // namespace zscape
