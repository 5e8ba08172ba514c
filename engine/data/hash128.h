#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace zscape {

/// A 128-bit hash (MurmurHash3 x64, public domain, little-endian words): names cache files and finds damage.
/// It is no protection against somebody who makes collisions on purpose.
struct Hash128 {
    uint64_t low = 0;
    uint64_t high = 0;

    static Hash128 of(std::span<const uint8_t> bytes, uint64_t seed = 0);
    static Hash128 of(std::string_view text, uint64_t seed = 0);

    /// A sum: the same whatever the order in which parts are added.
    void add(const Hash128& other);
    std::string hex() const;
    bool isZero() const { return low == 0 && high == 0; }
    bool operator==(const Hash128&) const = default;
};

}  // namespace zscape
