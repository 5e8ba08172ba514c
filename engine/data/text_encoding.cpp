#include "engine/data/text_encoding.h"

#include "engine/core/paths.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace zscape {

void appendCodePoint(std::string& text, uint32_t point) {
    const auto put = [&](uint32_t byte) { text += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 63));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 63));
        put(0x80 | (point & 63));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 63));
        put(0x80 | (point >> 6 & 63));
        put(0x80 | (point & 63));
    }
}

namespace {

std::string fromUtf16(const std::string& bytes, bool bigEndian) {
    const auto unit = [&](size_t i) {
        const auto first = static_cast<uint8_t>(bytes[i]), second = static_cast<uint8_t>(bytes[i + 1]);
        return bigEndian ? uint32_t{first} << 8 | second : uint32_t{second} << 8 | first;
    };
    std::string text;
    text.reserve(bytes.size() / 2);
    for (size_t i = 2; i + 1 < bytes.size(); i += 2) {
        uint32_t point = unit(i);
        if (point >= 0xD800 && point < 0xDC00 && i + 3 < bytes.size()) {
            if (const uint32_t low = unit(i + 2); low >= 0xDC00 && low < 0xE000) {
                point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        appendCodePoint(text, point >= 0xD800 && point < 0xE000 ? 0xFFFD : point);
    }
    return text;
}

std::string fromWindows1252(const std::string& bytes) {
    static constexpr std::array<uint16_t, 32> kHigh{0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<uint8_t>(c);
        appendCodePoint(text, byte >= 0x80 && byte < 0xA0 ? kHigh[byte - 0x80] : byte);
    }
    return text;
}

}  // namespace

std::string textAsUtf8(std::string bytes) {
    if (bytes.starts_with("\xFF\xFE")) return fromUtf16(bytes, false);
    if (bytes.starts_with("\xFE\xFF")) return fromUtf16(bytes, true);
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    const bool ascii = std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
    if (ascii || validUtf8(bytes) == bytes) return bytes;
    return fromWindows1252(bytes);
}

}  // namespace zscape
