#include "ui/shell/picture_memory.h"

#include "ui/bridge/kept_settings.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/shell/stored_value.h"

namespace zscape {

namespace {

constexpr QLatin1String kSeconds("film/seconds");
constexpr QLatin1String kHold("film/hold");
constexpr QLatin1String kPlay("film/play");
constexpr QLatin1String kPace("film/pace");
constexpr QLatin1String kSmooth("film/smooth");
constexpr QLatin1String kFilmScale("film/scale");  // 0: by the size of the pictures
constexpr QLatin1String kDecoderScale("decoder/scale");

template <typename Choice>
Choice storedChoice(const QString& key, Choice last, Choice otherwise) {
    return static_cast<Choice>(storedValue(key, 0, static_cast<int>(last), static_cast<int>(otherwise)));
}

void restoreFilm(InterpolationPanel* panel) {
    constexpr double kLongest = static_cast<double>(kMostWalkFrames) / kWalkRate;
    FilmSettings film = panel->film();
    WalkTiming& timing = film.timing;
    timing.seconds = storedValue(kSeconds, 1.0 / kWalkRate, kLongest, timing.seconds);
    timing.hold = storedValue(kHold, 0.0, kLongest, timing.hold);
    timing.play = storedChoice(kPlay, WalkPlay::ToAndFro, timing.play);
    timing.pace = storedChoice(kPace, WalkPace::Eased, timing.pace);
    film.smooth = KeptSettings().value(kSmooth, film.smooth).toBool();
    const int scale = storedValue(kFilmScale, 1, kMostFilmScale, 0);
    if (scale > 0) film.scale = scale;
    panel->setFilm(film, scale > 0);
}

void storeFilm(const InterpolationPanel& panel) {
    const FilmSettings& film = panel.film();
    KeptSettings settings;
    settings.setValue(kSeconds, film.timing.seconds);
    settings.setValue(kHold, film.timing.hold);
    settings.setValue(kPlay, static_cast<int>(film.timing.play));
    settings.setValue(kPace, static_cast<int>(film.timing.pace));
    settings.setValue(kSmooth, film.smooth);
    settings.setValue(kFilmScale, panel.hasOwnScale() ? film.scale : 0);
}

}  // namespace

void rememberPictures(InterpolationPanel* interpolation, DecoderPanel* decoder) {
    restoreFilm(interpolation);
    QObject::connect(interpolation, &InterpolationPanel::filmChosen, interpolation,
                     [interpolation] { storeFilm(*interpolation); });
    decoder->setSavedScale(storedValue(kDecoderScale, 1, DecoderPanel::kMostScale, decoder->savedScale()));
    QObject::connect(decoder, &DecoderPanel::savedScaleChosen, decoder,
                     [](int scale) { KeptSettings().setValue(kDecoderScale, scale); });
}

}  // namespace zscape
