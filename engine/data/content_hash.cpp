#include "engine/data/content_hash.h"

#include "engine/data/file_io.h"

#include <algorithm>
#include <array>
#include <vector>

namespace zscape {

namespace {

constexpr size_t kHashedBlock = size_t{1} << 20;

/// The hash so far, and the next block's.
Hash128 chained(const Hash128& before, std::span<const uint8_t> block) {
    const Hash128 own = Hash128::of(block);
    std::array<uint8_t, 32> words{};
    const uint64_t numbers[] = {before.low, before.high, own.low, own.high};
    for (size_t i = 0; i < words.size(); ++i) words[i] = static_cast<uint8_t>(numbers[i / 8] >> (8 * (i % 8)));
    return Hash128::of(words);
}

Hash128 neverZero(const Hash128& hash) { return hash.isZero() ? Hash128{1, 0} : hash; }

}  // namespace

Hash128 contentHash(std::span<const uint8_t> bytes) {
    Hash128 hash;
    for (size_t at = 0; at < bytes.size(); at += kHashedBlock)
        hash = chained(hash, bytes.subspan(at, std::min(kHashedBlock, bytes.size() - at)));
    return neverZero(hash);
}

Hash128 contentHash(const std::filesystem::path& file, const std::stop_token& stop) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    std::vector<uint8_t> block(std::min(kHashedBlock, static_cast<size_t>(bytes)));
    Hash128 hash;
    for (int64_t at = 0; at < bytes;) {
        if (stop.stop_requested()) throw Cancelled();
        const size_t got = readAt(handle, at, block, file);
        if (got == 0) break;
        hash = chained(hash, std::span(block).first(got));
        at += static_cast<int64_t>(got);
    }
    return neverZero(hash);
}

}  // namespace zscape
