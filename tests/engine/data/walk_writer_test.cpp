#include "engine/data/walk_writer.h"

#include "engine/core/error.h"
#include "tests/engine/data/film_reader.h"
#include "tests/engine/data/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace zscape {
namespace {

std::vector<Picture> levels(int count) {
    std::vector<Picture> pictures;
    for (int i = 0; i < count; ++i)
        pictures.push_back({16, 16, 1, std::vector<uint8_t>(256, static_cast<uint8_t>(i * 255 / (count - 1)))});
    return pictures;
}

FilmSettings quick() { return {{0.2, 0.1, WalkPlay::Once, WalkPace::Even}, 2, true}; }

TEST(WalkWriter, WritesEachFrameOfTheWalkInBothFormats) {
    const TemporaryFolder folder;
    const FilmSettings film = quick();
    ASSERT_EQ(walkStops(film.timing), 7);
    std::vector<int64_t> told;
    const auto sink = [&](const Progress& progress) {
        EXPECT_EQ(progress.total, walkFrames(film.timing));
        told.push_back(progress.done);
    };
    EXPECT_FALSE(writeWalk(folder / "walk.MP4", film, levels(7), sink, {}).has_value());
    EXPECT_FALSE(told.empty());
    const FilmBoxes boxes = readFilmBoxes(folder / "walk.MP4");
    EXPECT_EQ(boxes.frames, static_cast<uint32_t>(walkFrames(film.timing)));
    EXPECT_EQ(boxes.width, 32);
    EXPECT_NEAR(boxes.seconds, walkSeconds(film.timing), 1e-6);
    const std::vector<Picture> played = playFilm(folder / "walk.MP4");
    ASSERT_EQ(static_cast<int>(played.size()), walkFrames(film.timing));
    EXPECT_LT(played[3].pixels[0], 8) << "A is held";
    EXPECT_NEAR(played[6].pixels[0], 127, 12);
    EXPECT_GT(played.back().pixels[0], 247);
    writeWalk(folder / "walk.gif", film, levels(7), {}, {});
    EXPECT_GT(std::filesystem::file_size(folder / "walk.gif"), 50U);
}

TEST(WalkWriter, LeavesNothingWhereItIsStoppedOrRefused) {
    const TemporaryFolder folder;
    std::stop_source stopped;
    stopped.request_stop();
    for (const char* name : {"walk.gif", "walk.mp4"})
        EXPECT_THROW(writeWalk(folder / name, quick(), levels(7), {}, stopped.get_token()), Cancelled);
    EXPECT_THROW(writeWalk(folder / "walk.png", quick(), levels(7), {}, {}), Error);
    EXPECT_THROW(writeWalk(folder / "walk.gif", quick(), levels(6), {}, {}), Error);
    FilmSettings endless = quick();
    endless.timing.seconds = 1000;
    EXPECT_THROW(writeWalk(folder / "walk.gif", endless, levels(7), {}, {}), Error);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace zscape
