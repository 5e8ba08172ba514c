#include "engine/data/number_type.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zscape {

static_assert(std::endian::native == std::endian::little, "numbers of other machines are turned round");

NumberType NumberType::ofNumpy(const std::string& type) {
    if (type.size() != 3 && !(type.size() == 2 && type[1] == '1')) return {};
    const bool ordered = type.size() == 3;
    if (ordered && type.find_first_of("<>|=") != 0) return {};
    const char letter = type[type.size() - 2];
    const int bytes = type.back() - '0';
    const bool bigEndian = type[0] == '>' && bytes > 1;
    if (letter == 'b') return bytes == 1 ? NumberType{Kind::Truth, 1} : NumberType{};
    if (letter == 'f')
        return bytes == 2 || bytes == 4 || bytes == 8 ? NumberType{Kind::Floating, bytes, true, bigEndian}
                                                      : NumberType{};
    if ((letter != 'u' && letter != 'i') || bytes < 1 || bytes > 8 ||
        !std::has_single_bit(static_cast<unsigned>(bytes)))
        return {};
    return {Kind::Whole, bytes, letter == 'i', bigEndian};
}

NumberType NumberType::ofIdx(uint8_t code) {
    switch (code) {
        case 0x08: return {Kind::Whole, 1};
        case 0x09: return {Kind::Whole, 1, true};
        case 0x0B: return {Kind::Whole, 2, true, true};
        case 0x0C: return {Kind::Whole, 4, true, true};
        case 0x0D: return {Kind::Floating, 4, true, true};
        case 0x0E: return {Kind::Floating, 8, true, true};
        default: return {};
    }
}

ValueType NumberType::valueType() const {
    if (kind == Kind::Truth) return ValueType::Bytes;
    if (kind == Kind::Floating || isSigned || bytes > 2) return ValueType::Other;
    return bytes == 1 ? ValueType::Bytes : ValueType::Words;
}

int NumberType::storedDepth() const {
    if (kind == Kind::Floating) return bytes == 4 ? CV_32F : bytes == 8 ? CV_64F : -1;
    if (kind == Kind::Truth || bytes > 2) return -1;
    if (bytes == 1) return isSigned ? -1 : CV_8U;
    return isSigned ? CV_16S : CV_16U;
}

ValueMap NumberType::full() const {
    if (kind == Kind::Truth) return {};
    if (kind == Kind::Floating) return {0, 1};
    if (isSigned) return {-std::exp2(8 * bytes - 1), std::exp2(8 * bytes - 1) - 1};
    return {0, std::exp2(8 * bytes) - 1};
}

int64_t NumberType::wholeAt(std::span<const uint8_t> from) const {
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | from[static_cast<size_t>(bigEndian ? i : bytes - 1 - i)];
    const int unused = 64 - 8 * bytes;
    return isSigned ? static_cast<int64_t>(value << unused) >> unused : static_cast<int64_t>(value);
}

cv::Mat NumberType::matrix(std::span<uint8_t> raw, int rows, int columns, int channels) const {
    const auto size = static_cast<size_t>(bytes);
    if (bigEndian)
        for (size_t at = 0; at + size <= raw.size(); at += size)
            std::reverse(raw.begin() + static_cast<std::ptrdiff_t>(at),
                         raw.begin() + static_cast<std::ptrdiff_t>(at + size));
    const auto stored = [&](int depth) { return cv::Mat(rows, columns, CV_MAKETYPE(depth, channels), raw.data()); };
    if (const int depth = storedDepth(); depth >= 0) return stored(depth);
    cv::Mat result;
    if (kind == Kind::Truth) {
        cv::threshold(stored(CV_8U), result, 0, 255, cv::THRESH_BINARY);
        return result;
    }
    if (kind == Kind::Floating) {
        stored(CV_16F).convertTo(result, CV_32F);
        return result;
    }
    if (bytes == 1) {
        stored(CV_8S).convertTo(result, CV_16S);
        return result;
    }
    if (bytes == 4 && isSigned) {
        stored(CV_32S).convertTo(result, CV_64F);
        return result;
    }
    const NumberType native{kind, bytes, isSigned, false};
    result.create(rows, columns, CV_MAKETYPE(CV_64F, channels));
    auto* values = result.ptr<double>();
    for (size_t at = 0; at + size <= raw.size(); at += size) {
        const int64_t value = native.wholeAt(raw.subspan(at));
        *values++ =
            !isSigned && value < 0 ? static_cast<double>(static_cast<uint64_t>(value)) : static_cast<double>(value);
    }
    return result;
}

}  // namespace zscape
