#include "engine/session/threads/preview_builder.h"

#include <gtest/gtest.h>
#include <chrono>
#include <mutex>
#include <thread>
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

TEST(PreviewBuilder, ManyThreadsDecodeAtOnce) {
    std::mutex mutex;
    std::shared_ptr<const LoadPreview> last;  // guarded by mutex
    PreviewBuilder builder([&](std::shared_ptr<const LoadPreview> preview) {
        const std::lock_guard lock(mutex);
        last = std::move(preview);
    });
    {
        std::vector<std::jthread> decoders;
        for (int decoder = 0; decoder < 4; ++decoder)
            decoders.emplace_back([&builder, decoder] {
                for (int64_t index = decoder; index < 1200; index += 4) {
                    builder.add(index, std::vector<uint8_t>(4, static_cast<uint8_t>(index)), 2, 1);
                    builder.progress({"Reading images", index, 1200, -1});
                }
            });
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (last = nullptr; !last && std::chrono::steady_clock::now() < until;)
        builder.progress({"Reading images", 1200, 1200, -1});
    ASSERT_TRUE(last);
    ASSERT_EQ(last->pictures.size(), 1200u);
    for (size_t index = 0; index < 1200; ++index)
        ASSERT_EQ(last->pictures[index]->pixels, std::vector<uint8_t>(4, static_cast<uint8_t>(index)));
}

}  // namespace
}  // namespace zscape
