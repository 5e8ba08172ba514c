#pragma once

#include "engine/core/error.h"
#include "engine/core/picture.h"
#include "engine/core/progress.h"
#include "engine/core/walk_film.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace zscape {

/// The film of a walk, for the window and the command line: an endless GIF (of WalkPlay::Once one that ends) or an MP4,
/// by the ending of `file`.
/// \param stops a picture for each of the walkStops() codes, of equal size
/// \return what is to be warned of
/// \throws Error "film.*", "write.*"; Cancelled. Nothing is left then, and an old file stays
std::optional<ErrorInfo> writeWalk(const std::filesystem::path& file, const FilmSettings& settings,
                                   const std::vector<Picture>& stops, const ProgressSink& sink, std::stop_token stop);

/// Whether writeWalk() knows the ending of `file`: .gif or .mp4, in any case.
bool isFilmFile(const std::filesystem::path& file);

}  // namespace zscape
