#pragma once

#include "engine/core/picture.h"

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace zscape {

/// The pictures of a film in their order, each made when it is its turn: enlarged all at once they may be gigabytes.
class FilmFrames {
public:
    FilmFrames(std::vector<Picture> pictures)
        : count_(pictures.size()),
          make_([kept = std::move(pictures)](size_t i) { return kept[i]; }) {}
    /// \param make of 0 to count - 1, asked once for each, in order
    FilmFrames(size_t count, std::function<Picture(size_t)> make) : count_(count), make_(std::move(make)) {}

    size_t count() const { return count_; }
    Picture at(size_t frame) const { return make_(frame); }

private:
    size_t count_;
    std::function<Picture(size_t)> make_;
};

/// How a film is played.
struct FilmPlaying {
    int framesPerSecond = 30;
    bool endless = true;  ///< GIF only: over and over. An MP4 says nothing of it: its player does.
};

}  // namespace zscape
