#pragma once

#include "engine/data/image_set.h"

#include <algorithm>
#include <memory>
#include <span>

namespace zscape {

/// Memory for the pixels of some images of a set, and for their masks where it has them, to be read into again and
/// again. The set outlives it.
class PixelBuffer {
public:
    /// \param most images at a time
    PixelBuffer(const ImageSet& images, int64_t most);

    /// Reads these images in place of those that were there.
    /// \throws Error as ImageSet::read()
    const PixelRows& read(std::span<const int64_t> indices);
    /// Those read last.
    const PixelRows& rows() const { return rows_; }

private:
    const ImageSet* images_;
    std::unique_ptr<uint8_t[]> pixels_, mask_;
    PixelRows rows_;
};

/// Images of so many pixels together stay in a processor's cache between reading and use.
int64_t readTogether(const ImageSet& images);

/// Calls work(first, rows) for pieces of `indices` in order, `first` of them before it.
/// \throws Error as ImageSet::read()
template <class Work>
void readInPieces(const ImageSet& images, std::span<const int64_t> indices, const Work& work) {
    const int64_t count = std::ssize(indices), together = std::min(count, readTogether(images));
    PixelBuffer buffer(images, together);
    for (int64_t first = 0; first < count; first += together)
        work(first, buffer.read(indices.subspan(static_cast<size_t>(first),
                                                static_cast<size_t>(std::min(together, count - first)))));
}

}  // namespace zscape
