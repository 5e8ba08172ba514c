#pragma once

#include <cstdint>
#include <optional>

namespace zscape {

/// A marker of a JPEG with what belongs to it, before the first scan.
struct JpegSegment {
    int64_t marker = 0;   ///< its second byte
    int64_t content = 0;  ///< where that begins, behind the two bytes of its length
    int64_t length = 0;   ///< as it is said, these two among it; below 2 where it makes no sense

    bool isFrame() const {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
    /// Whether there is another one behind it: it is no scan, and not the end.
    bool goesOn() const { return marker != 0xDA && marker != 0xD9 && length >= 2; }
    int64_t end() const { return content - 2 + length; }
};

/// The segment at `at` or behind fill bytes and markers without content; the first is at 2. Nothing where there is no
/// marker. \param big gives the number of one or two bytes at a place; below 0, or an exception, where there is none
template <class Big>
std::optional<JpegSegment> jpegSegmentAt(int64_t at, const Big& big) {
    for (;;) {
        if (big(at, 1) != 0xFF) return std::nullopt;
        const int64_t marker = big(at + 1, 1);
        if (marker < 0) return std::nullopt;
        if (marker == 0xFF) ++at;
        else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) at += 2;
        else return JpegSegment{marker, at + 4, big(at + 2, 2)};
    }
}

}  // namespace zscape
