#include "engine/data/hdf5_filters.h"

#include <zlib.h>

#include <algorithm>

namespace zscape {

namespace {

enum : uint32_t { kDeflate = 1, kShuffle = 2, kFletcher32 = 3, kSzip = 4, kNbit = 5, kScaleOffset = 6, kLzf = 32000 };

using Bytes = std::vector<uint8_t>;

/// A checksum of the filter before is within what a filter gives.
constexpr size_t kChecksumBytes = 4;

std::optional<Bytes> inflated(std::span<const uint8_t> from, size_t most) {
    Bytes into(most + kChecksumBytes);
    uLongf length = into.size();
    if (uncompress(into.data(), &length, from.data(), from.size()) != Z_OK) return std::nullopt;
    into.resize(length);
    return into;
}

/// LibLZF's format: a byte below 32 is that many and one more as they are, another the length and the distance of what
/// comes once more.
std::optional<Bytes> withoutLzf(std::span<const uint8_t> from, size_t most) {
    Bytes into;
    into.reserve(most + kChecksumBytes);
    const auto fits = [&](size_t count) { return into.size() + count <= most + kChecksumBytes; };
    for (size_t at = 0; at < from.size();) {
        const size_t control = from[at++];
        if (control < 32) {
            const size_t count = control + 1;
            if (count > from.size() - at || !fits(count)) return std::nullopt;
            into.insert(into.end(), from.begin() + static_cast<std::ptrdiff_t>(at),
                        from.begin() + static_cast<std::ptrdiff_t>(at + count));
            at += count;
            continue;
        }
        size_t count = control >> 5;
        if (count == 7) {
            if (at >= from.size()) return std::nullopt;
            count += from[at++];
        }
        if (at >= from.size()) return std::nullopt;
        count += 2;
        const size_t distance = ((control & 31) << 8 | from[at++]) + 1;
        if (distance > into.size() || !fits(count)) return std::nullopt;
        for (; count > 0; --count) into.push_back(into[into.size() - distance]);
    }
    return into;
}

/// All first bytes, then all second ones, ...: what is left over stands at the end as it is.
Bytes unshuffled(std::span<const uint8_t> from, size_t elementBytes) {
    Bytes into(from.begin(), from.end());
    if (elementBytes < 2) return into;
    const size_t count = from.size() / elementBytes;
    for (size_t k = 0; k < elementBytes; ++k)
        for (size_t i = 0; i < count; ++i) into[i * elementBytes + k] = from[k * count + i];
    return into;
}

/// Of numbers of 16 bits, the greatest byte first, an odd byte being one's first.
uint32_t fletcher32(std::span<const uint8_t> bytes) {
    uint32_t sum = 0, sums = 0;
    const auto folded = [](uint32_t value) { return (value & 0xffff) + (value >> 16); };
    constexpr size_t kSummed = 720;  // no sum overflows before
    size_t at = 0;
    while (at + 1 < bytes.size()) {
        for (const size_t end = std::min(at + kSummed, bytes.size() - bytes.size() % 2); at < end; at += 2) {
            sum += static_cast<uint32_t>(bytes[at]) << 8 | bytes[at + 1];
            sums += sum;
        }
        sum = folded(sum);
        sums = folded(sums);
    }
    if (at < bytes.size()) {
        sum = folded(sum + (static_cast<uint32_t>(bytes[at]) << 8));
        sums = folded(sums + sum);
    }
    return folded(sums) << 16 | folded(sum);
}

std::optional<Bytes> withoutChecksum(std::span<const uint8_t> from) {
    if (from.size() < kChecksumBytes) return std::nullopt;
    const std::span<const uint8_t> content = from.first(from.size() - kChecksumBytes), said = from.last(kChecksumBytes);
    const uint32_t sum = fletcher32(content);
    uint32_t stored = 0;
    for (size_t i = 0; i < kChecksumBytes; ++i) stored |= static_cast<uint32_t>(said[i]) << (8 * i);
    // Before 1.6.3 the two bytes of each half were the other way round.
    const uint32_t old = (sum & 0x00ff00ff) << 8 | (sum & 0xff00ff00) >> 8;
    if (stored != sum && stored != old) return std::nullopt;
    return Bytes(content.begin(), content.end());
}

}  // namespace

std::string unknownHdf5Filter(const Hdf5Filter& filter) {
    switch (filter.id) {
        case kDeflate:
        case kShuffle:
        case kFletcher32:
        case kLzf: return {};
        case kSzip: return "szip";
        case kNbit: return "n-bit";
        case kScaleOffset: return "scale-offset";
        case 307: return "bzip2";
        case 32001: return "Blosc";
        case 32004: return "LZ4";
        case 32008: return "bitshuffle";
        case 32013: return "ZFP";
        case 32015: return "Zstandard";
        case 32026: return "Blosc2";
        default: return "filter " + std::to_string(filter.id);
    }
}

bool isOfHdf5Itself(const Hdf5Filter& filter) {
    constexpr uint32_t kFirstOfOthers = 256;  // H5Z_FILTER_RESERVED
    return filter.id < kFirstOfOthers;
}

std::optional<std::vector<uint8_t>> withoutHdf5Filters(std::span<const uint8_t> chunk,
                                                       const std::vector<Hdf5Filter>& filters, uint32_t skipped,
                                                       size_t bytes) {
    std::optional<Bytes> content(std::in_place, chunk.begin(), chunk.end());
    for (size_t i = filters.size(); i-- > 0 && content;) {
        if (i < 32 && (skipped >> i & 1) != 0) continue;
        switch (filters[i].id) {
            case kDeflate: content = inflated(*content, bytes); break;
            case kLzf: content = withoutLzf(*content, bytes); break;
            case kShuffle: content = unshuffled(*content, filters[i].elementBytes); break;
            case kFletcher32: content = withoutChecksum(*content); break;
            default: return std::nullopt;
        }
    }
    if (content && content->size() != bytes) content.reset();
    return content;
}

}  // namespace zscape
