#pragma once

#include "engine/core/picture.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace zscape {

/// Whether shades from 0 to 255 are seen as they are: see visibilityOf() in value_sample.h.
enum class Visibility : uint8_t { Seen, NearlyBlack, NearlyWhite };

/// Which values of the files are black and which white, in the files' own units; what lies beyond is cut. Integers and
/// floating-point numbers alike.
struct ValueRange {
    enum class Kind : uint8_t {
        Auto,   ///< found from the pictures: see rangeFor() in value_sample.h
        Full,   ///< what the file's type holds: 0 to 255, 0 to 65535, -32768 to 32767; 0 to 1 for floating point
        Fixed,  ///< from `black` to `white`
        File    ///< each picture from its own least value to its greatest
    };
    struct Ends {
        double black = 0, white = 0;  ///< black < white

        bool operator==(const Ends&) const = default;
    };
    Kind kind = Kind::Auto;
    double black = 0, white = 0;             ///< of Fixed, black < white; of the first channel where each has its own
    int channels = 0;                        ///< of Fixed: 2 to kMostChannels that each have their own; 0: one for all
    std::array<Ends, kMostChannels> ends{};  ///< of so many channels

    /// That of one channel, counted from 0.
    ValueRange of(int channel) const;

    bool operator==(const ValueRange&) const = default;
};

/// Fixed, each channel by its own; of one channel it is that of all.
ValueRange rangeOfChannels(const std::vector<ValueRange::Ends>& ends);

/// Of "auto", "full", "file" or two numbers: "0..1023", "-0.5..2e3"; two for each channel: "40..900,12..300".
/// \throws Error "setting.value"
ValueRange valueRangeFrom(const std::string& text);

/// The other way round.
std::string textOf(const ValueRange& range);

/// As short as it can be said: "1023", "0.5".
std::string textOfValue(double value);

}  // namespace zscape
