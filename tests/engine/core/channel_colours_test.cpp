#include "engine/core/channel_colours.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(ChannelColours, HaveNamesAndNumbers) {
    const ChannelColours colours = channelColoursFrom("green, Magenta,#00c0FF,white");
    EXPECT_EQ(colours.count, 4);
    EXPECT_EQ(colours.of[1], (std::array<uint8_t, 3>{255, 0, 255}));
    EXPECT_EQ(colours.of[2], (std::array<uint8_t, 3>{0, 192, 255}));
    EXPECT_EQ(textOf(colours), "green,magenta,#00c0ff,grey");
    EXPECT_EQ(channelColoursFrom(textOf(colours)), colours);
    EXPECT_EQ(channelColoursFrom("auto"), ChannelColours());
    EXPECT_EQ(textOf(ChannelColours()), "auto");
    std::string all;
    for (const NamedColour& named : namedColours()) all += (all.empty() ? "" : ",") + std::string(named.name);
    EXPECT_EQ(textOf(channelColoursFrom(all)), all);
}

TEST(ChannelColours, WhatIsNoneIsRefused) {
    for (const char* wrong : {"", "green,", ",green", "greenish", "#12345", "#12345g", "#-12345", "auto,green",
                              "red,red,red,red,red,red,red,red,red"})
        try {
            channelColoursFrom(wrong);
            ADD_FAILURE() << wrong;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), "setting.value") << wrong;
        }
}

}  // namespace
}  // namespace zscape
