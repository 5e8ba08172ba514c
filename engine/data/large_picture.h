#pragma once

#include "engine/data/picture_source.h"
#include "engine/data/read_share.h"
#include "engine/data/tile_piece.h"

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <opencv2/core/types.hpp>
#include <optional>
#include <stop_token>
#include <vector>

namespace zscape {

/// A picture at the scale of the tiles that is not held as a whole. It is looked over once before the first tile is cut
/// of it: what its edge is like, what there is in it, and that all of it can be read. From several threads.
class LargePicture {
public:
    /// \param size at the scale of the tiles
    /// \param laid what is laid under it, as PictureBackground has it, of as many channels as its pixels
    /// \param stepBytes of rows that one thread reads at a time while it is looked over
    /// \param tiles that are cut of it
    LargePicture(std::unique_ptr<RowsOfPicture> rows, const cv::Size& size, std::vector<uint8_t> laid,
                 int64_t stepBytes, int64_t tiles);

    /// What looking it over is of reading it: it is decoded twice. So much is told to Scratch::ahead.
    static constexpr double kLookedOver = 0.5;

    /// Some of its rows, which whoever comes first looks it over for. The piece refers to it afterwards.
    /// \throws SourceFailed where what could be read a moment ago can be no more, Cancelled
    void read(int top, int rows, TilePiece& into, const Scratch& scratch);
    /// One tile less is to come of it. After the last none of its rows can be read, and what they were read from is let
    /// go.
    void tileTaken();

private:
    void lookOver(const Scratch& scratch);
    void readAll(const std::stop_token& stop, ReadShare& share);

    std::unique_ptr<RowsOfPicture> rows_;  ///< null after the last tile
    const cv::Size size_;
    const std::vector<uint8_t> laid_;
    const int64_t stepBytes_;
    const int64_t tiles_;
    std::atomic<int64_t> tilesLeft_;
    std::mutex mutex_;  ///< held while it is looked over; guards what follows, which does not change afterwards
    bool looked_ = false;
    std::optional<PictureBackground> background_;
    FileFacts facts_;
    std::exception_ptr failure_;
    bool isLast_ = false;
    std::atomic<bool> told_{false};  ///< TilePiece::told
};

}  // namespace zscape
