#pragma once

#include <cstdint>
#include <string>

namespace zscape {

/// Which values of the files are black and which white, in the files' own units; what lies beyond is cut. Integers and
/// floating-point numbers alike.
struct ValueRange {
    enum class Kind : uint8_t {
        Auto,   ///< found from the pictures: see rangeFor() in value_sample.h
        Full,   ///< what the file's type holds: 0 to 255, 0 to 65535, -32768 to 32767; 0 to 1 for floating point
        Fixed,  ///< from `black` to `white`
        File    ///< each picture from its own least value to its greatest
    };
    Kind kind = Kind::Auto;
    double black = 0, white = 0;  ///< of Fixed, black < white

    bool operator==(const ValueRange&) const = default;
};

/// Of "auto", "full", "file" or two numbers: "0..1023", "-0.5..2e3".
/// \throws Error "setting.value"
ValueRange valueRangeFrom(const std::string& text);

/// The other way round.
std::string textOf(const ValueRange& range);

/// As short as it can be said: "1023", "0.5".
std::string textOfValue(double value);

}  // namespace zscape
