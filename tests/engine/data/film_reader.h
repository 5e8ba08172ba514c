#pragma once

#include "engine/core/picture.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zscape {

/// What an MP4 file says of itself, read from its boxes by ourselves (ISO/IEC 14496-12).
struct FilmBoxes {
    std::vector<std::string> order;  ///< of the file's outermost boxes: "ftyp", "moov", "mdat"
    std::string brand;               ///< major brand of ftyp
    std::string codec;               ///< first entry of stsd: "avc1"
    int width = 0, height = 0;       ///< of that entry
    int chromaFormat = -1;           ///< of an avcC with a High profile: 1 is 4:2:0
    uint32_t frames = 0;             ///< of stts, added up
    double seconds = 0;              ///< of stts
    bool isHealthy = false;          ///< every box lies in its parent, and the file ends with the last one
};

FilmBoxes readFilmBoxes(const std::filesystem::path& file);

/// Every frame as a player shows it: RGB by the file's own colour tags.
std::vector<Picture> playFilm(const std::filesystem::path& file);

}  // namespace zscape
