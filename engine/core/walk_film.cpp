#include "engine/core/walk_film.h"

#include "engine/core/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace zscape {

namespace {

constexpr int kEasilySeen = 256;               // pixels a side; phones' decoders refuse films of fewer
constexpr double kLongestCounted = 1'000'000;  // seconds: beyond any film, and its frames can still be counted

int framesOf(double seconds) {
    return static_cast<int>(std::lround(std::clamp(seconds, 0.0, kLongestCounted) * kWalkRate));
}
int framesOfWay(const WalkTiming& timing) { return std::max(1, framesOf(timing.seconds)); }
int framesOfHold(const WalkTiming& timing) { return framesOf(timing.hold); }

double paced(WalkPace pace, double share) {
    return pace == WalkPace::Eased ? (1 - std::cos(std::numbers::pi * share)) / 2 : share;
}

/// The share of the way, in time, at `frame` of a round.
double shareAt(const WalkTiming& timing, double frame) {
    const double way = framesOfWay(timing), hold = framesOfHold(timing);
    const double there = frame - hold;
    if (there <= way) return std::max(0.0, there / way);
    if (timing.play != WalkPlay::ToAndFro || there <= way + hold) return 1;
    return std::max(0.0, 1 - (there - way - hold) / way);
}

}  // namespace

int walkStops(const WalkTiming& timing) { return framesOfWay(timing) + 1; }

double walkStopPlace(const WalkTiming& timing, int stop) {
    return paced(timing.pace, static_cast<double>(stop) / framesOfWay(timing));
}

int walkFrames(const WalkTiming& timing) {
    const int way = framesOfWay(timing), hold = framesOfHold(timing);
    // To and fro each end is seen once a round.
    return timing.play == WalkPlay::ToAndFro ? 2 * (way + hold) : way + 1 + 2 * hold;
}

int walkFrameStop(const WalkTiming& timing, int frame) {
    return static_cast<int>(std::lround(shareAt(timing, frame) * framesOfWay(timing)));
}

double walkPlace(const WalkTiming& timing, double seconds) {
    double frame = std::max(0.0, seconds * kWalkRate);
    const int round = walkFrames(timing);
    frame = timing.play == WalkPlay::Once ? std::min<double>(frame, round - 1) : std::fmod(frame, round);
    return paced(timing.pace, shareAt(timing, frame));
}

double walkSecondsAt(const WalkTiming& timing, double place) {
    const double inside = std::clamp(place, 0.0, 1.0);
    const double share = timing.pace == WalkPace::Eased ? std::acos(1 - 2 * inside) / std::numbers::pi : inside;
    return (framesOfHold(timing) + share * framesOfWay(timing)) / kWalkRate;
}

double walkSeconds(const WalkTiming& timing) { return static_cast<double>(walkFrames(timing)) / kWalkRate; }

int filmScaleFor(int side) { return side > 0 ? std::clamp((kEasilySeen + side - 1) / side, 1, kMostFilmScale) : 1; }

void requireFilm(const FilmSettings& settings) {
    const WalkTiming& timing = settings.timing;
    if (!(timing.seconds > 0) || !(timing.hold >= 0) || settings.scale < 1 || settings.scale > kMostFilmScale)
        throw Error("film.settings",
                    "A film lasts more than 0 seconds, holds its ends for 0 or more, and is 1 to %1 times as large as "
                    "its pictures.",
                    {std::to_string(kMostFilmScale)});
    if (const int frames = walkFrames(timing); frames > kMostWalkFrames)
        throw Error("film.frames", "This film has %1 frames, at %2 a second; %3 are the most. Make it shorter.",
                    {std::to_string(frames), std::to_string(kWalkRate), std::to_string(kMostWalkFrames)});
}

}  // namespace zscape
