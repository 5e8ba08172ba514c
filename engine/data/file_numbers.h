#pragma once

#include <cstdint>
#include <string>

namespace zscape {

struct ImageHeader;
struct NumberType;

/// What the numbers of a file are, as they are read.
enum class NumberFormat : uint8_t {
    Unknown,  ///< nobody has looked
    Mixed,    ///< files of several kinds
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    Float32,
    Float64
};

/// The numbers of files before they are shades of grey.
struct FileNumbers {
    NumberFormat format = NumberFormat::Unknown;
    double black = 0, white = 0;  ///< what range=full takes: all that they hold; 0 and 1 of floating point

    bool operator==(const FileNumbers&) const = default;
    bool isOfOneKind() const { return format != NumberFormat::Unknown && format != NumberFormat::Mixed; }
};

/// Of a picture, by its header.
FileNumbers numbersOf(const ImageHeader& header);
/// Of an array.
FileNumbers numbersOf(const NumberType& type);

/// Of all that both are of: Mixed where they differ, and what is known where only one is.
FileNumbers together(const FileNumbers& a, const FileNumbers& b);

/// The type as arrays have it; without bytes for Unknown and Mixed.
NumberType numberTypeOf(NumberFormat format);

/// As NumPy calls them: "uint16", "float32"; "mixed", and "" of Unknown.
std::string nameOf(NumberFormat format);

/// "uint16", or "uint16 0..1023" where not all that the type holds is full.
std::string textOf(const FileNumbers& numbers);
/// The other way round. \throws Error "values.format"
FileNumbers fileNumbersFrom(const std::string& text);

}  // namespace zscape
