#include "engine/data/embedded_profile.h"

#include "engine/data/jpeg_segments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>
#include <zlib.h>

namespace zscape {

namespace {

/// Some kilobytes are usual, of inks a few megabytes.
constexpr size_t kLargestProfile = 8 << 20;

ColourProfile damagedProfile() {
    ColourProfile profile;
    profile.damaged = true;
    return profile;
}

uint64_t bigAt(std::span<const uint8_t> bytes, size_t at, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8 | (at + i < bytes.size() ? bytes[at + i] : 0);
    return value;
}

bool beginsWith(std::span<const uint8_t> bytes, std::string_view start) {
    return bytes.size() >= start.size() && std::memcmp(bytes.data(), start.data(), start.size()) == 0;
}

/// Of the markers APP2 before the first scan, which each have a part of it.
ColourProfile profileOfJpeg(std::span<const uint8_t> bytes) {
    constexpr std::string_view kName("ICC_PROFILE\0", 12);
    std::array<std::span<const uint8_t>, 256> parts{};  // by their numbers, from 1 on
    size_t count = 0, total = 0;
    const auto big = [&](int64_t at, size_t digits) {
        const auto place = static_cast<size_t>(at);
        return place + digits <= bytes.size() ? static_cast<int64_t>(bigAt(bytes, place, digits)) : int64_t{-1};
    };
    for (int64_t next = 2;;) {
        const std::optional<JpegSegment> segment = jpegSegmentAt(next, big);
        if (!segment || !segment->goesOn() || segment->end() > std::ssize(bytes)) break;
        next = segment->end();
        const std::span<const uint8_t> content =
            bytes.subspan(static_cast<size_t>(segment->content), static_cast<size_t>(segment->length) - 2);
        if (segment->marker != 0xE2 || !beginsWith(content, kName) || content.size() < kName.size() + 2) continue;
        const size_t number = content[kName.size()];
        count = content[kName.size() + 1];
        if (number == 0 || !parts[number].empty()) return damagedProfile();
        parts[number] = content.subspan(kName.size() + 2);
        total += parts[number].size();
    }
    if (total == 0) return {};
    ColourProfile profile;
    profile.icc.reserve(total);
    for (size_t i = 1; i <= count; ++i) {
        if (parts[i].empty() || total > kLargestProfile) return damagedProfile();
        profile.icc.insert(profile.icc.end(), parts[i].begin(), parts[i].end());
    }
    return profile;
}

ColourProfile inflatedProfile(std::span<const uint8_t> deflated) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return damagedProfile();
    stream.next_in = const_cast<Bytef*>(deflated.data());
    stream.avail_in = static_cast<uInt>(std::min<size_t>(deflated.size(), 4 * kLargestProfile));
    ColourProfile profile;
    int state = Z_OK;
    while (state == Z_OK && profile.icc.size() < kLargestProfile) {
        const size_t before = profile.icc.size(), room = std::max<size_t>(4096, before);
        profile.icc.resize(before + room);
        stream.next_out = profile.icc.data() + before;
        stream.avail_out = static_cast<uInt>(room);
        state = inflate(&stream, Z_NO_FLUSH);
        profile.icc.resize(before + room - stream.avail_out);
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END ? profile : damagedProfile();
}

/// What a PNG says in numbers, in hundred-thousandths.
ColourProfile profileOfNumbers(uint64_t gamma, std::span<const uint8_t> chromaticities) {
    // Within so much of it every gamma is meant as sRGB's, as libpng takes it too.
    constexpr double kSrgbGamma = 0.45455, kLikeIt = 0.05;
    DescribedColours colours;
    if (gamma != 0) {
        const double coded = static_cast<double>(gamma) / 100000;
        if (coded < 0.1 || coded > 10) return damagedProfile();
        if (std::abs(coded / kSrgbGamma - 1) > kLikeIt) {
            colours.curve = DescribedColours::Curve::Power;
            colours.gamma = 1 / coded;
        }
    }
    for (size_t i = 0; i < chromaticities.size() / 4; ++i)
        colours.chromaticities[i] = static_cast<double>(bigAt(chromaticities, 4 * i, 4)) / 100000;
    std::array<char, 32> text{};
    if (colours.curve == DescribedColours::Curve::Power)
        std::snprintf(text.data(), text.size(), "a gamma of %.3g", colours.gamma);
    colours.name = text[0] == 0 ? "a colour space of its own" : text.data();
    ColourProfile profile;
    profile.described = colours;
    return profile;
}

/// Of its chunks the first of cICP, iCCP, sRGB, gAMA with cHRM that is there, in this order.
ColourProfile profileOfPng(std::span<const uint8_t> bytes) {
    std::span<const uint8_t> icc, coded, chromaticities;
    uint64_t gamma = 0;
    bool srgb = false;
    for (size_t at = 8; at + 12 <= bytes.size();) {
        const uint64_t length = bigAt(bytes, at, 4);
        if (length > bytes.size() - at - 12) break;
        const std::string_view type(reinterpret_cast<const char*>(bytes.data()) + at + 4, 4);
        const std::span<const uint8_t> content = bytes.subspan(at + 8, static_cast<size_t>(length));
        if (type == "IDAT" || type == "IEND") break;
        if (type == "cICP" && length == 4) coded = content;
        if (type == "iCCP" && length > 0) icc = content;
        if (type == "sRGB") srgb = true;
        if (type == "gAMA" && length == 4) gamma = bigAt(content, 0, 4);
        if (type == "cHRM" && length == 32) chromaticities = content;
        at += 12 + static_cast<size_t>(length);
    }
    ColourProfile profile;
    if (!coded.empty()) {
        profile.described = describedColours(coded[0], coded[1]);
        return profile;
    }
    if (!icc.empty()) {
        const auto nameEnd = static_cast<size_t>(std::find(icc.begin(), icc.end(), uint8_t{0}) - icc.begin());
        if (nameEnd + 2 > icc.size()) return damagedProfile();
        return inflatedProfile(icc.subspan(nameEnd + 2));
    }
    if (srgb || (gamma == 0 && chromaticities.empty())) return profile;
    return profileOfNumbers(gamma, chromaticities);
}

ColourProfile profileOfWebP(std::span<const uint8_t> bytes) {
    constexpr uint8_t kHasProfile = 0x20;
    if (bytes.size() < 30 || !beginsWith(bytes.subspan(12), "VP8X") || (bytes[20] & kHasProfile) == 0) return {};
    for (size_t at = 12; at + 8 <= bytes.size();) {
        size_t length = 0;
        for (size_t i = 0; i < 4; ++i) length |= size_t{bytes[at + 4 + i]} << (8 * i);
        const size_t rest = bytes.size() - at - 8;
        if (beginsWith(bytes.subspan(at), "ICCP")) {
            if (length > rest || length > kLargestProfile) return damagedProfile();
            ColourProfile profile;
            profile.icc.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at + 8),
                               bytes.begin() + static_cast<std::ptrdiff_t>(at + 8 + length));
            return profile;
        }
        if (length >= rest) break;
        at += 8 + length + (length & 1);
    }
    return {};
}

}  // namespace

ColourProfile embeddedProfile(std::span<const uint8_t> bytes, ImageFormat format) {
    switch (format) {
        case ImageFormat::Jpeg: return profileOfJpeg(bytes);
        case ImageFormat::Png: return profileOfPng(bytes);
        case ImageFormat::WebP: return profileOfWebP(bytes);
        default: return {};
    }
}

}  // namespace zscape
