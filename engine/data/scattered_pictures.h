#pragma once

#include <cstdint>
#include <vector>

namespace zscape {

/// How the pictures of an array lie in memory: each in one piece, or in several where a dimension of theirs (rows,
/// columns, channels) comes before one that counts pictures, as in H,W,N. Everything is counted in numbers of the
/// array.
class ScatteredPictures {
public:
    /// A dimension of the array.
    struct Extent {
        int64_t extent = 1;
        bool ofPicture = false;  ///< rows, columns, channels; else it counts pictures
        bool operator==(const Extent&) const = default;
    };

    ScatteredPictures() = default;
    /// \param extents in the order of memory: numbers of the last lie one after another
    explicit ScatteredPictures(const std::vector<Extent>& extents);

    /// Of each picture.
    int64_t pieces() const { return pieces_; }
    bool areScattered() const { return pieces_ > 1; }
    int64_t pieceNumbers() const { return pieceNumbers_; }
    /// So many pictures, from a multiple of so many on, have each of their pieces beside the same piece of the next
    /// one.
    int64_t neighbours() const { return neighbours_; }
    /// Where a piece of a picture begins.
    int64_t placeOf(int64_t picture, int64_t piece) const;

    bool operator==(const ScatteredPictures&) const = default;

private:
    std::vector<Extent> extents_;  ///< before a piece, in the order of memory, neighbours of one kind taken together
    int64_t pieces_ = 1, pieceNumbers_ = 1, neighbours_ = 1;
};

}  // namespace zscape
