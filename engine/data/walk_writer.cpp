#include "engine/data/walk_writer.h"

#include "engine/core/paths.h"
#include "engine/core/work_counter.h"
#include "engine/data/folder_names.h"
#include "engine/data/picture_writers.h"

namespace zscape {

namespace {

std::string filmEnding(const std::filesystem::path& file) { return lowered(file.extension().string()); }

}  // namespace

bool isFilmFile(const std::filesystem::path& file) {
    const std::string ending = filmEnding(file);
    return ending == ".gif" || ending == ".mp4";
}

std::optional<ErrorInfo> writeWalk(const std::filesystem::path& file, const FilmSettings& settings,
                                   const std::vector<Picture>& stops, const ProgressSink& sink, std::stop_token stop) {
    requireFilm(settings);
    if (!isFilmFile(file))
        throw Error("write.ending", "%1 was not written: a film's name ends in .gif or .mp4.", {displayName(file)});
    if (static_cast<int>(stops.size()) != walkStops(settings.timing))
        throw Error("write.empty", "%1 was not written: there is no picture to write.", {displayName(file)});
    WorkCounter written("Writing the film", walkFrames(settings.timing), sink);
    const FilmFrames frames(static_cast<size_t>(walkFrames(settings.timing)), [&](size_t frame) {
        written.tell(static_cast<int64_t>(frame));
        const auto at = static_cast<size_t>(walkFrameStop(settings.timing, static_cast<int>(frame)));
        return enlarge(stops[at], settings.scale, settings.smooth ? Enlarging::Smooth : Enlarging::Exact);
    });
    const FilmPlaying playing{kWalkRate, settings.timing.play != WalkPlay::Once};
    if (filmEnding(file) == ".mp4") return writeMp4(file, frames, playing, std::move(stop));
    writeGif(file, frames, playing, std::move(stop));
    return std::nullopt;
}

}  // namespace zscape
