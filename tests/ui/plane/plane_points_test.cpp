#include "ui/plane/plane_points.h"

#include "tests/ui/plane/fake_images.h"
#include "ui/theme/tokens.h"

#include "ui/plane/plane_region.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ctime>
#include <iostream>
#include <random>

namespace zscape {
namespace {

TEST(PlanePoints, ProjectsByTheBasis) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(1), nullptr);
    auto basis = std::make_shared<PlaneBasis>();
    basis->kind = PlaneBasis::Kind::Pca;
    basis->mean = {1, 2, 3};
    basis->axes[0] = {0.6F, 0.8F, 0};
    basis->axes[1] = {0, 0, -1};
    EXPECT_TRUE(points.setCodes(codesOf({3, 5, 7}, 3), basis));
    EXPECT_NEAR(points.cloud().positionOf(0).x(), 0.6 * 2 + 0.8 * 3, 1e-5);
    EXPECT_NEAR(points.cloud().positionOf(0).y(), -4, 1e-5);
}

TEST(PlanePoints, CodesOfImagesThatAreGoneAreShown) {
    PlanePoints points;
    points.setImages(nullptr, nullptr);
    EXPECT_TRUE(points.setCodes(codesOf({0, 0, 1, 1}), plainBasis()));
    EXPECT_EQ(points.cloud().placed(), 2);
    EXPECT_EQ(points.cloud().positionOf(1), QPointF(1, 1));
    EXPECT_EQ(points.nearest({1, 1}, 0.1), 1);
    EXPECT_EQ(points.shown(), 2);
    EXPECT_TRUE(points.setCodes(codesOf({0, 0, 1, 1, 2, 2}), plainBasis())) << "another project's";
    EXPECT_EQ(points.cloud().placed(), 3);
    points.setImages(std::make_shared<FakeImages>(2), nullptr);
    EXPECT_EQ(points.cloud().placed(), 0);
}

TEST(PlanePoints, LabelsBeyondThoseThatAPointCanBearAreDrawnAsNone) {
    constexpr int kLabels = 70'000;
    PlanePoints points;
    points.setColour(PlaneColour::Label);
    points.setImages(std::make_shared<FakeImages>(kLabels, kLabels), nullptr);
    EXPECT_EQ(points.cloud().groupOf(65'534), 65'534);
    EXPECT_EQ(points.cloud().groupOf(65'535), PointCloud::kNoGroup);
    EXPECT_EQ(points.cloud().groupOf(65'536), PointCloud::kNoGroup) << "not the first label's";
    EXPECT_EQ(points.cloud().groupOf(kLabels - 1), PointCloud::kNoGroup);
}

TEST(PlanePoints, OnlyANewChunkOrBasisChangesAnything) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(2), nullptr);
    auto codes = codesOf({0, 0, 1, 1});
    EXPECT_TRUE(points.setCodes(codes, plainBasis()));
    auto same = std::make_shared<CodesSnapshot>(*codes);
    EXPECT_FALSE(points.setCodes(same, plainBasis()));
    auto moved = std::make_shared<CodesSnapshot>(*codes);
    moved->chunks[0] = chunkOf(0, {5, 5, 6, 6});
    EXPECT_TRUE(points.setCodes(moved, plainBasis()));
    auto swapped = plainBasis();
    std::swap(swapped->axes[0], swapped->axes[1]);
    EXPECT_TRUE(points.setCodes(moved, swapped));
    EXPECT_TRUE(points.setCodes(nullptr, nullptr));
    EXPECT_EQ(points.cloud().placed(), 0);
}

TEST(PlanePoints, CodesOfAnotherModelAreOthersThoughOfTheSameStep) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(2), nullptr);
    EXPECT_TRUE(points.setCodes(codesOf({0, 0, 1, 1}, 2, 0), plainBasis()));
    EXPECT_TRUE(points.setCodes(codesOf({7, 7, 1, 1}, 2, 0), plainBasis()));
    EXPECT_EQ(points.cloud().positionOf(0), QPointF(7, 7));
}

TEST(PlanePoints, OldCodesAreMarkedAndThoseLetGoAreGoneThoughTheirChunkIsTheSame) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(3), nullptr);
    auto codes = codesOf({0, 0, 1, 1, 2, 2});
    auto chunk = std::make_shared<CodeChunk>(*codes->chunks[0]);
    for (int64_t i = 0; i < 3; ++i) chunk->stamps[static_cast<size_t>(i)].step = 10 * i;
    codes->chunks[0] = chunk;
    EXPECT_TRUE(points.setCodes(codes, plainBasis()));
    EXPECT_EQ(points.cloud().olds(), 0);
    EXPECT_EQ(points.arrays().old, nullptr);
    auto later = std::make_shared<CodesSnapshot>(*codes);
    later->youngFrom = 15;
    EXPECT_TRUE(points.setCodes(later, plainBasis())) << "no code has changed, their age has";
    EXPECT_EQ(points.cloud().olds(), 2);
    EXPECT_TRUE(points.cloud().isOld(1));
    EXPECT_FALSE(points.cloud().isOld(2));
    ASSERT_NE(points.arrays().old, nullptr);
    later = std::make_shared<CodesSnapshot>(*later);
    later->shownFrom = 5;
    EXPECT_TRUE(points.setCodes(later, plainBasis()));
    EXPECT_EQ(points.cloud().placed(), 2);
    EXPECT_FALSE(points.cloud().isPlaced(0));
    EXPECT_EQ(points.cloud().olds(), 1);
    EXPECT_FALSE(points.setCodes(later, plainBasis()));
    // A new code makes it young again, and it glides from where it was.
    auto renewed = std::make_shared<CodesSnapshot>(*later);
    auto other = std::make_shared<CodeChunk>(*chunk);
    other->stamps[1].step = 30;
    other->mu[2] = 5;
    renewed->chunks[0] = other;
    EXPECT_TRUE(points.setCodes(renewed, plainBasis()));
    EXPECT_EQ(points.cloud().olds(), 0);
    EXPECT_EQ(points.cloud().positionOf(1), QPointF(5, 1));
    EXPECT_EQ(points.drawnAt(1), QPointF(1, 1));
}

TEST(PlanePoints, ANumberIsColouredByItsMagnitudeAndACategoryLikeLabels) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeTable>(5), nullptr);
    points.setCodes(codesOf({0, 0, 1, 1, 2, 2, 3, 3, 4, 4}), plainBasis());
    points.setColour(PlaneColour::Attribute, 0);
    ASSERT_TRUE(points.scale());
    EXPECT_EQ(points.scale()->name, QStringLiteral("age"));
    EXPECT_EQ(points.scale()->maximum, 40);
    EXPECT_FALSE(points.showsClasses());
    const auto near = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < 12;
    };
    EXPECT_TRUE(near(points.colourOf(0), tokens().magnitude(0)));
    EXPECT_TRUE(near(points.colourOf(2), tokens().magnitude(0.5)));
    EXPECT_TRUE(near(points.colourOf(4), tokens().magnitude(1)));
    EXPECT_EQ(points.colourOf(1), tokens().unlabelled) << "it has no age";
    EXPECT_EQ(points.groups().back().points, 1);
    points.setColour(PlaneColour::Attribute, 1);
    EXPECT_FALSE(points.scale());
    EXPECT_TRUE(points.showsClasses());
    ASSERT_EQ(points.groups().size(), 3U);
    EXPECT_EQ(points.groups()[1].name, QStringLiteral("fair"));
    EXPECT_EQ(points.groups()[1].points, 2);
    EXPECT_EQ(points.colourOf(3), tokens().classColour(1));
    // A text, or one that is not there, colours nothing; nor does what other images had.
    for (const int none : {2, 9}) {
        points.setColour(PlaneColour::Attribute, none);
        EXPECT_EQ(points.groups().size(), 1U);
    }
    points.setColour(PlaneColour::Attribute, 1);
    points.setImages(std::make_shared<FakeImages>(5), nullptr);
    EXPECT_EQ(points.groups().size(), 1U);
}

TEST(PlanePoints, ALassoRoundAMillionPointsIsQuick) {
    constexpr int64_t kMillion = 1'000'000;
    std::mt19937 random(3);
    std::normal_distribution<float> place(0, 1);
    std::vector<float> mu(2 * kMillion);
    for (float& value : mu) value = place(random);
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(kMillion), nullptr);
    points.setCodes(codesOf(mu), plainBasis());
    // By hand: 600 corners, a wobbling circle of radius 1.5.
    std::vector<QPointF> corners;
    for (int corner = 0; corner < 600; ++corner) {
        const double angle = corner * 2 * M_PI / 600, away = 1.5 + 0.02 * std::sin(corner * 0.7);
        corners.emplace_back(std::cos(angle) * away, std::sin(angle) * away);
    }
    double best = 1e9;
    int64_t inside = 0;
    for (int round = 0; round < 5; ++round) {
        // The processor's time: waiting for a core is not the lasso's.
        const std::clock_t begun = std::clock();
        ImageBits bits(kMillion);
        points.collect(PlaneRegion(corners), bits);
        best = std::min(best, 1e3 * static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC);
        inside = bits.count();
    }
    std::cout << "  a lasso of 600 corners round " << inside << " of a million points: " << best << " ms\n";
    EXPECT_NEAR(static_cast<double>(inside) / kMillion, 1 - std::exp(-1.5 * 1.5 / 2), 0.005);
#ifndef __SANITIZE_ADDRESS__  // every read of the points and of the corners is checked there
    EXPECT_LT(best, 50);
#endif
}

TEST(PlanePoints, WhatIsNotSelectedStepsBack) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(4), nullptr);
    EXPECT_EQ(points.arrays().dim, nullptr);
    ImageBits two(4);
    two.insert(1);
    two.insert(2);
    points.setSelected(&two);
    const PointArrays arrays = points.arrays();
    ASSERT_NE(arrays.dim, nullptr);
    for (int64_t slot = 0; slot < 4; ++slot)
        EXPECT_EQ(arrays.dim[slot] == 0, two.contains(points.cloud().imageOf(slot))) << slot;
    points.setImages(std::make_shared<FakeImages>(9), nullptr);
    EXPECT_EQ(points.arrays().dim, nullptr) << "of other images";
    points.setSelected(nullptr);
}

TEST(PlanePoints, GlidesFromWherePointsAreDrawnToWhereTheyBelong) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(2), nullptr);
    points.setCodes(codesOf({0, 0}), plainBasis());
    EXPECT_FALSE(points.isGliding()) << "the first places have nowhere to come from";
    points.setCodes(codesOf({4, 8, 1, 1}), plainBasis());
    ASSERT_TRUE(points.isGliding());
    EXPECT_EQ(points.drawnAt(0), QPointF(0, 0));
    EXPECT_EQ(points.drawnAt(1), QPointF(1, 1)) << "a new point appears where it belongs";
    points.setGlide(0.5);
    EXPECT_EQ(points.drawnAt(0), QPointF(2, 4));
    points.setCodes(codesOf({0, 0, 1, 1}), plainBasis());
    EXPECT_EQ(points.drawnAt(0), QPointF(2, 4)) << "a new movement begins where the last one was";
    points.endGlide();
    EXPECT_EQ(points.drawnAt(0), QPointF(0, 0));
}

TEST(PlanePoints, PointsWhoseCodesAreLetGoAreGone) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(2), nullptr);
    const auto codes = codesOf({0, 0, 1, 1});
    points.setCodes(codes, plainBasis());
    auto without = std::make_shared<CodesSnapshot>(*codes);
    without->chunks[0] = nullptr;
    EXPECT_TRUE(points.setCodes(without, plainBasis()));
    EXPECT_EQ(points.cloud().placed(), 0);
    EXPECT_EQ(points.shown(), 0);
    EXPECT_EQ(points.nearest({0, 0}, 1), -1);
    EXPECT_FALSE(points.setCodes(without, plainBasis()));
    EXPECT_TRUE(points.setCodes(codes, plainBasis()));
    EXPECT_EQ(points.cloud().placed(), 2);
}

TEST(PlanePoints, AMapTakesThePlaceOfThePlaneAndGivesItBack) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(4), nullptr);
    const auto codes = codesOf({0, 0, 1, 1, 2, 2, 3, 3});
    points.setCodes(codes, plainBasis());
    const auto map = mapOf({0, 2, 3}, {10, 20, 30, 40, 50, 60});
    EXPECT_TRUE(points.setMap(map));
    EXPECT_EQ(points.basis(), nullptr);
    EXPECT_EQ(points.map(), map);
    EXPECT_TRUE(points.isGliding());
    EXPECT_EQ(points.drawnAt(2), QPointF(2, 2)) << "from where it was";
    points.endGlide();
    EXPECT_EQ(points.cloud().placed(), 3);
    EXPECT_FALSE(points.cloud().isPlaced(1)) << "the map knows nothing of it";
    EXPECT_EQ(points.cloud().positionOf(2), QPointF(30, 40));
    EXPECT_EQ(points.nearest({50, 61}, 2), 3);
    EXPECT_FALSE(points.setMap(map)) << "nothing is new";
    EXPECT_TRUE(points.setCodes(codes, plainBasis()));
    points.endGlide();
    EXPECT_EQ(points.map(), nullptr);
    EXPECT_EQ(points.cloud().positionOf(1), QPointF(1, 1));
    EXPECT_EQ(points.cloud().positionOf(3), QPointF(3, 3));
}

TEST(PlanePoints, WhatHasACodeNoMoreLeavesWithTheMap) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(3), nullptr);
    points.setMap(mapOf({0, 1, 2}, {1, 1, 2, 2, 3, 3}));
    auto without = std::make_shared<CodesSnapshot>(*codesOf({0, 0, 1, 1, 2, 2}));
    without->chunks[0] = nullptr;
    EXPECT_TRUE(points.setCodes(without, plainBasis()));
    EXPECT_EQ(points.cloud().placed(), 0);
}

TEST(PlanePoints, APlaceOnAMapBorrowsFromTheImagesNearIt) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(8), nullptr);
    EXPECT_TRUE(points.near({0, 0}).empty());
    points.setMap(mapOf({0, 1, 2, 3, 4, 5, 6, 7}, {1, 0, 0, 2, -3, 0, 0, -4, 5, 0, 0, 8, 100, 0, 101, 0}));
    const std::vector<NearImage> near = points.near({0, 0});
    ASSERT_EQ(near.size(), 5U);
    // ((8 - d) / (8 d))^2 of d = 1..5, over their sum.
    const double expected[] = {0.765625, 0.140625, 0.043402778, 0.015625, 0.005625};
    double sum = 0;
    for (const double weight : expected) sum += weight;
    for (size_t i = 0; i < near.size(); ++i) {
        EXPECT_EQ(near[i].image, static_cast<int64_t>(i));
        EXPECT_NEAR(near[i].weight, expected[i] / sum, 1e-9);
    }
    const std::vector<NearImage> at = points.near({1, 0});
    EXPECT_EQ(at.front().image, 0);
    EXPECT_NEAR(at.front().weight, 1, 1e-6) << "at a point it is that image";
    points.setGroupVisible(0, false);
    for (const NearImage& each : points.near({0, 0})) EXPECT_GE(each.image, 4) << "what is hidden lends nothing";
}

TEST(PlanePoints, ImagesAllAtOnePlaceLendAlike) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(4, 4), nullptr);
    points.setMap(mapOf({0, 1, 2, 3}, {2, 2, 2, 2, 2, 2, 2, 2}));
    const std::vector<NearImage> near = points.near({0, 0});
    ASSERT_EQ(near.size(), 4U);
    for (const NearImage& each : near) EXPECT_NEAR(each.weight, 0.25, 1e-9);
    EXPECT_EQ(points.near({2, 2}).size(), 4U);
}

TEST(PlanePoints, MoreThanAHundredThousandJump) {
    PlanePoints points;
    const int64_t count = PlanePoints::kMostThatGlide + 1;
    points.setImages(std::make_shared<FakeImages>(count), nullptr);
    points.setCodes(codesOf(std::vector<float>(static_cast<size_t>(2 * count), 0.0F)), plainBasis());
    points.setCodes(codesOf(std::vector<float>(static_cast<size_t>(2 * count), 1.0F)), plainBasis());
    EXPECT_FALSE(points.isGliding());
    EXPECT_EQ(points.drawnAt(count - 1), QPointF(1, 1));
}

TEST(PlanePoints, GroupsByLabelHeldOutOrNothing) {
    PlanePoints points;
    auto split = std::make_shared<Split>();
    split->heldOut = {3};
    points.setImages(std::make_shared<FakeImages>(4, 2), split);
    points.setCodes(codesOf({0, 0, 1, 1, 2, 2, 3, 3}), plainBasis());
    ASSERT_EQ(points.groups().size(), 3U);
    EXPECT_EQ(points.groups()[1].name, QStringLiteral("class 1"));
    EXPECT_EQ(points.groups()[1].points, 2);
    EXPECT_EQ(points.groupOf(3), 1);
    points.setColour(PlaneColour::HeldOut);
    EXPECT_EQ(points.groups()[0].points, 3);
    EXPECT_EQ(points.groups()[1].points, 1);
    EXPECT_TRUE(points.isHeldOut(3));
    auto withTest = std::make_shared<Split>(*split);
    withTest->test = {2};
    points.setImages(points.images(), withTest);
    EXPECT_EQ(points.groups()[0].points, 2);
    EXPECT_EQ(points.groups()[2].name, QStringLiteral("test"));
    EXPECT_EQ(points.groups()[2].points, 1);
    points.setColour(PlaneColour::None);
    EXPECT_EQ(points.groups().size(), 1U);
    EXPECT_EQ(points.shown(), 4);
}

TEST(PlanePoints, IsolatingTwiceShowsAllAgain) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(6, 3), nullptr);
    points.setCodes(codesOf({0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}), plainBasis());
    // A double click: its first click hides the group, then it is isolated.
    points.setGroupVisible(1, false);
    points.isolateGroup(1);
    EXPECT_EQ(points.shown(), 2);
    EXPECT_TRUE(points.groups()[1].visible);
    EXPECT_EQ(points.nearest({0, 0}, 0.5), -1) << "hidden points are not found";
    EXPECT_EQ(points.nearest({2, 2}, 0.5), 2);
    points.setGroupVisible(1, false);
    points.isolateGroup(1);
    EXPECT_EQ(points.shown(), 6);
}

TEST(PlanePoints, TheEleventhClassIsARing) {
    PlanePoints points;
    points.setImages(std::make_shared<FakeImages>(24, 12), nullptr);
    const auto styles = points.styles();
    ASSERT_EQ(styles.size(), 13U);
    EXPECT_FALSE(styles[9].ring);
    EXPECT_TRUE(styles[10].ring);
    EXPECT_EQ(styles[10].colour, styles[0].colour);
    EXPECT_FALSE(styles[12].ring) << "unlabelled are grey discs";
}

}  // namespace
}  // namespace zscape
