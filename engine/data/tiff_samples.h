#pragma once

#include <opencv2/core/mat.hpp>
#include <stop_token>
#include <string>

struct tiff;

namespace zscape {

/// The pixels of the page that a TIFF stands at, some rows at a time: not turned, and in the order that they are stored
/// in. Whatever it gives is empty where libtiff cannot read it, and has said why. For one thread.
class TiffSamples {
public:
    /// \param tiff outlives it, and stays at that page
    explicit TiffSamples(tiff* tiff) : tiff_(tiff) {}

    /// Of a page that isTakenAsStored() all numbers of each pixel, of a depth that pictures are resized in; of whole
    /// ones of 8 and 16 bits without a sign a zero that is white is made black. \throws Cancelled
    cv::Mat read(int first, int count, const std::stop_token& stop);
    /// The same of grey or colours: grey; blue, green, red; or with alpha as the fourth. \throws Cancelled
    cv::Mat readColours(int first, int count, const std::stop_token& stop);
    /// Of any page what libtiff makes of it, in 8 bits: as readColours().
    /// \param refused gets libtiff's words where it knows no way to read such a page
    cv::Mat readConverted(int first, int count, std::string& refused) const;

private:
    /// Into bytes as they are stored. \return whether all could be read
    bool readPieces(cv::Mat& raw, int first, const std::stop_token& stop) const;
    bool readRowsInOrder(cv::Mat& raw, int first, const std::stop_token& stop);

    tiff* const tiff_;
    int nextRow_ = 0;  ///< that libtiff gives next, where rows come one after another
};

}  // namespace zscape
