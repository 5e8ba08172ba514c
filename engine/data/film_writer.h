#pragma once

#include "engine/core/error.h"
#include "engine/data/film_frames.h"

#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace zscape {

/// writeMp4() with a choice of libavcodec's encoders, best first: the first that is there and opens is taken. yuv420p,
/// BT.709, the index before the frames (so that a browser plays it while it comes), sides made even by repeating the
/// last row or column.
/// \param frames at least one
/// \return why not everything will play it, when the encoder taken is none of H.264
/// \throws Error "write.*", Cancelled; nothing is left then, and an old file stays
std::optional<ErrorInfo> writeFilm(const std::filesystem::path& file, const FilmFrames& frames, int framesPerSecond,
                                   std::span<const char* const> encoders, std::stop_token stop);

}  // namespace zscape
