#include "engine/data/named_channels.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

using Channels = std::vector<NamedChannel>;
using Rgb = std::array<uint8_t, 3>;

std::string omeOf(const std::string& channels) {
    return "<OME><Image><Pixels SizeC='2'>" + channels +
           "</Pixels></Image><Image><Pixels><Channel Name='x'/></Pixels></Image></OME>";
}

TEST(NamedChannels, AsOmeHasThem) {
    // 16711935 is 0x00FF00FF: green, opaque; -16776961 is 0xFF0000FF: red.
    EXPECT_EQ(channelsOfOme(omeOf("<Channel ID='1' Name='DAPI &amp; more' Color='16711935'/>"
                                  "<Channel Name='GFP' Color='-16776961'><LightPath/></Channel>"),
                            2),
              (Channels{{"DAPI & more", Rgb{0, 255, 0}}, {"GFP", Rgb{255, 0, 0}}}));
    EXPECT_EQ(channelsOfOme(omeOf("<Channel Name='a'/><Channel Name='b'/>"), 2), (Channels{{"a", {}}, {"b", {}}}));
    EXPECT_EQ(channelsOfOme(omeOf("<Channel Name='a' Color='65535'/><Channel Color='x'/>"), 2),
              (Channels{{"a", Rgb{0, 0, 255}}, {"", {}}}));
    EXPECT_EQ(channelsOfOme(omeOf("<Channel Color='255'/><Channel Color='-16776961'/>"), 2),
              (Channels{{"", {}}, {"", Rgb{255, 0, 0}}}))
        << "a channel that would be black";
}

TEST(NamedChannels, WhatSaysNothingIsNotTaken) {
    for (const char* same : {"", "<Channel Name='a'/>", "<Channel/><Channel/><Channel/>",
                             "<Channel Name='a'/><Channel Name='a'/>", "<Channel Color='-1'/><Channel Color='-1'/>"})
        EXPECT_EQ(channelsOfOme(omeOf(same), 2), Channels()) << same;
    EXPECT_EQ(channelsOfOme("no XML", 2), Channels());
    EXPECT_EQ(channelsOf({}, 2), Channels());
}

/// ImageJ's fields in this byte order: two tables, and labels.
struct Notes {
    explicit Notes(bool big) : bigEndian(big) {}
    void number(uint32_t value) {
        for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * (bigEndian ? 3 - i : i))));
    }
    void tag(std::string text) {
        if (!bigEndian) std::reverse(text.begin(), text.end());
        bytes.insert(bytes.end(), text.begin(), text.end());
    }
    void header(const std::vector<std::pair<std::string, uint32_t>>& kinds) {
        tag("IJIJ");
        for (const auto& [kind, count] : kinds) {
            tag(kind);
            number(count);
        }
        counts.push_back(static_cast<uint32_t>(bytes.size()));
    }
    void table(const Rgb& colour) {
        for (const uint8_t full : colour)
            for (int value = 0; value < 256; ++value) bytes.push_back(static_cast<uint8_t>(value * full / 255));
        counts.push_back(768);
    }
    void label(const std::string& ascii) {
        for (const char c : ascii) {
            if (bigEndian) bytes.push_back(0);
            bytes.push_back(static_cast<uint8_t>(c));
            if (!bigEndian) bytes.push_back(0);
        }
        counts.push_back(static_cast<uint32_t>(2 * ascii.size()));
    }
    ImageJNotes read() const { return imageJNotesFrom(counts, bytes, bigEndian); }

    bool bigEndian;
    std::vector<uint8_t> bytes;
    std::vector<uint32_t> counts;
};

TEST(NamedChannels, AsImageJHasThem) {
    for (const bool bigEndian : {false, true}) {
        Notes notes(bigEndian);
        notes.header({{"info", 1}, {"labl", 4}, {"luts", 2}});
        notes.label("Info");
        for (const char* label : {"DAPI", "GFP", "DAPI", "GFP"}) notes.label(label);
        notes.table({0, 0, 255});
        notes.table({0, 255, 0});
        EXPECT_EQ(notes.read().labels, (std::vector<std::string>{"DAPI", "GFP", "DAPI", "GFP"}));
        EXPECT_EQ(channelsOf(notes.read(), 2), (Channels{{"DAPI", Rgb{0, 0, 255}}, {"GFP", Rgb{0, 255, 0}}}));
        EXPECT_FALSE(channelsOf(notes.read(), 4).at(0).colour) << "two tables are not those of four";
        // Cut off anywhere nothing else is read.
        for (size_t left = 0; left < notes.bytes.size(); left += 7) {
            Notes cut = notes;
            cut.bytes.resize(left);
            EXPECT_LE(cut.read().colours.size(), 2u);
        }
    }
    Notes each(false);
    each.header({{"labl", 4}});
    for (const char* label : {"c:1/2 z:1/2", "c:2/2 z:1/2", "c:1/2 z:2/2", "c:2/2 z:2/2"}) each.label(label);
    EXPECT_EQ(channelsOf(each.read(), 2), Channels()) << "those of pages are no channels'";
    Notes grey(true);
    grey.header({{"luts", 2}});
    grey.table({255, 255, 255});
    grey.table({255, 255, 255});
    EXPECT_EQ(channelsOf(grey.read(), 2), Channels());
}

TEST(NamedChannels, DamagedNotesAreLeftOut) {
    Notes notes(true);
    notes.header({{"luts", 4000000000u}});
    notes.table({0, 0, 255});
    EXPECT_EQ(notes.read().colours.size(), 1u);
    notes.counts = {4000000000u};
    EXPECT_TRUE(notes.read().colours.empty());
    EXPECT_TRUE(imageJNotesFrom({}, notes.bytes, true).colours.empty());
}

}  // namespace
}  // namespace zscape
