#include "ui/shell/map_places.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(MapPlaces, WhatNobodyHasSaidIsAskedForOnce) {
    MapPlaces places;
    EXPECT_FALSE(places.of({1, 2}));
    EXPECT_FALSE(places.of({1, 2}));
    EXPECT_FALSE(places.of({3, 4}));
    EXPECT_EQ(places.toAsk(), (std::vector<MapPlaces::Code>{{1, 2}, {3, 4}}));
    places.asked(7);
    EXPECT_FALSE(places.of({1, 2})) << "it is on its way";
    EXPECT_TRUE(places.toAsk().empty());
    EXPECT_FALSE(places.answered(6, {0, 0, 0, 0})) << "of an earlier question";
    EXPECT_TRUE(places.answered(7, {10, 20, 30, 40}));
    EXPECT_EQ(places.of({3, 4}), QPointF(30, 40));
    EXPECT_TRUE(places.toAsk().empty());
}

TEST(MapPlaces, APlaceHoldsUntilTheMovedMapIsAsked) {
    MapPlaces places;
    places.know({1, 2}, {5, 6});
    EXPECT_EQ(places.of({1, 2}), QPointF(5, 6));
    EXPECT_TRUE(places.toAsk().empty()) << "a person has said it";
    places.moved();
    EXPECT_EQ(places.of({1, 2}), QPointF(5, 6));
    EXPECT_EQ(places.toAsk().size(), 1U);
    places.asked(1);
    EXPECT_FALSE(places.answered(1, {5, 6})) << "it lies where it lay";
    EXPECT_TRUE(places.toAsk().empty());
    places.moved();
    static_cast<void>(places.of({1, 2}));
    static_cast<void>(places.toAsk());
    places.asked(2);
    EXPECT_TRUE(places.answered(2, {7, 8}));
    EXPECT_EQ(places.of({1, 2}), QPointF(7, 8));
}

TEST(MapPlaces, WhatMovesWhileAnAnswerIsAwaitedIsAskedForAfterIt) {
    MapPlaces places;
    static_cast<void>(places.of({1}));
    static_cast<void>(places.toAsk());
    places.asked(1);
    static_cast<void>(places.of({2}));
    EXPECT_TRUE(places.toAsk().empty()) << "one question at a time";
    EXPECT_TRUE(places.answered(1, {0, 1}));
    EXPECT_EQ(places.toAsk(), (std::vector<MapPlaces::Code>{{2}}));
}

TEST(MapPlaces, AnAnswerOfAMapThatHasMovedSinceIsAskedForAgain) {
    MapPlaces places;
    static_cast<void>(places.of({1}));
    static_cast<void>(places.toAsk());
    places.asked(1);
    places.moved();
    EXPECT_TRUE(places.answered(1, {3, 4}));
    EXPECT_EQ(places.of({1}), QPointF(3, 4)) << "better than nothing";
    EXPECT_EQ(places.toAsk(), (std::vector<MapPlaces::Code>{{1}}));
    places.asked(2);
    EXPECT_FALSE(places.answered(2, {3, 4}));
    static_cast<void>(places.of({1}));
    EXPECT_TRUE(places.toAsk().empty());
}

TEST(MapPlaces, WithoutAMapNothingIsKnownAndTheOldestIsForgotten) {
    MapPlaces places;
    static_cast<void>(places.of({1}));
    static_cast<void>(places.toAsk());
    places.asked(1);
    EXPECT_FALSE(places.answered(1, {}));
    EXPECT_FALSE(places.isAsking());
    for (size_t i = 0; i <= MapPlaces::kMostKnown; ++i) places.know({static_cast<float>(i), 0}, {double(i), 0});
    EXPECT_FALSE(places.of({0, 0}));
    EXPECT_EQ(places.of({1, 0}), QPointF(1, 0));
}

}  // namespace
}  // namespace zscape
