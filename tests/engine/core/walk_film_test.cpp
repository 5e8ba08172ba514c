#include "engine/core/walk_film.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

#include <vector>

namespace zscape {
namespace {

std::vector<int> stopsOf(const WalkTiming& timing) {
    std::vector<int> stops;
    for (int frame = 0; frame < walkFrames(timing); ++frame) stops.push_back(walkFrameStop(timing, frame));
    return stops;
}

TEST(WalkFilm, HoldsItsEndsAndGoesThereAndBack) {
    const double frame = 1.0 / kWalkRate;
    const WalkTiming once{3 * frame, 2 * frame, WalkPlay::Once, WalkPace::Even};
    EXPECT_EQ(walkStops(once), 4);
    EXPECT_EQ(stopsOf(once), (std::vector<int>{0, 0, 0, 1, 2, 3, 3, 3})) << "each end is held for two frames more";
    WalkTiming back = once;
    back.play = WalkPlay::ToAndFro;
    EXPECT_EQ(stopsOf(back), (std::vector<int>{0, 0, 0, 1, 2, 3, 3, 3, 2, 1})) << "the next round begins with A";
    WalkTiming loop = once;
    loop.play = WalkPlay::Loop;
    EXPECT_EQ(stopsOf(loop), stopsOf(once));
    EXPECT_DOUBLE_EQ(walkSeconds(back), 10 * frame);
}

TEST(WalkFilm, IsWhatIsPlayed) {
    for (const WalkPlay play : {WalkPlay::Once, WalkPlay::Loop, WalkPlay::ToAndFro})
        for (const WalkPace pace : {WalkPace::Even, WalkPace::Eased})
            for (const double hold : {0.0, 0.5}) {
                const WalkTiming timing{1.5, hold, play, pace};
                for (int frame = 0; frame < walkFrames(timing); ++frame)
                    EXPECT_NEAR(walkPlace(timing, static_cast<double>(frame) / kWalkRate),
                                walkStopPlace(timing, walkFrameStop(timing, frame)), 1e-9)
                        << frame;
            }
}

TEST(WalkFilm, ARoundFollowsOnARoundButForOnce) {
    const WalkTiming timing{1, 0.2, WalkPlay::Loop, WalkPace::Even};
    EXPECT_NEAR(walkPlace(timing, walkSeconds(timing) + 0.5), walkPlace(timing, 0.5), 1e-9);
    const WalkTiming once{1, 0.2, WalkPlay::Once, WalkPace::Even};
    EXPECT_DOUBLE_EQ(walkPlace(once, 100), 1);
    EXPECT_DOUBLE_EQ(walkPlace(once, -1), 0);
}

TEST(WalkFilm, EasedIsSlowAtBothEnds) {
    const WalkTiming eased{2, 0, WalkPlay::Once, WalkPace::Eased};
    EXPECT_NEAR(walkPlace(eased, 1), 0.5, 1e-9);
    EXPECT_LT(walkPlace(eased, 0.2), 0.05);
    EXPECT_GT(walkPlace(eased, 1.8), 0.95);
    for (const double place : {0.0, 0.3, 0.9, 1.0})
        EXPECT_NEAR(walkPlace(eased, walkSecondsAt(eased, place)), place, 1e-9);
}

TEST(WalkFilm, HasSixHundredFramesAtMost) {
    FilmSettings film;
    film.timing = {10, 0, WalkPlay::ToAndFro, WalkPace::Even};
    EXPECT_EQ(walkFrames(film.timing), kMostWalkFrames);
    EXPECT_NO_THROW(requireFilm(film));
    film.timing.seconds = 10.1;
    EXPECT_THROW(requireFilm(film), Error);
    film.timing.seconds = 1e300;
    EXPECT_THROW(requireFilm(film), Error);
    film.timing.seconds = -1;
    EXPECT_THROW(requireFilm(film), Error);
    film.timing.seconds = 1;
    film.scale = kMostFilmScale + 1;
    EXPECT_THROW(requireFilm(film), Error);
}

TEST(WalkFilm, SmallPicturesAreEnlargedUntilTheyAreSeen) {
    EXPECT_EQ(filmScaleFor(28), 8);
    EXPECT_EQ(filmScaleFor(64), 4);
    EXPECT_EQ(filmScaleFor(256), 1);
    EXPECT_EQ(filmScaleFor(1000), 1);
    EXPECT_EQ(filmScaleFor(0), 1);
}

}  // namespace
}  // namespace zscape
