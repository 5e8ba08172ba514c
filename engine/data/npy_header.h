#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// What a .npy file says of its array (NumPy Enhancement Proposal 1; versions 1 to 3).
struct NpyHeader {
    std::string type;  ///< "<f4", "|u1"; for people: only what UTF-8 can show
    bool fortran = false;
    std::vector<int64_t> shape;  ///< each 0 or more
    int64_t offset = 0;          ///< of the first value, in bytes
    int64_t fileBytes = 0;

    /// Whether the file holds as many values of `bytes` each as the shape says.
    bool holds(int64_t bytes) const;
};

/// \throws Error "npy.header" naming the field that makes no sense, and as openForReading()
NpyHeader readNpyHeader(const std::filesystem::path& file);

/// The same from the first bytes of an array of `bytes` in all, as many of them as kNpyHeaderReach or all; `name` is
/// for sentences.
NpyHeader npyHeaderOf(std::span<const uint8_t> start, int64_t bytes, const std::filesystem::path& name);
constexpr size_t kNpyHeaderReach = (1 << 20) + 12;

}  // namespace zscape
