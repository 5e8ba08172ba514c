#pragma once

#include "engine/data/value_sample.h"

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>

namespace zscape {

/// The type of an array's numbers.
struct NumberType {
    enum class Kind : uint8_t {
        Whole,
        Floating,
        Truth  ///< a byte that is not 0 is true
    };
    Kind kind = Kind::Whole;
    int bytes = 0;  ///< of one number, 1 to 8; 0: another type
    bool isSigned = false;
    bool bigEndian = false;

    bool operator==(const NumberType&) const = default;

    /// As NumPy writes it: "|u1", "<f4", ">i8", "|b1"; float16 is "<f2".
    static NumberType ofNumpy(const std::string& type);
    /// As IDX has it in its third byte: 8 unsigned, 9 signed, 11 and 12 signed of 2 and 4 bytes, 13 and 14 floating
    /// point of 4 and 8; all big-endian.
    static NumberType ofIdx(uint8_t code);

    bool isWhole() const { return bytes > 0 && kind != Kind::Floating; }
    ValueType valueType() const;
    /// The depth of a matrix that holds such numbers as they lie in memory, in this machine's order; -1: none does.
    int storedDepth() const;
    /// What such numbers hold, black to white, as matrix() has them; 0 to 1 for floating point.
    ValueMap full() const;
    /// Of whole numbers, of the first `bytes` bytes. One above the largest int64_t becomes negative.
    int64_t wholeAt(std::span<const uint8_t> from) const;

    /// Such numbers, one after another in `raw`, as a matrix of a depth that pictures are resized in: 8 bits, 16 with
    /// or without a sign, or floating point; true is 255. Bytes of `raw` may be turned round, and `raw` may be what the
    /// matrix points to.
    cv::Mat matrix(std::span<uint8_t> raw, int rows, int columns, int channels) const;
};

}  // namespace zscape
