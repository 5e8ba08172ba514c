#pragma once

#include "engine/core/picture.h"
#include "engine/core/progress.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace zscape {

/// Each writer writes to a temporary name beside the target, syncs, and renames: a failed write leaves the old file.
/// \throws Error "write.*" naming the file and the reason (disk full, no permission, size that the format cannot hold)

void writePng(const std::filesystem::path& file, const Picture& picture);

/// Pictures of equal size laid out in rows of `columns`, `gap` background pixels between them.
Picture tile(const std::vector<Picture>& pictures, int columns, int gap = 2, uint8_t background = 0);

/// Enlarged by a whole factor without smoothing, so that small latents' pictures are visible in a file.
Picture enlarge(const Picture& picture, int factor);

/// An endless loop; `delay` in hundredths of a second for each frame (giflib). Colour is reduced to 256 for each frame.
void writeGif(const std::filesystem::path& file, const std::vector<Picture>& frames, int delay, std::stop_token stop = {});

/// MPEG-4 by OpenCV's writer; odd sizes are padded by one pixel.
void writeMp4(const std::filesystem::path& file, const std::vector<Picture>& frames, double framesPerSecond, std::stop_token stop = {});

}  // namespace zscape
