#pragma once

#include "engine/core/error.h"
#include "engine/core/picture.h"
#include "engine/data/film_frames.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace zscape {

/// Pictures of other than 1 or 3 channels are written as they are shown: composite() of engine/core/composite.h.
/// Each writer writes to a temporary name beside the target, syncs, and renames: a failed write leaves the old file.
/// \throws Error "write.*" naming the file and the reason (disk full, no permission, size that the format cannot hold)

void writePng(const std::filesystem::path& file, const Picture& picture);

/// Pictures of equal size laid out in rows of `columns`, `gap` background pixels between them.
Picture tile(const std::vector<Picture>& pictures, int columns, int gap = 2, uint8_t background = 0);

/// As many columns as rows, as far as they fill them; a single picture stays as it is.
Picture sheet(const std::vector<Picture>& pictures);

/// Each of `outputs` below its input, in pairs of rows that together are about square. Both of one length, not 0.
Picture pairSheet(const std::vector<Picture>& inputs, const std::vector<Picture>& outputs);

enum class Enlarging {
    Exact,   ///< each pixel becomes a square
    Smooth,  ///< interpolated between pixels; of other than 1 or 3 channels the composite() is
};
/// Enlarged by a whole factor, so that small latents' pictures are visible in a file.
Picture enlarge(const Picture& picture, int factor, Enlarging how = Enlarging::Exact);

/// Each enlarged by the least whole factor that makes it `leastSide` wide.
std::vector<Picture> enlarged(const std::vector<Picture>& pictures, int leastSide);

/// giflib. Colour is reduced to 256 for each frame. Its unit of time is a hundredth of a second: frames take turns so
/// that the pace holds over a film. A frame that stays is written once.
void writeGif(const std::filesystem::path& file, const FilmFrames& frames, FilmPlaying playing = {},
              std::stop_token stop = {});

/// H.264, as browsers and phones play it; odd sizes are padded by one pixel. Where FFmpeg has no encoder for that,
/// MPEG-4 Part 2.
/// \return a warning in that case
std::optional<ErrorInfo> writeMp4(const std::filesystem::path& file, const FilmFrames& frames, FilmPlaying playing = {},
                                  std::stop_token stop = {});
/// \throws Error "write.empty", "write.size" where `first` is no frame of an MP4, "write.frames" where `frame` is not of
/// its size
void requireFilmFrame(const std::filesystem::path& file, const Picture& first, const Picture& frame);

}  // namespace zscape
