#pragma once

#include "tests/engine/data/picture_files.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <zlib.h>

namespace zscape {

inline void appendLittle(Bytes& bytes, uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

inline void appendBig(Bytes& bytes, uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

inline void append(Bytes& bytes, const Bytes& more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

inline Bytes bytesOfText(const std::string& text) { return Bytes(text.begin(), text.end()); }

inline Bytes deflated(const Bytes& bytes) {
    uLongf length = compressBound(bytes.size());
    Bytes result(length);
    EXPECT_EQ(compress2(result.data(), &length, bytes.data(), bytes.size(), 6), Z_OK);
    result.resize(length);
    return result;
}

inline void appendChunk(Bytes& png, const std::string& type, const Bytes& content) {
    Bytes chunk = bytesOfText(type);
    append(chunk, content);
    appendBig(png, content.size(), 4);
    append(png, chunk);
    appendBig(png, crc32(0, chunk.data(), static_cast<unsigned>(chunk.size())), 4);
}

/// `rows`: a filter byte before each, as they lie in the stream.
inline Bytes pngOf(int width, int height, int depth, int colourType, bool interlaced, const Bytes& rows,
                   const Bytes& transparent = {}) {
    Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, header;
    appendBig(header, static_cast<uint64_t>(width), 4);
    appendBig(header, static_cast<uint64_t>(height), 4);
    for (const int value : {depth, colourType, 0, 0, interlaced ? 1 : 0}) header.push_back(static_cast<uint8_t>(value));
    appendChunk(png, "IHDR", header);
    if (!transparent.empty()) appendChunk(png, "tRNS", transparent);
    appendChunk(png, "IDAT", deflated(rows));
    appendChunk(png, "IEND", {});
    return png;
}

/// A picture (blue, green, red, alpha) as the seven passes of an interlaced PNG.
inline Bytes interlacedPng(const cv::Mat& picture) {
    static constexpr int kBeginX[] = {0, 4, 0, 2, 0, 1, 0}, kBeginY[] = {0, 0, 4, 0, 2, 0, 1},
                         kStepX[] = {8, 8, 4, 4, 2, 2, 1}, kStepY[] = {8, 8, 8, 4, 4, 2, 2};
    Bytes rows;
    for (int pass = 0; pass < 7; ++pass)
        for (int y = kBeginY[pass]; y < picture.rows; y += kStepY[pass]) {
            rows.push_back(0);
            for (int x = kBeginX[pass]; x < picture.cols; x += kStepX[pass]) {
                const auto& pixel = picture.at<cv::Vec4b>(y, x);
                append(rows, {pixel[2], pixel[1], pixel[0], pixel[3]});
            }
        }
    return pngOf(picture.cols, picture.rows, 8, 6, true, rows);
}

/// A grey progressive JPEG of nothing: a first scan, and `more` that each go over all of it in a few bytes. `fill`
/// bytes of 0xFF stand before its frame.
inline Bytes progressiveJpeg(int width, int height, int more, size_t fill = 0) {
    Bytes bytes{0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0};
    bytes.insert(bytes.end(), 64, 1);
    bytes.insert(bytes.end(), fill, 0xFF);
    append(bytes, {0xFF, 0xC2, 0, 11, 8});
    appendBig(bytes, static_cast<uint64_t>(height), 2);
    appendBig(bytes, static_cast<uint64_t>(width), 2);
    append(bytes, {1, 1, 0x11, 0});
    for (const int table :
         {0x00, 0x10}) {  // each of one code, '0': no difference; and, for the rest, a run of empty blocks
        append(bytes, {0xFF, 0xC4, 0, 20, static_cast<uint8_t>(table), 1});
        bytes.insert(bytes.end(), 15, 0);
        bytes.push_back(table == 0 ? 0 : 0xE0);
    }
    const int blocks = (width + 7) / 8 * ((height + 7) / 8);
    append(bytes, {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0});
    bytes.insert(bytes.end(), static_cast<size_t>((blocks + 7) / 8), 0);
    std::string bits;
    for (int run = 0; run < (blocks + 32766) / 32767; ++run) bits += "0" + std::string(14, '1');
    while (bits.size() % 8 != 0) bits += '1';
    Bytes scan{0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0};
    for (size_t i = 0; i < bits.size(); i += 8) {
        scan.push_back(static_cast<uint8_t>(std::stoi(bits.substr(i, 8), nullptr, 2)));
        if (scan.back() == 0xFF) scan.push_back(0);
    }
    for (int i = 0; i < more; ++i) append(bytes, scan);
    append(bytes, {0xFF, 0xD9});
    return bytes;
}

/// An entry of a little-endian TIFF's directory.
struct TiffEntry {
    int tag, type;
    uint32_t value;
};

/// A little-endian TIFF of one strip or tile, uncompressed zeros.
inline Bytes tiffOf(const std::vector<TiffEntry>& entries, size_t pixelBytes) {
    Bytes bytes{'I', 'I', 42, 0, 8, 0, 0, 0};
    appendLittle(bytes, entries.size(), 2);
    const auto start = static_cast<uint32_t>(8 + 2 + 12 * entries.size() + 4);
    for (const TiffEntry& entry : entries) {
        appendLittle(bytes, static_cast<uint64_t>(entry.tag), 2);
        appendLittle(bytes, static_cast<uint64_t>(entry.type), 2);
        appendLittle(bytes, 1, 4);
        appendLittle(bytes, entry.tag == 273 || entry.tag == 324 ? start : entry.value, 4);
    }
    appendLittle(bytes, 0, 4);
    bytes.insert(bytes.end(), pixelBytes, 0);
    return bytes;
}

}  // namespace zscape
