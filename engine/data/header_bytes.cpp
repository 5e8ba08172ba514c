#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/image_header_parts.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace zscape {

namespace {

/// Read at a place that was jumped to: a chunk's length and name, a directory's entry.
constexpr size_t kShortBlock = 4096;
/// Read where the last block ended.
constexpr size_t kLongBlock = 64 << 10;

}  // namespace

void HeaderBytes::fail() const {
    throw Error("image.header", "%1 is damaged: its %2 header is cut off or makes no sense.",
                {displayName(name_), formatName(format_)});
}

void HeaderBytes::failOver(const char* tag) const {
    throw Error("image.header", "%1 is damaged: its %2 header says %3 twice. Save it again with another program.",
                {displayName(name_), formatName(format_), tag});
}

void HeaderBytes::fetch(int64_t offset, size_t atLeast) const {
    if (exhausted())
        throw Error(
            "image.header",
            "%1 is not read: its %2 header goes on for longer than any should. Save it again with another program.",
            {displayName(name_), formatName(format_)});
    const bool follows = blockBytes_ > 0 && offset == blockAt_ + static_cast<int64_t>(blockBytes_);
    const size_t wanted = std::max(atLeast, follows ? kLongBlock : kShortBlock);
    if (block_.size() < wanted) block_.resize(wanted);
    blockAt_ = offset;
    blockBytes_ = 0;  // stays so where reading fails
    blockBytes_ = read_(offset, std::span(block_).first(wanted));
    fetchedBytes_ += static_cast<int64_t>(blockBytes_);
    ++places_;
}

size_t HeaderBytes::some(int64_t offset, std::span<uint8_t> into) const {
    if (offset < 0 || offset > (int64_t{1} << 60)) return 0;
    size_t done = 0;
    while (done < into.size()) {
        const int64_t at = offset + static_cast<int64_t>(done);
        if (at < blockAt_ || at >= blockAt_ + static_cast<int64_t>(blockBytes_)) {
            fetch(at, into.size() - done);
            if (blockBytes_ == 0) break;
        }
        const auto begin = static_cast<size_t>(at - blockAt_);
        const size_t count = std::min(into.size() - done, blockBytes_ - begin);
        std::memcpy(into.data() + done, block_.data() + begin, count);
        done += count;
    }
    return done;
}

int64_t HeaderBytes::number(int64_t offset, size_t count, bool bigEndian) const {
    std::array<uint8_t, 8> raw{};
    all(offset, std::span(raw).first(count));
    uint64_t value = 0;
    for (size_t i = 0; i < count; ++i) value |= uint64_t{raw[i]} << (8 * (bigEndian ? count - 1 - i : i));
    return static_cast<int64_t>(value);
}

}  // namespace zscape
