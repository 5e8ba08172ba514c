#include "engine/data/file_numbers.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/image_header.h"
#include "engine/data/number_type.h"
#include "engine/data/value_range.h"

#include <array>

namespace zscape {

namespace {

struct NamedFormat {
    NumberFormat format = NumberFormat::Unknown;
    const char* name = "";
    NumberType type;
};

constexpr NumberType wholes(int bytes, bool isSigned) { return {NumberType::Kind::Whole, bytes, isSigned}; }
constexpr NumberType floats(int bytes) { return {NumberType::Kind::Floating, bytes, true}; }

constexpr std::array<NamedFormat, 12> kFormats{{{NumberFormat::Bool, "bool", {NumberType::Kind::Truth, 1}},
                                                {NumberFormat::UInt8, "uint8", wholes(1, false)},
                                                {NumberFormat::Int8, "int8", wholes(1, true)},
                                                {NumberFormat::UInt16, "uint16", wholes(2, false)},
                                                {NumberFormat::Int16, "int16", wholes(2, true)},
                                                {NumberFormat::UInt32, "uint32", wholes(4, false)},
                                                {NumberFormat::Int32, "int32", wholes(4, true)},
                                                {NumberFormat::UInt64, "uint64", wholes(8, false)},
                                                {NumberFormat::Int64, "int64", wholes(8, true)},
                                                {NumberFormat::Float16, "float16", floats(2)},
                                                {NumberFormat::Float32, "float32", floats(4)},
                                                {NumberFormat::Float64, "float64", floats(8)}}};

/// All that the type holds. true is 1 here, and 255 only while a picture is made of it (NumberType::full()).
FileNumbers everyValueOf(NumberFormat format) {
    if (format == NumberFormat::Bool) return {format, 0, 1};
    const ValueMap full = numberTypeOf(format).full();
    return {format, full.black, full.white};
}

}  // namespace

FileNumbers numbersOf(const ImageHeader& header) {
    if (header.format == ImageFormat::None) return {};
    if (header.format == ImageFormat::Tiff) return everyValueOf(header.numbers);
    FileNumbers numbers = everyValueOf(header.bitDepth > 8 ? NumberFormat::UInt16 : NumberFormat::UInt8);
    if (header.maximum > 0) numbers.white = header.maximum;
    return numbers;
}

FileNumbers numbersOf(const NumberType& type) {
    const NumberType native{type.kind, type.bytes, type.isSigned, false};
    for (const NamedFormat& named : kFormats)
        if (named.type == native) return everyValueOf(named.format);
    return {};
}

FileNumbers together(const FileNumbers& a, const FileNumbers& b) {
    if (a.format == NumberFormat::Unknown || a == b) return b;
    return b.format == NumberFormat::Unknown ? a : FileNumbers{NumberFormat::Mixed};
}

NumberType numberTypeOf(NumberFormat format) {
    for (const NamedFormat& named : kFormats)
        if (named.format == format) return named.type;
    return {};
}

std::string nameOf(NumberFormat format) {
    if (format == NumberFormat::Mixed) return "mixed";
    for (const NamedFormat& named : kFormats)
        if (named.format == format) return named.name;
    return {};
}

std::string textOf(const FileNumbers& numbers) {
    if (!numbers.isOfOneKind() || numbers == everyValueOf(numbers.format)) return nameOf(numbers.format);
    return nameOf(numbers.format) + " " + textOf(ValueRange{ValueRange::Kind::Fixed, numbers.black, numbers.white});
}

FileNumbers fileNumbersFrom(const std::string& text) {
    if (text.empty()) return {};
    const size_t space = text.find(' ');
    const std::string name = text.substr(0, space);
    if (text == nameOf(NumberFormat::Mixed)) return {NumberFormat::Mixed};
    for (const NamedFormat& named : kFormats) {
        if (name != named.name) continue;
        FileNumbers numbers = everyValueOf(named.format);
        if (space == std::string::npos) return numbers;
        const ValueRange range = valueRangeFrom(text.substr(space + 1));
        if (range.kind != ValueRange::Kind::Fixed) break;
        numbers.black = range.black;
        numbers.white = range.white;
        return numbers;
    }
    throw Error("values.format", "\"%1\" is no type of numbers, such as uint16 or float32.", {validUtf8(text)});
}

}  // namespace zscape
