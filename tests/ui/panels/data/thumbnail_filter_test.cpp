#include "ui/panels/data/thumbnail_filter.h"

#include "tests/ui/panels/fake_images.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

void finish(ThumbnailFilter& filter) {
    while (filter.work(1000)) {}
}

TEST(ThumbnailFilter, EverythingNeedsNoWork) {
    ThumbnailFilter filter;
    filter.start(std::make_shared<FakeImages>(1000), {});
    EXPECT_FALSE(filter.working());
    EXPECT_EQ(filter.count(), 1000);
    EXPECT_EQ(filter.imageAt(77), 77);
    EXPECT_EQ(filter.positionOf(77), 77);
    EXPECT_EQ(filter.positionOf(1000), -1);
    EXPECT_EQ(filter.positionOf(-1), -1);
}

TEST(ThumbnailFilter, ByLabel) {
    ThumbnailFilter filter;
    filter.start(std::make_shared<FakeImages>(1000), {3, {}});
    finish(filter);
    EXPECT_EQ(filter.count(), 100);
    EXPECT_EQ(filter.imageAt(2), 23);
    EXPECT_EQ(filter.positionOf(23), 2);
    EXPECT_EQ(filter.positionOf(24), -1);
}

TEST(ThumbnailFilter, ByNameInEitherCaseAndByBoth) {
    ThumbnailFilter filter;
    filter.start(std::make_shared<FakeImages>(1000), {ThumbnailQuery::kAllLabels, QStringLiteral("iMAGE 99")});
    finish(filter);
    EXPECT_EQ(filter.count(), 11);  // 99, 990 to 999
    filter.start(std::make_shared<FakeImages>(1000), {9, QStringLiteral("image 99")});
    finish(filter);
    EXPECT_EQ(filter.count(), 2);
    EXPECT_EQ(filter.imageAt(1), 999);
}

TEST(ThumbnailFilter, ImagesWithoutALabelCanBeAskedFor) {
    auto images = std::make_shared<FakeImages>(50);
    images->labels_.clear();
    ThumbnailFilter filter;
    filter.start(images, {ThumbnailQuery::kUnlabelled, {}});
    finish(filter);
    EXPECT_EQ(filter.count(), 50);
}

TEST(ThumbnailFilter, WorksInSlices) {
    ThumbnailFilter filter;
    filter.start(std::make_shared<FakeImages>(400'000, 1), {ThumbnailQuery::kAllLabels, QStringLiteral("7.png")});
    int slices = 0;
    while (filter.work(0)) ++slices;
    EXPECT_GT(slices, 100);
    EXPECT_EQ(filter.count(), 40'000);
}

}  // namespace
}  // namespace zscape
