#pragma once

#include "engine/data/arrays_on_disk.h"
#include "engine/data/picture_source.h"

#include <memory>
#include <opencv2/core/mat.hpp>
#include <span>
#include <stop_token>
#include <vector>

namespace zscape {

/// The pictures of one array, read from many threads at once.
class ArrayPictures {
public:
    /// Opens it; where all of it has to be held, it is: compressed, with scattered pictures.
    /// \param array outlives the pictures
    /// \throws Error "array.order" where that is too much, as openForReading(), Cancelled
    ArrayPictures(const ArrayFile& array, const std::stop_token& stop);

    /// Those that are looked at before all are read, always the same ones.
    std::vector<int64_t> sampled() const;
    /// One as `target` says. \throws Error, SourceFailed, Cancelled when scratch.stop is asked; below as well
    cv::Mat read(int64_t index, const Target& target, Scratch& scratch, FileFacts& facts) const;
    /// The numbers of one, rows of pixels. They may lie in `scratch`, as long as that is not used again; below as well.
    cv::Mat numbers(int64_t index, Scratch& scratch) const;
    /// Its channels, each by itself.
    std::vector<cv::Mat> planes(int64_t index, Scratch& scratch) const;

private:
    std::span<uint8_t> raw(int64_t index, Scratch& scratch) const;
    cv::Mat channelPicture(int64_t index, const Target& target, Scratch& scratch, FileFacts& facts) const;
    void gather(int64_t index, std::span<uint8_t> into, Scratch& scratch) const;
    void readNeighbours(int64_t index, Scratch::Neighbours& near, const std::stop_token& stop) const;
    void readPlain(int64_t offset, std::span<uint8_t> into) const;

    const ArrayFile& array_;
    const FileHandle handle_;
    std::unique_ptr<InflatedFile> inflated_;  ///< of a gzip file, of an archive's member
    std::vector<uint8_t> held_;               ///< all numbers: of a compressed array with scattered pictures
};

}  // namespace zscape
