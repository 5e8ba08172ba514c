#pragma once

namespace zscape {

/// What is played of a walk from A to B.
enum class WalkPlay {
    Once,      ///< from A to B, and that is the end
    Loop,      ///< from A to B, over and over
    ToAndFro,  ///< from A to B and back, over and over
};

/// How fast a walk goes between its ends.
enum class WalkPace {
    Even,   ///< equal steps of the code
    Eased,  ///< slow at both ends: (1 - cos pi t) / 2
};

inline constexpr int kWalkRate = 30;         ///< pictures a second, played and in files
inline constexpr int kMostWalkFrames = 600;  ///< of a film

/// A walk in time: what the window plays, and what a film of it is.
struct WalkTiming {
    double seconds = 3;  ///< from A to B, without the holds
    double hold = 0.5;   ///< seconds for which A and B are held beyond their own frame
    WalkPlay play = WalkPlay::ToAndFro;
    WalkPace pace = WalkPace::Even;

    bool operator==(const WalkTiming&) const = default;
};

/// A film of a walk.
struct FilmSettings {
    WalkTiming timing;
    int scale = 1;        ///< 1 to kMostFilmScale: file pixels for each of the picture's
    bool smooth = false;  ///< interpolated between pixels; else each becomes a square

    bool operator==(const FilmSettings&) const = default;
};
inline constexpr int kMostFilmScale = 8;

/// How many codes lie between A and B, both included: a picture of each is a stop of the film. At least 2.
int walkStops(const WalkTiming& timing);
/// Where stop `stop` (0 to walkStops() - 1) lies on the way: 0 at A, 1 at B.
double walkStopPlace(const WalkTiming& timing, int stop);
/// Frames of one round: a way, or a way and back, with the holds.
int walkFrames(const WalkTiming& timing);
/// Which stop frame `frame` (0 to walkFrames() - 1) shows.
int walkFrameStop(const WalkTiming& timing, int frame);

/// The place on the way, 0 to 1, `seconds` after the first frame; a round follows on a round, but for Once, which ends
/// at B. At a multiple of 1 / kWalkRate it is that of the film's frame.
double walkPlace(const WalkTiming& timing, double seconds);
/// When `place` is reached the first time, in seconds; behind the hold at A.
double walkSecondsAt(const WalkTiming& timing, double place);
/// Seconds of one round.
double walkSeconds(const WalkTiming& timing);

/// The least scale at which a picture `side` pixels wide is easily seen (256), as far as it goes.
int filmScaleFor(int side);

/// \throws Error "film.frames" when it has more than kMostWalkFrames, "film.settings" for lengths below 0 or a scale
/// beyond kMostFilmScale
void requireFilm(const FilmSettings& settings);

}  // namespace zscape
