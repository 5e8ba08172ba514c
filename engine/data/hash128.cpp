#include "engine/data/hash128.h"

#include <bit>
#include <cstring>

namespace zscape {

namespace {

constexpr uint64_t kFirst = 0x87c37b91114253d5ULL;
constexpr uint64_t kSecond = 0x4cf5ad432745937fULL;

uint64_t finish(uint64_t k) {
    k ^= k >> 33;
    k *= 0xff51afd7ed558ccdULL;
    k ^= k >> 33;
    k *= 0xc4ceb9fe1a85ec53ULL;
    return k ^ (k >> 33);
}

uint64_t mixFirst(uint64_t k) { return std::rotl(k * kFirst, 31) * kSecond; }
uint64_t mixSecond(uint64_t k) { return std::rotl(k * kSecond, 33) * kFirst; }

uint64_t word(const uint8_t* bytes, size_t count = 8) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; ++i) value |= uint64_t{bytes[i]} << (8 * i);
    return value;
}

}  // namespace

Hash128 Hash128::of(std::span<const uint8_t> bytes, uint64_t seed) {
    uint64_t a = seed, b = seed;
    size_t i = 0;
    for (; i + 16 <= bytes.size(); i += 16) {
        a ^= mixFirst(word(bytes.data() + i));
        a = (std::rotl(a, 27) + b) * 5 + 0x52dce729;
        b ^= mixSecond(word(bytes.data() + i + 8));
        b = (std::rotl(b, 31) + a) * 5 + 0x38495ab5;
    }
    const size_t left = bytes.size() - i;
    if (left > 8) b ^= mixSecond(word(bytes.data() + i + 8, left - 8));
    if (left > 0) a ^= mixFirst(word(bytes.data() + i, left < 8 ? left : 8));
    a ^= bytes.size();
    b ^= bytes.size();
    a += b;
    b += a;
    a = finish(a);
    b = finish(b);
    a += b;
    b += a;
    return {a, b};
}

Hash128 Hash128::of(std::string_view text, uint64_t seed) {
    return of(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()), seed);
}

void Hash128::add(const Hash128& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
}

std::string Hash128::hex() const {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const uint64_t half : {high, low})
        for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[(half >> shift) & 15];
    return text;
}

}  // namespace zscape
