#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

/// The safetensors format (huggingface/safetensors): 8 bytes of header length, a JSON header, then the tensors' bytes.
/// Nothing in such a file is executed. No LibTorch here.
namespace zscape {

/// Bytes of one element: F64, I64 8; F32, I32 4; F16, BF16, I16 2; U8, I8, BOOL 1. 0 for a type that is not known.
int64_t bytesOfStoredType(const std::string& type);

struct StoredTensor {
    std::string name;
    std::string type;                ///< "F32", "I64", "U8" ... as the format writes it
    std::vector<int64_t> shape;      ///< empty: one number
    std::span<const uint8_t> bytes;  ///< little endian, row-major; owned by the caller
    uint64_t begin = 0;              ///< of a file that was read: where its bytes begin behind the header
    uint64_t size = 0;               ///< of a file that was read: how many they are
};

/// `tensors` in the order in which they will lie; their sizes must fit their shapes (an assert).
std::vector<uint8_t> writeSafetensors(const std::vector<StoredTensor>& tensors,
                                      const std::map<std::string, std::string>& metadata);

/// A view of a safetensors file in memory. Everything is checked before anything is given out: the header's length and
/// JSON, types, shapes (no overflow), offsets within the file, no tensor over another, no gap, no name twice.
struct SafetensorsView {
    std::map<std::string, std::string> metadata;
    std::map<std::string, StoredTensor> tensors;

    /// \throws Error "checkpoint.corrupt" saying what is wrong
    static SafetensorsView parse(std::span<const uint8_t> file);
    /// The same of a file of `fileBytes` whose header alone is at hand: the tensors' `bytes` are empty.
    static SafetensorsView parseHeader(std::span<const uint8_t> beginning, uint64_t fileBytes);
};

}  // namespace zscape
