#include "engine/session/preview_builder.h"

#include <gtest/gtest.h>
#include <chrono>
#include <vector>

namespace zscape {
namespace {

TEST(PreviewBuilder, ShownPreviewsShareTheirPictures) {
    std::vector<std::shared_ptr<const LoadPreview>> shown;
    PreviewBuilder builder([&](std::shared_ptr<const LoadPreview> preview) { shown.push_back(std::move(preview)); });
    const std::vector<uint8_t> grey(16 * 16, 7);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (int64_t index = 3; index < 3000; ++index) builder.add(index, grey, 16, 1);
    while (shown.size() < 3 && std::chrono::steady_clock::now() < until)
        builder.progress({"Reading images", 3000, 3000, -1});
    ASSERT_EQ(shown.size(), 3u);
    EXPECT_EQ(shown[0]->pictures[0], nullptr) << "not yet decoded";
    ASSERT_NE(shown[0]->pictures[3], nullptr);
    EXPECT_EQ(shown[0]->pictures[3]->pixels, grey);
    EXPECT_EQ(shown[2]->pictures[3], shown[0]->pictures[3]) << "the same picture, not a copy of it";
    EXPECT_EQ(shown[2]->pictures.size(), 2000u);
}

TEST(PreviewBuilder, LargePicturesAreBoundedInBytes) {
    std::shared_ptr<const LoadPreview> last;
    PreviewBuilder builder([&](std::shared_ptr<const LoadPreview> preview) { last = std::move(preview); });
    const std::vector<uint8_t> colour(256 * 256 * 3, 9);
    for (int64_t index = 0; index < 2000; ++index) builder.add(index, colour, 256, 3);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (last = nullptr; !last && std::chrono::steady_clock::now() < until;)
        builder.progress({"Reading images", 2000, 3000, -1});
    ASSERT_TRUE(last);
    EXPECT_EQ(last->pictures.size(), size_t{PreviewBuilder::kMostBytes} / colour.size());
    EXPECT_EQ(last->pictures.back()->pixels, colour);
    EXPECT_EQ(last->total, 3000);
}

}  // namespace
}  // namespace zscape
