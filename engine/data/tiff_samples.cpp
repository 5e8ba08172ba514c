#include "engine/data/tiff_samples.h"

#include "engine/core/error.h"
#include "engine/data/tiff_fields.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <opencv2/core.hpp>
#include <span>
#include <vector>

namespace zscape {

namespace {

/// Red and blue change places, of any depth.
cv::Mat withRedLast(const cv::Mat& picture) {
    if (picture.channels() < 3) return picture;
    cv::Mat result(picture.rows, picture.cols, picture.type());
    const std::vector<int> places =
        picture.channels() == 4 ? std::vector<int>{0, 2, 1, 1, 2, 0, 3, 3} : std::vector<int>{0, 2, 1, 1, 2, 0};
    cv::mixChannels(&picture, 1, &result, 1, places.data(), places.size() / 2);
    return result;
}

/// Grey and alpha as blue, green, red and alpha.
cv::Mat greyWithAlpha(const cv::Mat& picture) {
    cv::Mat result(picture.rows, picture.cols, CV_MAKETYPE(picture.depth(), 4));
    const int places[] = {0, 0, 0, 1, 0, 2, 1, 3};
    cv::mixChannels(&picture, 1, &result, 1, places, 4);
    return result;
}

/// How the samples lie in strips or tiles.
struct PieceLayout {
    explicit PieceLayout(TIFF* tiff)
        : tiled(TIFFIsTiled(tiff) != 0),
          width(fieldOf<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH)),
          height(static_cast<uint32_t>(tiffHeight(tiff))),
          pieceWidth(tiled ? fieldOf<uint32_t>(tiff, TIFFTAG_TILEWIDTH) : width),
          pieceHeight(tiled ? fieldOf<uint32_t>(tiff, TIFFTAG_TILELENGTH)
                            : std::min(fieldOf<uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP), height)),
          samples(fieldOf<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL)),
          planes(fieldOf<uint16_t>(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE ? std::max(1, samples) : 1),
          number(static_cast<size_t>(sampleType(tiff).bytes)),
          pixel(number * static_cast<size_t>(samples)),
          pieceRow(size_t{pieceWidth} * (pixel / static_cast<size_t>(planes))) {}

    const bool tiled;
    const uint32_t width, height, pieceWidth, pieceHeight;
    const int samples, planes;   ///< planes: that lie behind each other
    const size_t number, pixel;  ///< bytes of one sample, and of all of a pixel
    const size_t pieceRow;       ///< bytes of a row of a strip or a tile
};

}  // namespace

bool TiffSamples::readRowsInOrder(cv::Mat& raw, int first, const std::stop_token& stop) {
    const PieceLayout pieces(tiff_);
    const size_t bytes = pieces.width * pieces.pixel;
    if (TIFFScanlineSize64(tiff_) != bytes) return false;
    std::vector<uint8_t> row(bytes);
    const auto stripRows =
        static_cast<int>(std::min<uint32_t>(fieldOf<uint32_t>(tiff_, TIFFTAG_ROWSPERSTRIP), INT32_MAX));
    const int stripBegin = first - first % stripRows;
    // libtiff goes back to a strip's first row, and from there on only to the next.
    int y = nextRow_ <= first && nextRow_ > stripBegin ? nextRow_ : stripBegin;
    for (; y < first + raw.rows; ++y) {
        if (stop.stop_requested()) throw Cancelled();
        if (TIFFReadScanline(tiff_, row.data(), static_cast<uint32_t>(y), 0) != 1) return false;
        nextRow_ = y + 1;
        if (y >= first) std::memcpy(raw.ptr(y - first), row.data(), bytes);
    }
    return true;
}

bool TiffSamples::readPieces(cv::Mat& raw, int first, const std::stop_token& stop) const {
    const PieceLayout pieces(tiff_);
    const tmsize_t pieceBytes = pieces.tiled ? TIFFTileSize(tiff_) : TIFFStripSize(tiff_);
    if (pieces.pieceWidth == 0 || pieces.pieceHeight == 0 || pieceBytes <= 0 ||
        static_cast<size_t>(pieceBytes) < pieces.pieceRow)
        return false;
    std::vector<uint8_t> piece(static_cast<size_t>(pieceBytes));
    const auto begin = static_cast<uint32_t>(first), end = static_cast<uint32_t>(first + raw.rows);
    const auto readPiece = [&](uint32_t left, uint32_t top, int plane) {
        const auto sample = static_cast<uint16_t>(plane);
        return pieces.tiled
                   ? TIFFReadEncodedTile(tiff_, TIFFComputeTile(tiff_, left, top, 0, sample), piece.data(), pieceBytes)
                   : TIFFReadEncodedStrip(tiff_, TIFFComputeStrip(tiff_, top, sample), piece.data(), pieceBytes);
    };
    for (int plane = 0; plane < pieces.planes; ++plane)
        for (uint32_t top = begin - begin % pieces.pieceHeight; top < end; top += pieces.pieceHeight)
            for (uint32_t left = 0; left < pieces.width; left += pieces.pieceWidth) {
                if (stop.stop_requested()) throw Cancelled();
                const tmsize_t got = readPiece(left, top, plane);
                const size_t rows = std::min(pieces.pieceHeight, pieces.height - top),
                             columns = std::min(pieces.pieceWidth, pieces.width - left);
                if (got < 0 || static_cast<size_t>(got) < rows * pieces.pieceRow) return false;
                for (size_t y = top < begin ? begin - top : 0; y < rows && top + y < end; ++y) {
                    const uint8_t* from = piece.data() + y * pieces.pieceRow;
                    uint8_t* to = raw.ptr(static_cast<int>(top + y - begin)) + left * pieces.pixel;
                    if (pieces.planes == 1) {
                        std::memcpy(to, from, columns * pieces.pixel);
                        continue;
                    }
                    to += static_cast<size_t>(plane) * pieces.number;
                    for (size_t x = 0; x < columns; ++x, to += pieces.pixel, from += pieces.number)
                        std::memcpy(to, from, pieces.number);
                }
            }
    return true;
}

cv::Mat TiffSamples::read(int first, int count, const std::stop_token& stop) {
    const PieceLayout pieces(tiff_);
    const NumberType type = sampleType(tiff_);
    const int width = static_cast<int>(pieces.width);
    // Memory of its own, which the numbers stay in where a matrix can hold them as they are.
    const int depth = type.storedDepth();
    cv::Mat raw(count, width,
                depth < 0 ? CV_MAKETYPE(CV_8U, static_cast<int>(pieces.pixel)) : CV_MAKETYPE(depth, pieces.samples));
    const bool inOrder = !pieces.tiled && tiffHeader(tiff_).bandRows < static_cast<int64_t>(pieces.pieceHeight);
    if (!(inOrder ? readRowsInOrder(raw, first, stop) : readPieces(raw, first, stop))) return {};
    cv::Mat values = raw;
    if (depth < 0)
        values = type.matrix(std::span<uint8_t>(raw.data, raw.total() * pieces.pixel), count, width, pieces.samples);
    if (fieldOf<uint16_t>(tiff_, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_MINISWHITE &&
        type.kind == NumberType::Kind::Whole && !type.isSigned && type.bytes <= 2)
        cv::bitwise_not(values, values);
    return values;
}

cv::Mat TiffSamples::readColours(int first, int count, const std::stop_token& stop) {
    cv::Mat stored = read(first, count, stop);
    if (stored.empty()) return stored;
    const bool colour = fieldOf<uint16_t>(tiff_, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_RGB;
    return !colour && stored.channels() == 2 ? greyWithAlpha(stored) : withRedLast(stored);
}

cv::Mat TiffSamples::readConverted(int first, int count, std::string& refused) const {
    char reason[1024] = "";
    TIFFRGBAImage image;
    if (TIFFRGBAImageOK(tiff_, reason) != 1 || TIFFRGBAImageBegin(&image, tiff_, 1, reason) != 1) {
        refused = reason;
        return {};
    }
    const std::unique_ptr<TIFFRGBAImage, void (*)(TIFFRGBAImage*)> ends(&image, &TIFFRGBAImageEnd);
    const int width = static_cast<int>(fieldOf<uint32_t>(tiff_, TIFFTAG_IMAGEWIDTH));
    cv::Mat picture(count, width, CV_8UC4);
    // As it is stored: it is turned afterwards. Red lies in the lowest byte.
    image.req_orientation = fieldOf<uint16_t>(tiff_, TIFFTAG_ORIENTATION);
    image.row_offset = first;
    if (TIFFRGBAImageGet(&image, reinterpret_cast<uint32_t*>(picture.data), static_cast<uint32_t>(width),
                         static_cast<uint32_t>(count)) != 1)
        return {};
    const auto photometric = fieldOf<uint16_t>(tiff_, TIFFTAG_PHOTOMETRIC);
    if (extraSample(tiff_) != 0) return withRedLast(picture);
    const bool grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    cv::Mat result(count, width, grey ? CV_8UC1 : CV_8UC3);
    const int only[] = {0, 0}, colours[] = {0, 2, 1, 1, 2, 0};
    cv::mixChannels(&picture, 1, &result, 1, grey ? only : colours, grey ? 1 : 3);
    return result;
}

}  // namespace zscape
