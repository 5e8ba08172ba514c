#pragma once

#include "engine/data/decode.h"
#include "engine/data/decoding_cost.h"
#include "engine/data/squaring.h"
#include "engine/data/stored_picture.h"
#include "engine/data/tiff_picture.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <stop_token>
#include <vector>

namespace zscape {

/// A picture of a TIFF that is never held as a whole: some rows of it are read, made smaller, and forgotten. What comes
/// of it is what comes of the whole, to the bit where it is not turned. For one thread.
class TiffBands {
public:
    /// \param tiff outlives it, and is moved to other pages \param picture whose pages have been looked at
    /// \param bandBytes of pixels that are read at a time, unless more are decoded together
    /// \throws Error "image.channels"
    TiffBands(TiffFile& tiff, const TiffPicture& picture, std::filesystem::path name, const Target& target,
              std::stop_token stop, RowsRead told = {}, int64_t bandBytes = kBandBytes);

    /// As decodeFile(). \param facts may be null; pixels that are no number are counted in what is not cut off
    /// \throws Error as decodeFile(), Cancelled
    cv::Mat made(FileFacts* facts);
    /// Of Fit::Tiles: some rows of what made() gives. \throws as made()
    cv::Mat madeRows(int first, int count, FileFacts* facts);
    /// What Kind::File means for it, of each channel its own. Reads all of it. \throws as made()
    ValueRange ownRange();
    /// The numbers as they are stored, each channel's by itself, some rows at a time. \throws as made()
    void visit(const ValuesVisitor& visit);

private:
    /// Some rows of grey, of colours, or of each channel.
    struct Rows {
        Stored stored;
        std::vector<cv::Mat> channels;
        ValueMap full;  ///< of the channels
    };
    class Lane;

    Rows read(int first, int count);
    /// use(rows of this part of what is stored)
    void eachBand(const cv::Rect& part, const std::function<void(Rows& rows)>& use);
    cv::Mat madeOf(const cv::Rect& seenPart, cv::Size result, const SquarePlan* plan, FileFacts* facts);

    TiffFile& tiff_;
    const TiffPicture picture_;
    const std::filesystem::path name_;
    Target target_;
    int64_t pass_ = 0, passes_ = 1;  ///< in which all rows are read, for told_
    const std::stop_token stop_;
    const RowsRead told_;
    const int64_t bandBytes_;
    std::vector<std::unique_ptr<TiffFile>> pages_;  ///< of the channels, where each has one
    cv::Size stored_, seen_;
    int orientation_ = 1;
};

}  // namespace zscape
